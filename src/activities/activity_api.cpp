#include "activities/activity_api.h"

#include <algorithm>
#include <charconv>

#include "activities/activity_json_api.h"
#include "base/json.h"
#include "base/kept.h"
#include "base/text.h"
#include "http/writes.h"

namespace ws::activities {
namespace {

using http::Access;
using http::key_of;
using http::Request;
using http::Response;
using json::Object;

constexpr json::Range any_ms{0, 4'102'444'800'000};  // until the year 2100
constexpr json::Range any_lat{-90'000'000, 90'000'000};
constexpr json::Range any_lon{-180'000'000, 180'000'000};
constexpr std::size_t most_shifts = 40;
constexpr std::size_t most_roles = 12;
constexpr std::size_t longest_words = 60;

template <class T, class F>
Result<std::string> said(const Result<T>& result, F write) {
  if (!result) return result.error();
  return write(*result);
}

Response answer(const Result<std::string>& result, int status = 200) {
  if (!result) return Response::error(result.error());
  return Response::json(*result, status);
}

// ---- what is asked

std::int64_t number_of(std::string_view text, std::int64_t fallback, json::Range range) {
  std::int64_t number = fallback;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size()) return fallback;
  return std::clamp(number, range.min, range.max);
}

std::optional<Instant> opt_time(const Request& request, std::string_view name) {
  const std::int64_t ms = number_of(request.q(name), -1, any_ms);
  return ms < 0 ? std::nullopt : std::optional(Instant{ms});
}

template <class IdType>
Result<IdType> id_of(const Request& request, const char* absent) {
  auto id = IdType::parse(request.params.at(0));
  if (!id) return Error::not_found(absent);
  return std::move(*id);
}

RolePlan read_role(Object& object) {
  RolePlan role;
  role.name = object.text("name", {1, 30});
  role.capacity = object.integer("capacity", {1, 20'000});
  role.reserved = object.opt_integer("reserved", {0, 20'000}).value_or(0);
  role.skill = object.text_or("skill", "", {0, 40});
  role.minimum_age = object.opt_integer("minimum_age", {0, 120}).value_or(0);
  role.training = object.text_or("training", "", {0, 40});
  return role;
}

/// A list whose every member is read by `read`; the first refusal of a member is the object's.
template <class T, class Read>
std::vector<T> read_all(Object& object, std::string_view name, std::size_t most, std::optional<Error>& refused,
                        Read read) {
  std::vector<T> all;
  for (Object& one : object.objects(name, most)) {
    all.push_back(read(one));
    if (auto wrong = one.finish(); wrong && !refused) refused = std::move(wrong);
  }
  return all;
}

Result<Plan> read_plan(Object& object, Instant now) {
  Plan plan;
  plan.project = object.id_or_empty<ProjectId>("project_id");
  plan.site = object.id<SiteId>("site_id");
  plan.team = object.id_or_empty<TeamId>("team_id");
  plan.category = object.text("category", {1, 40});
  plan.title = object.text("title", {2, 60});
  plan.summary = object.text("summary", {2, 2000});
  plan.conditions = object.text_or("conditions", "", {0, 1000});
  plan.risks = object.text_or("risks", "", {0, 1000});
  plan.hazardous = object.boolean_or("hazardous", false);
  plan.insurance = object.text_or("insurance", "", {0, 200});
  plan.own_insurance = object.boolean_or("own_insurance", false);
  plan.place = object.text("place", {2, 120});
  plan.lat_e6 = object.opt_integer("lat_e6", any_lat);
  plan.lon_e6 = object.opt_integer("lon_e6", any_lon);
  plan.private_details = object.text_or("private_details", "", {0, 1000});
  const auto opens = object.opt_integer("opens_ms", any_ms);
  const auto closes = object.opt_integer("closes_ms", any_ms);
  const auto draw_due = object.opt_integer("draw_due_ms", any_ms);
  plan.mode = Mode::first_come;
  if (object.has("mode"))
    plan.mode = parse_mode(object.one_of("mode", {"first_come", "approval", "lot"})).value_or(Mode::first_come);
  plan.quota = object.opt_integer("quota", {0, 100}).value_or(0);
  std::optional<Error> refused;
  plan.shifts = read_all<ShiftPlan>(object, "shifts", most_shifts, refused, [&](Object& one) {
    ShiftPlan shift;
    shift.starts = {one.integer("starts_ms", any_ms)};
    shift.ends = {one.integer("ends_ms", any_ms)};
    shift.minimum_staff = one.opt_integer("minimum_staff", {0, 20'000}).value_or(0);
    shift.roles = read_all<RolePlan>(one, "roles", most_roles, refused, read_role);
    return shift;
  });
  if (auto wrong = object.finish()) return std::move(*wrong);
  if (refused) return std::move(*refused);
  if (plan.shifts.empty()) return Error::invalid("activity.no_shifts", "shifts");
  plan.opens = opens ? Instant{*opens} : std::min(now, plan.starts().plus_ms(-1));
  plan.closes = closes ? Instant{*closes}
                       : std::max_element(plan.shifts.begin(), plan.shifts.end(), [](const auto& a, const auto& b) {
                           return a.starts < b.starts;
                         })->starts;
  if (plan.mode == Mode::lot) plan.draw_due = draw_due ? Instant{*draw_due} : plan.closes;
  if (plan.mode != Mode::lot && draw_due) return Error::invalid("activity.draw_time", "draw_due_ms");
  return plan;
}

SeriesEdit read_series_edit(Object& object) {
  SeriesEdit edit;
  const auto opt_text = [&](const char* name, json::Length length) {
    return object.has(name) ? std::optional(object.text(name, length)) : std::nullopt;
  };
  edit.title = opt_text("title", {2, 60});
  edit.summary = opt_text("summary", {2, 2000});
  edit.place = opt_text("place", {2, 120});
  edit.private_details = opt_text("private_details", {0, 1000});
  edit.move_minutes = object.opt_integer("move_minutes", {-1440, 1440}).value_or(0);
  if (const auto until = object.opt_integer("until_ms", any_ms)) edit.until = Instant{*until};
  return edit;
}

ProjectPlan read_project(Object& object) {
  ProjectPlan plan;
  plan.name = object.text("name", {2, 60});
  plan.summary = object.text("summary", {2, 1000});
  return plan;
}

// ---- one use case each

/// Reads the body into a use case and runs it under its key.
using Parse = std::function<Result<ActivityService::Body>(const Request&, Object&)>;

http::Handler use_case(ActivityService& service, std::string name, Parse parse, int status = 200) {
  return [&service, name = std::move(name), parse = std::move(parse), status](Request& request) -> Task<Response> {
    auto object = Object::parse(request.body);
    if (!object) co_return Response::error(object.error());
    auto body = parse(request, *object);
    if (!body) co_return Response::error(body.error());
    if (auto refused = object->finish()) co_return Response::error(*refused);
    auto waiting = service.run(key_of(request, name), std::move(*body));
    const Result<std::string> result = co_await waiting;
    co_return answer(result, status);
  };
}

/// A step on the activity of the path: `step(tx, steps, actor, id, now)`, made by `read(object)`.
template <class Read>
Parse on_activity(Read read) {
  return [read](const Request& request, Object& object) -> Result<ActivityService::Body> {
    const auto id = id_of<ActivityId>(request, "activity.not_found");
    if (!id) return id.error();
    auto step = read(object);
    return ActivityService::Body(
        [step, actor = request.actor, id = *id](db::Tx& tx, const ActivitySteps& steps, Instant now) {
          return said(step(tx, steps, actor, id, now), changed_json);
        });
  };
}

using ReasonStep = Result<Changed> (ActivitySteps::*)(db::Tx&, const Actor&, const ActivityId&, const std::string&,
                                                      Instant) const;
Parse with_reason(ReasonStep step) {
  return on_activity([step](Object& object) {
    const std::string reason = object.text("reason", {2, 200});
    return [=](db::Tx& tx, const ActivitySteps& steps, const Actor& actor, const ActivityId& id, Instant now) {
      return (steps.*step)(tx, actor, id, reason, now);
    };
  });
}

using PlainStep = Result<Changed> (ActivitySteps::*)(db::Tx&, const Actor&, const ActivityId&, Instant) const;
Parse plain(PlainStep step) {
  return on_activity([step](Object&) {
    return [=](db::Tx& tx, const ActivitySteps& steps, const Actor& actor, const ActivityId& id, Instant now) {
      return (steps.*step)(tx, actor, id, now);
    };
  });
}

using ReachStep = Result<Changed> (ActivitySteps::*)(db::Tx&, const Actor&, const ActivityId&, Reach, Instant) const;
Parse with_reach(ReachStep step) {
  return on_activity([step](Object& object) {
    const Reach reach = object.boolean_or("series", false) ? Reach::series : Reach::one;
    return [=](db::Tx& tx, const ActivitySteps& steps, const Actor& actor, const ActivityId& id, Instant now) {
      return (steps.*step)(tx, actor, id, reach, now);
    };
  });
}

using TimeStep = Result<Changed> (ActivitySteps::*)(db::Tx&, const Actor&, const ActivityId&, Instant, Instant) const;
Parse with_time(TimeStep step, const char* name) {
  return on_activity([step, name](Object& object) {
    const Instant at{object.integer(name, any_ms)};
    return [=](db::Tx& tx, const ActivitySteps& steps, const Actor& actor, const ActivityId& id, Instant now) {
      return (steps.*step)(tx, actor, id, at, now);
    };
  });
}

Parse parse_brief() {
  return on_activity([](Object& object) {
    const std::string place = object.text("place", {2, 120});
    const std::string details = object.text("private_details", {0, 1000});
    return [=](db::Tx& tx, const ActivitySteps& steps, const Actor& actor, const ActivityId& id, Instant now) {
      return steps.brief(tx, actor, id, place, details, now);
    };
  });
}

Parse parse_create(ActivityService& service) {
  return [&service](const Request& request, Object& object) -> Result<ActivityService::Body> {
    const auto plan = read_plan(object, service.now());
    if (!plan) return plan.error();
    return ActivityService::Body(
        [plan = *plan, actor = request.actor](db::Tx& tx, const ActivitySteps& steps, Instant now) {
          return said(steps.create(tx, actor, plan, now), changed_json);
        });
  };
}

Parse parse_edit(ActivityService& service) {
  return [&service](const Request& request, Object& object) -> Result<ActivityService::Body> {
    const auto id = id_of<ActivityId>(request, "activity.not_found");
    if (!id) return id.error();
    const auto plan = read_plan(object, service.now());
    if (!plan) return plan.error();
    return ActivityService::Body(
        [id = *id, plan = *plan, actor = request.actor](db::Tx& tx, const ActivitySteps& steps, Instant now) {
          return said(steps.edit(tx, actor, id, plan, now), changed_json);
        });
  };
}

Result<ActivityService::Body> parse_series_edit(const Request& request, Object& object) {
  const auto id = id_of<ActivityId>(request, "activity.not_found");
  if (!id) return id.error();
  return ActivityService::Body([id = *id, edit = read_series_edit(object), actor = request.actor](
                                   db::Tx& tx, const ActivitySteps& steps, Instant now) {
    return said(steps.edit_series(tx, actor, id, edit, now), occurrences_json);
  });
}

Response preview(ActivityService& service, const Request& request) {
  const auto id = id_of<ActivityId>(request, "activity.not_found");
  if (!id) return Response::error(id.error());
  auto object = Object::parse(request.body);
  if (!object) return Response::error(object.error());
  const SeriesEdit edit = read_series_edit(*object);
  if (auto refused = object->finish()) return Response::error(*refused);
  return answer(said(service.preview(request.actor, *id, edit), occurrences_json));
}

Result<ActivityService::Body> parse_new_project(const Request& request, Object& object) {
  ProjectPlan plan = read_project(object);
  plan.site = object.id<SiteId>("site_id");
  plan.team = object.id_or_empty<TeamId>("team_id");
  return ActivityService::Body([plan, actor = request.actor](db::Tx& tx, const ActivitySteps& steps, Instant now) {
    return said(steps.create_project(tx, actor, plan, now), project_id_json);
  });
}

Result<ActivityService::Body> parse_project(const Request& request, Object& object) {
  const auto id = id_of<ProjectId>(request, "project.not_found");
  if (!id) return id.error();
  ProjectPlan plan = read_project(object);
  plan.state = object.one_of("state", {"running", "closed"});
  return ActivityService::Body(
      [id = *id, plan, actor = request.actor](db::Tx& tx, const ActivitySteps& steps, Instant) {
        return said(steps.edit_project(tx, actor, id, plan), project_id_json);
      });
}

Result<ActivityService::Body> parse_resize(const Request& request, Object& object) {
  const auto id = id_of<ShiftRoleId>(request, "role.not_found");
  if (!id) return id.error();
  const std::int64_t capacity = object.integer("capacity", {1, 20'000});
  const std::int64_t reserved = object.opt_integer("reserved", {0, 20'000}).value_or(0);
  return ActivityService::Body(
      [id = *id, capacity, reserved, actor = request.actor](db::Tx& tx, const ActivitySteps& steps, Instant now) {
        return said(steps.resize(tx, actor, id, capacity, reserved, now), changed_json);
      });
}

Result<ActivityService::Body> parse_sign_up(const Request& request, Object& object) {
  const auto id = id_of<ShiftRoleId>(request, "role.not_found");
  if (!id) return id.error();
  SignUp wish;
  wish.companions = object.opt_integer("companions", {0, 1000}).value_or(0);
  wish.note = object.text_or("note", "", {0, 100});
  wish.if_full = object.boolean_or("wait", true) ? IfFull::wait : IfFull::refuse;
  return ActivityService::Body(
      [id = *id, wish, actor = request.actor](db::Tx& tx, const ActivitySteps& steps, Instant now) {
        return said(steps.signups().sign_up(tx, actor, id, wish, now), signed_json);
      });
}

Result<ActivityService::Body> parse_placement(const Request& request, Object& object) {
  const auto id = id_of<ShiftRoleId>(request, "role.not_found");
  if (!id) return id.error();
  Placement placement;
  placement.person = object.id<PersonId>("person_id");
  placement.companions = object.opt_integer("companions", {0, 1000}).value_or(0);
  placement.reserved = object.boolean_or("reserved", false);
  const bool overriding = object.boolean_or("override_times", false);
  placement.overriding = overriding ? Override::times : Override::none;
  placement.reason = overriding ? object.text("reason", {2, 200}) : object.text_or("reason", "", {0, 200});
  return ActivityService::Body(
      [id = *id, placement, actor = request.actor](db::Tx& tx, const ActivitySteps& steps, Instant now) {
        return said(steps.signups().place(tx, actor, id, placement, now), signed_json);
      });
}

/// A step on the signup of the path, made by `read(object)`.
template <class Read>
Parse on_signup(Read read) {
  return [read](const Request& request, Object& object) -> Result<ActivityService::Body> {
    const auto id = id_of<SignupId>(request, "signup.not_found");
    if (!id) return id.error();
    auto step = read(object);
    return ActivityService::Body(
        [step, actor = request.actor, id = *id](db::Tx& tx, const ActivitySteps& steps, Instant now) {
          return said(step(tx, steps.signups(), actor, id, now), signed_json);
        });
  };
}

Parse parse_approval() {
  return on_signup([](Object& object) {
    Exception exception;
    if (object.boolean_or("override_times", false)) {
      exception.overriding = Override::times;
      exception.reason = object.text("reason", {2, 200});
    }
    return [=](db::Tx& tx, const SignupSteps& steps, const Actor& actor, const SignupId& id, Instant now) {
      return steps.approve(tx, actor, id, exception, now);
    };
  });
}

Result<ActivityService::Body> parse_template(const Request& request, Object& object) {
  const auto id = id_of<ActivityId>(request, "activity.not_found");
  if (!id) return id.error();
  return ActivityService::Body([id = *id, name = object.text("name", {2, 60}), actor = request.actor](
                                   db::Tx& tx, const ActivitySteps& steps, Instant now) {
    return said(steps.keep_template(tx, actor, id, name, now), template_id_json);
  });
}

Result<ActivityService::Body> parse_dropped_template(const Request& request, Object&) {
  const auto id = id_of<ActivityTemplateId>(request, "template.not_found");
  if (!id) return id.error();
  return ActivityService::Body([id = *id, actor = request.actor](db::Tx& tx, const ActivitySteps& steps, Instant) {
    return said(steps.drop_template(tx, actor, id), template_id_json);
  });
}

using PlainSignupStep = Result<Signed> (SignupSteps::*)(db::Tx&, const Actor&, const SignupId&, Instant) const;
Parse plain(PlainSignupStep step) {
  return on_signup([step](Object&) {
    return [=](db::Tx& tx, const SignupSteps& steps, const Actor& actor, const SignupId& id, Instant now) {
      return (steps.*step)(tx, actor, id, now);
    };
  });
}

using ReasonSignupStep = Result<Signed> (SignupSteps::*)(db::Tx&, const Actor&, const SignupId&, const std::string&,
                                                         Instant) const;
Parse with_reason(ReasonSignupStep step, std::size_t shortest) {
  return on_signup([step, shortest](Object& object) {
    const std::string reason =
        shortest > 0 ? object.text("reason", {shortest, 200}) : object.text_or("reason", "", {0, 200});
    return [=](db::Tx& tx, const SignupSteps& steps, const Actor& actor, const SignupId& id, Instant now) {
      return (steps.*step)(tx, actor, id, reason, now);
    };
  });
}

// ---- reads

store::Filter read_filter(const Request& request, std::int64_t limit) {
  store::Filter filter;
  for (const std::string& state : split(request.q("state"), ','))
    if (const auto known = parse_state(state)) filter.states.push_back(*known);
  filter.within = SiteId(std::string(request.q("site_id")));
  filter.team = TeamId(std::string(request.q("team_id")));
  filter.project = ProjectId(std::string(request.q("project_id")));
  filter.series = SeriesId(std::string(request.q("series_id")));
  filter.category = request.q("category");
  filter.skill = request.q("skill");
  filter.from = opt_time(request, "from_ms");
  filter.until = opt_time(request, "until_ms");
  for (const auto& [waits, text] : store::waits_texts)
    if (request.q("waits") == text) filter.waits = waits;
  filter.q = std::string(request.q("q").substr(0, longest_words));
  filter.town = request.q("town");
  filter.has_places = request.q("places") == "open";
  filter.for_minors = request.q("for") == "minors";
  filter.cursor = request.q("cursor");
  filter.limit = limit;
  return filter;
}

std::optional<Near> read_near(const Request& request) {
  if (request.q("lat_e6").empty() || request.q("lon_e6").empty()) return std::nullopt;
  return Near{number_of(request.q("lat_e6"), 0, any_lat), number_of(request.q("lon_e6"), 0, any_lon),
              number_of(request.q("radius_m"), 5'000, {100, 100'000})};
}

/// `read(from, until, within)` for the range of the query.
template <class Read>
Response calendar_of(const Request& request, Read read) {
  const auto from = opt_time(request, "from_ms");
  const auto until = opt_time(request, "until_ms");
  if (!from || !until) return Response::error(Error::invalid("list.bad_range", from ? "until_ms" : "from_ms"));
  return answer(said(read(*from, *until, SiteId(std::string(request.q("site_id")))), calendar_json));
}

Response calendar(const ActivityService& service, const Request& request) {
  return calendar_of(request, [&](Instant from, Instant until, const SiteId& within) {
    return service.calendar(from, until, within);
  });
}

Response managed_calendar(const ActivityService& service, const Request& request) {
  return calendar_of(request, [&](Instant from, Instant until, const SiteId& within) {
    return service.managed_calendar(request.actor, from, until, within);
  });
}

Response waiting(const ActivityService& service, const Request& request) {
  return Response::json(waiting_json(service.waiting(request.actor)));
}

Response candidates(const ActivityService& service, const Request& request) {
  const auto id = id_of<ShiftRoleId>(request, "role.not_found");
  if (!id) return Response::error(id.error());
  const std::string words(request.q("q").substr(0, longest_words));
  return answer(said(service.candidates(request.actor, *id, words), candidates_json));
}

Response one_template(const ActivityService& service, const Request& request) {
  const auto id = id_of<ActivityTemplateId>(request, "template.not_found");
  if (!id) return Response::error(id.error());
  return answer(said(service.find_template(request.actor, *id), template_json));
}

Task<Response> reveal(ActivityService& service, Request& request) {
  const auto id = id_of<SignupId>(request, "signup.not_found");
  if (!id) co_return Response::error(id.error());
  auto object = Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  std::string reason = object->text("reason", {2, 200});
  if (auto refused = object->finish()) co_return Response::error(*refused);
  auto waiting = service.reveal(request.actor, *id, std::move(reason));
  const auto contact = co_await waiting;
  co_return answer(said(contact, contact_json));
}

Task<Response> export_roster(ActivityService& service, Request& request) {
  const auto id = id_of<ActivityId>(request, "activity.not_found");
  if (!id) co_return Response::error(id.error());
  auto object = Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  std::string reason = object->text("reason", {2, 200});
  const Mobiles mobiles = object->boolean_or("mobiles", false) ? Mobiles::shown : Mobiles::masked;
  if (auto refused = object->finish()) co_return Response::error(*refused);
  auto waiting = service.export_roster(request.actor, *id, std::move(reason), mobiles);
  const auto table = co_await waiting;
  if (!table) co_return Response::error(table.error());
  Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.body = *table;
  co_return std::move(response).with("Cache-Control", "no-store");
}

Response roster(const ActivityService& service, const Request& request, std::int64_t limit) {
  const auto id = id_of<ActivityId>(request, "activity.not_found");
  if (!id) return Response::error(id.error());
  const std::string cursor(request.q("cursor"));
  return answer(
      said(service.roster(request.actor, *id, std::string(request.q("state")), cursor, limit), roster_json));
}

Response draw(const ActivityService& service, const Request& request, std::int64_t limit) {
  const auto id = id_of<ShiftRoleId>(request, "role.not_found");
  if (!id) return Response::error(id.error());
  return answer(said(service.draw(request.actor, *id, std::string(request.q("cursor")), limit), draw_json));
}

/// What everybody without an account gets is put together once for all of them.
Response detail(const ActivityService& service, KeptTexts& kept, const Request& request) {
  const auto id = id_of<ActivityId>(request, "activity.not_found");
  if (!id) return Response::error(id.error());
  if (request.actor.signed_in()) return answer(said(service.detail(request.actor, *id), detail_json));
  Result<std::string> made = std::string();
  const auto text = kept.get(
      id->str(), [&] { return service.mark(); },
      [&]() -> KeptTexts::Value {
        made = said(service.detail(request.actor, *id), detail_json);
        return made ? std::make_shared<const std::string>(*made) : nullptr;
      });
  return text ? Response::json(*text) : answer(made);
}

Response project(const ActivityService& service, const Request& request) {
  const auto id = id_of<ProjectId>(request, "project.not_found");
  if (!id) return Response::error(id.error());
  return answer(said(service.project(*id), project_json));
}

/// Everything that is paged; the page's size is the query's.
void add_lists(http::Routes& routes, ActivityService& service) {
  const auto list = [&](const char* pattern, Access access, auto handle) {
    routes.get(pattern, access, http::handler([&service, handle](Request& request) {
                 const auto limit = request.page_limit();
                 return limit ? handle(service, request, *limit) : Response::error(limit.error());
               }));
  };
  list("/api/activities", Access::everyone, [](ActivityService& from, Request& request, std::int64_t limit) {
    return Response::json(page_json(from.list(read_filter(request, limit), read_near(request))));
  });
  list("/api/activities/{id}/roster", Access::signed_in, roster);
  list("/api/shift-roles/{id}/draw", Access::everyone, draw);
  list("/api/my/activities", Access::signed_in, [](ActivityService& from, Request& request, std::int64_t limit) {
    return Response::json(page_json(from.managed(request.actor, read_filter(request, limit))));
  });
  list("/api/my/signups", Access::signed_in, [](ActivityService& from, Request& request, std::int64_t limit) {
    const bool coming = request.q("when") == "coming";
    return Response::json(
        my_signups_json(from.my_signups(request.actor, coming, std::string(request.q("cursor")), limit)));
  });
  list("/api/activity-templates", Access::signed_in, [](ActivityService& from, Request& request, std::int64_t limit) {
    return Response::json(templates_json(from.templates(request.actor, std::string(request.q("cursor")), limit)));
  });
  list("/api/projects", Access::everyone, [](ActivityService& from, Request& request, std::int64_t limit) {
    const SiteId within{std::string(request.q("site_id"))};
    return Response::json(projects_json(from.projects(within, std::string(request.q("cursor")), limit)));
  });
}

void add_reads(http::Routes& routes, ActivityService& service) {
  const auto read = [&](const char* pattern, Access access,
                        Response (*handle)(const ActivityService&, const Request&)) {
    routes.get(pattern, access,
               http::handler([&service, handle](Request& request) { return handle(service, request); }));
  };
  read("/api/activities/calendar", Access::everyone, calendar);
  auto kept = std::make_shared<KeptTexts>(1024, service.clock());
  routes.get("/api/activities/{id}", Access::everyone,
             http::handler([&service, kept](Request& request) { return detail(service, *kept, request); }));
  read("/api/projects/{id}", Access::everyone, project);
  read("/api/my/activities/calendar", Access::signed_in, managed_calendar);
  read("/api/my/activities/waiting", Access::signed_in, waiting);
  read("/api/shift-roles/{id}/candidates", Access::signed_in, candidates);
  read("/api/activity-templates/{id}", Access::signed_in, one_template);
}

void add_signup_steps(http::Routes& routes, ActivityService& service) {
  routes.put("/api/shift-roles/{id}", Access::signed_in, use_case(service, "roles.resize", parse_resize));
  routes.post("/api/shift-roles/{id}/signups", Access::volunteer,
              use_case(service, "signups.sign_up", parse_sign_up, 201));
  routes.post("/api/shift-roles/{id}/placements", Access::signed_in,
              use_case(service, "signups.place", parse_placement, 201));
  const auto step = [&](const char* name, Access access, Parse parse) {
    routes.post(std::string("/api/signups/{id}/") + name, access,
                use_case(service, std::string("signups.") + name, std::move(parse)));
  };
  step("cancellation", Access::signed_in, with_reason(&SignupSteps::cancel, 0));
  step("acceptance", Access::volunteer, plain(&SignupSteps::accept));
  step("decline", Access::volunteer, plain(&SignupSteps::decline));
  step("approval", Access::signed_in, parse_approval());
  step("refusal", Access::signed_in, with_reason(&SignupSteps::refuse, 2));
  // Nothing is kept of what they answer, so there is no key to answer again from.
  routes.post("/api/signups/{id}/contact", Access::signed_in,
              [&service](Request& request) { return reveal(service, request); });
  routes.post("/api/activities/{id}/roster-export", Access::signed_in,
              [&service](Request& request) { return export_roster(service, request); });
}

}  // namespace

void add_routes(http::Routes& routes, ActivityService& service) {
  add_lists(routes, service);
  add_reads(routes, service);
  add_signup_steps(routes, service);
  routes.post("/api/projects", Access::signed_in, use_case(service, "projects.create", parse_new_project, 201));
  routes.put("/api/projects/{id}", Access::signed_in, use_case(service, "projects.edit", parse_project));
  routes.post("/api/activities", Access::signed_in,
              use_case(service, "activities.create", parse_create(service), 201));
  routes.put("/api/activities/{id}", Access::signed_in, use_case(service, "activities.edit", parse_edit(service)));
  routes.post("/api/activities/{id}/series-preview", Access::signed_in,
              http::handler([&service](Request& request) { return preview(service, request); }));
  const auto step = [&](const char* name, Parse parse, int status = 200) {
    routes.post(std::string("/api/activities/{id}/") + name, Access::signed_in,
                use_case(service, std::string("activities.") + name, std::move(parse), status));
  };
  step("copy", with_time(&ActivitySteps::copy, "starts_ms"), 201);
  step("occurrences", with_time(&ActivitySteps::repeat, "until_ms"), 201);
  step("series", parse_series_edit);
  step("submission", with_reach(&ActivitySteps::submit));
  step("return", with_reason(&ActivitySteps::give_back));
  step("publication", with_reach(&ActivitySteps::publish));
  step("briefing", parse_brief());
  step("draw", plain(&ActivitySteps::draw));
  step("cancellation", with_reason(&ActivitySteps::cancel));
  step("retraction", with_reason(&ActivitySteps::retract));
  step("publicity", plain(&ActivitySteps::publicise));
  step("template", parse_template, 201);
  routes.post("/api/activity-templates/{id}/removal", Access::signed_in,
              use_case(service, "templates.drop", parse_dropped_template));
}

}  // namespace ws::activities
