#include "duplicates/merge_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::duplicates {
namespace {

using http::Access;
using http::answered;
using http::done;
using http::key_of;
using http::refusal;
using http::Request;
using http::Response;

void write_account(json::Writer& out, std::string_view name, const MergeService& service, const Account& account) {
  out.key(name)
      .begin()
      .field("person_id", account.person)
      .field("name", account.name)
      .field("number", account.number)
      .field("state", account.state)
      .field("site_name", account.site_name)
      .field("birth_date", account.birth_date)
      .field("mobile_masked", service.mobile_masked(account))
      .end();
}

void write_merge(json::Writer& out, const MergeService& service, const Merge& merge) {
  out.begin().field("id", merge.id);
  write_account(out, "merged", service, merge.merged);
  write_account(out, "survivor", service, merge.survivor);
  out.field("state", to_text(merge.state))
      .field("reason", merge.reason)
      .field("proposed_by", merge.proposed_by_name)
      .field("decided_by", merge.decided_by_name)
      .field("proposed_ms", merge.proposed.ms)
      .key("decided_ms");
  merge.decided ? out.value(merge.decided->ms) : out.null();
  out.end();
}

Response candidates(const MergeService& service, const Request& request) {
  json::Writer out;
  out.begin().key("items").array();
  for (const Candidate& candidate : service.candidates(request.actor)) {
    out.begin();
    write_account(out, "one", service, candidate.one);
    write_account(out, "other", service, candidate.other);
    out.field("why", to_text(candidate.why)).field("team_name", candidate.team_name).end();
  }
  return Response::json(out.end_array().end().take());
}

Response list(const MergeService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  std::optional<State> state;
  if (const auto text = request.q("state"); !text.empty()) {
    state = parse_state(text);
    if (!state) return Response::error(Error::invalid("field.unknown_value", "state"));
  }
  const auto page = service.list(request.actor, state, paging->cursor, paging->limit);
  json::Writer out;
  out.begin().key("items").array();
  for (const Merge& merge : page.items) write_merge(out, service, merge);
  return Response::json(out.end_array().field("next", page.next).end().take());
}

Result<MergeId> id_of(const Request& request) {
  auto id = MergeId::parse(request.params.at(0));
  if (!id) return Error::not_found("merge.not_found");
  return std::move(*id);
}

Response show(const MergeService& service, const Request& request) {
  const auto id = id_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.find(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin().key("merge");
  write_merge(out, service, found->merge);
  out.field("decidable", found->decidable).key("trail").array();
  for (const Trace& line : found->trail)
    out.begin()
        .field("at_ms", line.at.ms)
        .field("actor_name", line.actor_name)
        .field("kind", line.kind)
        .field("what", line.what)
        .field("ref", line.ref)
        .field("detail", line.detail)
        .end();
  return Response::json(out.end_array().end().take());
}

Task<Response> propose(MergeService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  auto merged = body->id<PersonId>("merged_id");
  auto survivor = body->id<PersonId>("survivor_id");
  std::string reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.propose(request.actor, key_of(request, "merges.propose"), std::move(merged),
                                  std::move(survivor), std::move(reason)),
                  201);
}

Task<Response> accept(MergeService& service, Request& request) {
  const auto id = id_of(request);
  if (!id) return refusal(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.accept(request.actor, key_of(request, "merges.accept"), *id));
}

using WithReason = Task<Result<std::string>> (MergeService::*)(Actor, idempotency::Key, MergeId, std::string);
http::Handler with_reason(MergeService& service, const char* name, WithReason step) {
  return [&service, name, step](Request& request) -> Task<Response> {
    const auto id = id_of(request);
    if (!id) co_return Response::error(id.error());
    auto body = json::Object::parse(request.body);
    if (!body) co_return Response::error(body.error());
    std::string reason = body->text("reason", {2, 200});
    if (const auto refused = body->finish()) co_return Response::error(*refused);
    auto task = (service.*step)(request.actor, key_of(request, name), *id, std::move(reason));
    const auto result = co_await task;
    co_return done(result);
  };
}

}  // namespace

void add_routes(http::Routes& routes, MergeService& service) {
  routes.get("/api/duplicates", Access::clerk,
             http::handler([&service](Request& request) { return candidates(service, request); }));
  routes.get("/api/merges", Access::clerk,
             http::handler([&service](Request& request) { return list(service, request); }));
  routes.get("/api/merges/{id}", Access::clerk,
             http::handler([&service](Request& request) { return show(service, request); }));
  routes.post("/api/merges", Access::clerk, [&service](Request& request) { return propose(service, request); });
  routes.post("/api/merges/{id}/approval", Access::clerk,
              [&service](Request& request) { return accept(service, request); });
  routes.post("/api/merges/{id}/refusal", Access::clerk,
              with_reason(service, "merges.refuse", &MergeService::refuse));
  routes.post("/api/merges/{id}/undoing", Access::clerk, with_reason(service, "merges.undo", &MergeService::undo));
}

}  // namespace ws::duplicates
