#include "activities/presence_api.h"

#include <charconv>

#include "activities/presence_json_api.h"
#include "base/json.h"
#include "http/code_tries.h"
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
constexpr json::Range any_accuracy{0, 100'000};

Response answer(const Result<std::string>& result, int status = 200) {
  if (!result) return Response::error(result.error());
  return Response::json(*result, status);
}

Result<ShiftId> shift_of(const Request& request) {
  auto id = ShiftId::parse(request.params.at(0));
  if (!id) return Error::not_found("shift.not_found");
  return std::move(*id);
}

/// Where the phone says it is, if its owner let it.
std::optional<Point> read_point(Object& object) {
  if (!object.has("lat_e6") && !object.has("lon_e6")) return std::nullopt;
  return Point{object.integer("lat_e6", any_lat), object.integer("lon_e6", any_lon),
               object.opt_integer("accuracy_m", any_accuracy).value_or(0)};
}

/// Of a phone that was away. When it sends is no part of what it says, so it travels in a header: sent once more
/// under its key, the mark is the same.
std::optional<Away> read_away(Object& object, const Request& request) {
  if (!object.has("claimed_ms")) return std::nullopt;
  const std::string_view clock = request.header("phone-clock-ms");
  Away away{{object.integer("claimed_ms", any_ms)}, {}};
  const auto [end, failed] = std::from_chars(clock.data(), clock.data() + clock.size(), away.sent.ms);
  if (failed != std::errc() || end != clock.data() + clock.size())
    object.refuse("presence.phone_clock", "claimed_ms");
  return away;
}

/// Reads the request into what a use case of presence marks.
using Read = std::function<PresenceService::Mark(Object&, const Request&, const ShiftId&)>;

http::Handler marking(PresenceService& service, std::string name, Read read, int status = 200) {
  return [&service, name = std::move(name), read = std::move(read), status](Request& request) -> Task<Response> {
    const auto shift = shift_of(request);
    if (!shift) co_return Response::error(shift.error());
    auto object = Object::parse(request.body);
    if (!object) co_return Response::error(object.error());
    auto body = read(*object, request, *shift);
    if (auto refused = object->finish()) co_return Response::error(*refused);
    auto waiting = service.mark(key_of(request, name), std::move(body), marked_json);
    const Result<std::string> result = co_await waiting;
    co_return answer(result, status);
  };
}

Read own_mark(MarkKind kind) {
  return [kind](Object& object, const Request& request, const ShiftId& shift) -> PresenceService::Mark {
    OwnMark mark;
    mark.kind = kind;
    mark.code = object.text("code", {1, 12});
    mark.source =
        parse_mark_source(object.has("means") ? object.one_of("means", {"code", "typed", "kiosk"}) : "typed")
            .value_or(MarkSource::typed);
    mark.away = read_away(object, request);
    mark.point = read_point(object);
    return [=, actor = request.actor](db::Tx& tx, const PresenceSteps& steps, const Passes& passes, Instant now) {
      return steps.check(tx, passes, actor, shift, mark, now);
    };
  };
}

PresenceService::Mark staff_mark(Object& object, const Request& request, const ShiftId& shift) {
  StaffMark mark;
  mark.kind = parse_mark_kind(object.one_of("kind", {"in", "out"})).value_or(MarkKind::in);
  mark.pass = object.text_or("pass", "", {0, 200});
  mark.signup = object.id_or_empty<SignupId>("signup_id");
  if (mark.pass.empty() == mark.signup.empty()) object.refuse("presence.pass_or_signup", "pass");
  mark.away = read_away(object, request);
  mark.point = read_point(object);
  return [=, actor = request.actor](db::Tx& tx, const PresenceSteps& steps, const Passes& passes, Instant now) {
    return steps.mark(tx, passes, actor, shift, mark, now);
  };
}

PresenceService::Mark one_called(Object& object, const Request& request, const ShiftId& shift) {
  const auto signup = object.id<SignupId>("signup_id");
  const std::string said = object.one_of("word", {"present", "absent", "excused"});
  const Word word = said == "absent" ? Word::absent : said == "excused" ? Word::excused : Word::present;
  return [=, actor = request.actor](db::Tx& tx, const PresenceSteps& steps, const Passes&, Instant now) {
    return steps.call(tx, actor, shift, signup, word, now);
  };
}

PresenceService::Mark walked_in(Object& object, const Request& request, const ShiftId& shift) {
  WalkIn guest;
  guest.volunteer_number = object.text("volunteer_number", {1, 40});
  guest.role = object.id<ShiftRoleId>("role_id");
  guest.reserved = object.boolean_or("reserved", false);
  const bool overriding = object.boolean_or("override_times", false);
  guest.overriding = overriding ? Override::times : Override::none;
  guest.reason = overriding ? object.text("reason", {2, 200}) : object.text_or("reason", "", {0, 200});
  return [=, actor = request.actor](db::Tx& tx, const PresenceSteps& steps, const Passes&, Instant now) {
    return steps.walk_in(tx, actor, shift, guest, now);
  };
}

/// A use case with nothing to read but the shift.
template <class Step>
http::Handler plain(PresenceService& service, std::string name, Step step) {
  return [&service, name = std::move(name), step](Request& request) -> Task<Response> {
    const auto shift = shift_of(request);
    if (!shift) co_return Response::error(shift.error());
    auto object = Object::parse(request.body);
    if (!object) co_return Response::error(object.error());
    if (auto refused = object->finish()) co_return Response::error(*refused);
    PresenceService::Body body = [step, actor = request.actor, id = *shift](db::Tx& tx, const PresenceSteps& steps,
                                                                            Instant now) {
      return step(tx, steps, actor, id, now);
    };
    auto waiting = service.run(key_of(request, name), std::move(body));
    const Result<std::string> result = co_await waiting;
    co_return answer(result);
  };
}

template <class T, class Write>
Response read(const Result<T>& result, Write write) {
  if (!result) return Response::error(result.error());
  return Response::json(write(*result));
}

void add_reads(http::Routes& routes, PresenceService& service) {
  const auto get = [&](const char* pattern, Access access, auto handle) {
    routes.get(pattern, access, http::handler([&service, handle](Request& request) {
                 const auto shift = shift_of(request);
                 return shift ? handle(service, request, *shift) : Response::error(shift.error());
               }));
  };
  routes.get("/api/my/shifts", Access::signed_in, http::handler([&service](Request& request) {
               return Response::json(shifts_json(service.around(request.actor)));
             }));
  get("/api/shifts/{id}", Access::signed_in, [](PresenceService& from, Request& request, const ShiftId& shift) {
    return read(from.shift(request.actor, shift), shift_json);
  });
  get("/api/shifts/{id}/code", Access::signed_in, [](PresenceService& from, Request& request, const ShiftId& shift) {
    return read(from.code(request.actor, shift), [](const RotatingCode& code) { return to_json(code); });
  });
  get("/api/shifts/{id}/passes", Access::volunteer,
      [](PresenceService& from, Request& request, const ShiftId& shift) {
        return read(from.passes(request.actor, shift), passes_json);
      });
  get("/api/shifts/{id}/roster", Access::signed_in,
      [](PresenceService& from, Request& request, const ShiftId& shift) {
        const auto limit = request.page_limit();
        if (!limit) return Response::error(limit.error());
        return read(
            from.roster(request.actor, shift, std::string(request.q("cursor")), *limit),
            [&](const ShiftRoster& roster) { return shift_roster_json(roster, from.passes(), from.policy()); });
      });
}

}  // namespace

void add_presence_routes(http::Routes& routes, PresenceService& service, http::RateLimiter& code_tries) {
  add_reads(routes, service);
  routes.post("/api/shifts/{id}/check-in", Access::volunteer,
              http::sparingly(code_tries, marking(service, "shifts.check-in", own_mark(MarkKind::in))));
  routes.post("/api/shifts/{id}/check-out", Access::volunteer,
              http::sparingly(code_tries, marking(service, "shifts.check-out", own_mark(MarkKind::out))));
  routes.post("/api/shifts/{id}/marks", Access::signed_in, marking(service, "shifts.mark", staff_mark));
  routes.post("/api/shifts/{id}/roll-call", Access::signed_in, marking(service, "shifts.roll-call", one_called));
  routes.post("/api/shifts/{id}/walk-ins", Access::signed_in, marking(service, "shifts.walk-in", walked_in, 201));
  routes.post("/api/shifts/{id}/all-present", Access::signed_in,
              plain(service, "shifts.all-present",
                    [](db::Tx& tx, const PresenceSteps& steps, const Actor& actor, const ShiftId& shift,
                       Instant now) -> Result<std::string> {
                      const auto called = steps.call_all_present(tx, actor, shift, now);
                      if (!called) return called.error();
                      return called_json(*called);
                    }));
  routes.post("/api/shifts/{id}/closing", Access::signed_in,
              plain(service, "shifts.close",
                    [](db::Tx& tx, const PresenceSteps& steps, const Actor& actor, const ShiftId& shift,
                       Instant now) -> Result<std::string> {
                      const auto closed = steps.close(tx, actor, shift, now);
                      if (!closed) return closed.error();
                      return closed_json(*closed);
                    }));
}

void add_presence_socket(http::Hub& hub, PresenceService& service, std::function<void(const std::string&)> watch) {
  hub.endpoint("/api/presence/live", Access::signed_in,
               [&service, watch = std::move(watch)](Request& request) -> Result<http::Joining> {
                 const auto id = ShiftId::parse(request.q("shift_id"));
                 if (!id) return Error::not_found("shift.not_found");
                 const auto seen = service.shift(request.actor, *id);
                 if (!seen) return seen.error();
                 if (!seen->sees && !seen->mine) return Error::not_found("shift.not_found");
                 watch(seen->activity.id.str());
                 return http::Joining{seen->activity.id.str(), {}};
               });
}

}  // namespace ws::activities
