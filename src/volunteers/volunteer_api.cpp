#include "volunteers/volunteer_api.h"

#include <array>

#include "base/json.h"
#include "http/writes.h"
#include "volunteers/volunteer_json_api.h"

namespace ws::volunteers {
namespace {

using http::Access;
using http::answered;
using http::key_of;
using http::refusal;
using http::Request;
using http::Response;
using json::Object;

constexpr json::Length reason_length{2, 200};

Response document(const Result<std::string>& json, int status = 200) {
  if (!json) return Response::error(json.error());
  return Response::json(*json, status);
}

// ---- staff

Result<store::Filter> read_filter(const Request& request) {
  store::Filter filter;
  filter.state = request.q("state");
  if (!filter.state.empty() && !parse_state(filter.state)) return Error::invalid("field.unknown_value", "state");
  filter.skill = request.q("skill");
  filter.words = request.q("q");
  if (filter.skill.size() > 40) return Error::invalid("field.length", "skill");
  if (filter.words.size() > 64) return Error::invalid("field.length", "q");
  if (const std::string_view site = request.q("site_id"); !site.empty()) {
    const auto id = SiteId::parse(site);
    if (!id) return Error::invalid("field.id", "site_id");
    filter.within = *id;
  }
  if (const std::string_view waiting = request.q("waiting"); waiting == "qualification")
    filter.waiting = store::Filter::Waiting::qualification;
  else if (!waiting.empty())
    return Error::invalid("field.unknown_value", "waiting");
  filter.cursor = request.q("cursor");
  if (!filter.cursor.empty() && !is_ulid(filter.cursor)) return Error::invalid("list.bad_cursor", "cursor");
  const auto limit = request.page_limit();
  if (!limit) return limit.error();
  filter.limit = *limit;
  return filter;
}

Response list(VolunteerService& service, const Request& request) {
  auto filter = read_filter(request);
  if (!filter) return Response::error(filter.error());
  return Response::json(page_json(service.list(request.actor, std::move(*filter))));
}

Response show(VolunteerService& service, const Request& request) {
  const auto detail = service.find(request.actor, PersonId(request.params.at(0)));
  if (!detail) return Response::error(detail.error());
  return Response::json(detail_json(*detail));
}

Task<Response> enter(VolunteerService& service, Request& request) {
  auto object = Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  Registration registration = read_registration(*object);
  registration.lane = object->one_of("lane", {"phone", "paper"});
  registration.consent_version = service.rules().privacy_version;
  registration.consent_note = object->text("consent_note", {2, 200});
  registration.actor = request.actor.person;
  if (const auto refused = object->finish()) co_return Response::error(*refused);
  auto task = service.enter(request.actor, key_of(request, "volunteers.enter"), std::move(registration));
  const auto entered = co_await task;
  co_return document(entered, 201);
}

enum class Why { none, required };
struct Move {
  const char* path;
  Step step;
  Why why;
};
constexpr std::array<Move, 4> moves{{{"verification", Step::verified, Why::none},
                                     {"return", Step::returned, Why::required},
                                     {"suspension", Step::suspended, Why::required},
                                     {"resumption", Step::resumed, Why::required}}};

Task<Response> decide(VolunteerService& service, Request& request, const Move& move) {
  auto object = Object::parse(request.body);
  if (!object) return refusal(object.error());
  std::string reason = move.why == Why::required ? object->text("reason", reason_length) : "";
  if (const auto refused = object->finish()) return refusal(*refused);
  return answered(service.decide(request.actor, key_of(request, "volunteers.decide"), PersonId(request.params.at(0)),
                                 move.step, std::move(reason)));
}

Task<Response> reveal(VolunteerService& service, Request& request) {
  auto object = Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  const std::string what = object->one_of("what", {"mobile", "id_number"});
  const std::string reason = object->text("reason", reason_length);
  if (const auto refused = object->finish()) co_return Response::error(*refused);
  auto task = service.reveal(request.actor, key_of(request, "volunteers.reveal"), PersonId(request.params.at(0)),
                             what == "mobile" ? Secret::mobile : Secret::id_number, reason);
  const auto value = co_await task;
  if (!value) co_return Response::error(value.error());
  json::Writer out;
  out.begin().field("value", *value).end();
  co_return Response::json(out.take()).with("Cache-Control", "no-store");
}

Task<Response> decide_qualification(VolunteerService& service, Request& request, VolunteerService::Verdict verdict) {
  auto object = Object::parse(request.body);
  if (!object) return refusal(object.error());
  const bool declined = verdict == VolunteerService::Verdict::declined;
  std::string reason = declined ? object->text("reason", reason_length) : "";
  if (const auto refused = object->finish()) return refusal(*refused);
  return answered(service.decide_qualification(request.actor, key_of(request, "volunteers.decide_qualification"),
                                               QualificationId(request.params.at(0)), verdict, std::move(reason)));
}

// ---- one's own

Response mine(VolunteerService& service, const Request& request) {
  const auto detail = service.mine(request.actor);
  if (!detail) return Response::error(Error::not_found("volunteer.none"));
  return Response::json(detail_json(*detail));
}

enum class Whose { own, child };
Task<Response> enroll(VolunteerService& service, http::RateLimiter& limit, Request& request, Whose whose) {
  if (const Outcome may = limit.take(request.actor.person.str()); !may) co_return Response::error(may.error());
  auto object = Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  Registration registration = read_registration(*object);
  registration.consent_version = object->text("consent_version", {1, 20});
  if (const auto refused = object->finish()) co_return Response::error(*refused);
  registration.lane = "online";
  registration.actor = request.actor.person;
  if (whose == Whose::own) registration.self = request.actor.person;
  auto task = service.enroll(key_of(request, "volunteers.enroll"), std::move(registration));
  const auto enrolled = co_await task;
  co_return document(enrolled, 201);
}

Task<Response> set_abilities(VolunteerService& service, Request& request) {
  auto object = Object::parse(request.body);
  if (!object) return refusal(object.error());
  auto skills = read_skills(*object);
  auto times = read_times(*object);
  if (const auto refused = object->finish()) return refusal(*refused);
  return answered(service.set_abilities(request.actor, key_of(request, "volunteers.set_abilities"), std::move(skills),
                                        std::move(times)));
}

Task<Response> add_qualification(VolunteerService& service, Request& request) {
  auto object = Object::parse(request.body);
  if (!object) return refusal(object.error());
  Qualification one;
  one.skill = object->text("skill", {1, 40});
  one.name = object->text("name", {1, 60});
  one.document = object->text("document", {1, 60});
  one.issued = object->text("issued", {10, 10});
  one.until = object->text_or("until", "", {0, 10});
  if (const auto refused = object->finish()) return refusal(*refused);
  return answered(
      service.add_qualification(request.actor, key_of(request, "volunteers.add_qualification"), std::move(one)), 201);
}

Task<Response> add_insurance(VolunteerService& service, Request& request) {
  auto object = Object::parse(request.body);
  if (!object) return refusal(object.error());
  Insurance one;
  one.insurer = object->text("insurer", {1, 60});
  one.policy_number = object->text("policy_number", {1, 60});
  one.from = object->text("from", {10, 10});
  one.until = object->text("until", {10, 10});
  if (const auto refused = object->finish()) return refusal(*refused);
  return answered(service.add_insurance(request.actor, key_of(request, "volunteers.add_insurance"), std::move(one)),
                  201);
}

// ---- guardians

Answer read_answer(Object& object) {
  return object.one_of("answer", {"yes", "no"}) == "yes" ? Answer::yes : Answer::no;
}

Task<Response> answer_child(GuardianService& service, Request& request) {
  auto object = Object::parse(request.body);
  if (!object) return refusal(object.error());
  const Answer said = read_answer(*object);
  if (const auto refused = object->finish()) return refusal(*refused);
  return answered(
      service.answer(request.actor, key_of(request, "guardians.answer"), PersonId(request.params.at(0)), said));
}

Task<Response> ask_consent(GuardianService& service, Request& request) {
  auto object = Object::parse(request.body);
  if (!object) return refusal(object.error());
  const auto activity = object->id<ActivityId>("activity_id");
  if (const auto refused = object->finish()) return refusal(*refused);
  return answered(service.ask(request.actor, key_of(request, "guardians.ask"), activity), 201);
}

Task<Response> answer_consent(GuardianService& service, Request& request) {
  auto object = Object::parse(request.body);
  if (!object) return refusal(object.error());
  const auto activity = object->id<ActivityId>("activity_id");
  const Answer said = read_answer(*object);
  if (const auto refused = object->finish()) return refusal(*refused);
  return answered(service.answer_activity(request.actor, key_of(request, "guardians.answer_activity"),
                                          PersonId(request.params.at(0)), activity, said));
}

void add_staff_routes(http::Routes& routes, VolunteerService& service) {
  routes.get("/api/volunteers", Access::signed_in,
             http::handler([&service](Request& request) { return list(service, request); }));
  routes.get("/api/volunteers/{id}", Access::signed_in,
             http::handler([&service](Request& request) { return show(service, request); }));
  routes.post("/api/volunteers", Access::clerk, [&service](Request& request) { return enter(service, request); });
  for (const Move& move : moves)
    routes.post(std::string("/api/volunteers/{id}/") + move.path, Access::signed_in,
                [&service, &move](Request& request) { return decide(service, request, move); });
  routes.post("/api/volunteers/{id}/reveal", Access::signed_in,
              [&service](Request& request) { return reveal(service, request); });
  routes.post("/api/qualifications/{id}/verification", Access::signed_in, [&service](Request& request) {
    return decide_qualification(service, request, VolunteerService::Verdict::verified);
  });
  routes.post("/api/qualifications/{id}/refusal", Access::signed_in, [&service](Request& request) {
    return decide_qualification(service, request, VolunteerService::Verdict::declined);
  });
}

void add_own_routes(http::Routes& routes, VolunteerService& service, http::RateLimiter& limit) {
  routes.get("/api/my/volunteer", Access::signed_in,
             http::handler([&service](Request& request) { return mine(service, request); }));
  routes.post("/api/my/volunteer", Access::signed_in,
              [&service, &limit](Request& request) { return enroll(service, limit, request, Whose::own); });
  routes.put("/api/my/volunteer/abilities", Access::signed_in,
             [&service](Request& request) { return set_abilities(service, request); });
  routes.post("/api/my/qualifications", Access::signed_in,
              [&service](Request& request) { return add_qualification(service, request); });
  routes.post("/api/my/insurances", Access::signed_in,
              [&service](Request& request) { return add_insurance(service, request); });
  routes.post("/api/my/children", Access::signed_in,
              [&service, &limit](Request& request) { return enroll(service, limit, request, Whose::child); });
}

void add_guardian_routes(http::Routes& routes, GuardianService& service) {
  routes.get("/api/my/children", Access::signed_in, http::handler([&service](Request& request) {
               return Response::json(children_json(service.children(request.actor)));
             }));
  routes.get("/api/my/guardians", Access::signed_in, http::handler([&service](Request& request) {
               return Response::json(guardians_json(service.guardians(request.actor)));
             }));
  routes.post("/api/my/children/{id}/answer", Access::signed_in,
              [&service](Request& request) { return answer_child(service, request); });
  routes.post("/api/my/children/{id}/consents", Access::signed_in,
              [&service](Request& request) { return answer_consent(service, request); });
  routes.post("/api/my/guardian-consents", Access::signed_in,
              [&service](Request& request) { return ask_consent(service, request); });
}

}  // namespace

void add_routes(http::Routes& routes, VolunteerService& service, GuardianService& guardians,
                http::RateLimiter& registrations) {
  add_staff_routes(routes, service);
  add_own_routes(routes, service, registrations);
  add_guardian_routes(routes, guardians);
}

}  // namespace ws::volunteers
