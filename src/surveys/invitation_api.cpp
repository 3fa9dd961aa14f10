#include "base/json.h"
#include "http/writes.h"
#include "surveys/survey_api.h"

namespace ws::surveys {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

Response refuse(const Error& error) {
  return Response::error(error);
}

/// {"by": "team", "id": …} or {"by": "accounts", "accounts": "a pasted list"}.
Result<Invitees> read_invitees(const Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return body.error();
  Invitees invitees;
  invitees.by = parse_by(body->one_of("by", {"team", "course", "activity", "accounts"})).value_or(Invitees::By::team);
  if (invitees.by == Invitees::By::accounts)
    invitees.accounts = split_accounts(body->text("accounts", {1, 20'000}));
  else
    invitees.id = body->text("id", {26, 26});
  if (const auto error = body->finish()) return *error;
  if (invitees.accounts.size() > most_accounts) return Error::invalid("survey.many_accounts", "accounts");
  return invitees;
}

Response preview(const InvitationService& service, const Request& request) {
  const auto id = SurveyId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("survey.not_found"));
  const auto invitees = read_invitees(request);
  if (!invitees) return refuse(invitees.error());
  const auto found = service.preview(request.actor, *id, *invitees);
  if (!found) return refuse(found.error());
  json::Writer out;
  out.begin()
      .field("found", static_cast<std::int64_t>(found->found))
      .field("fresh", static_cast<std::int64_t>(found->fresh))
      .key("unknown")
      .array();
  for (const std::string& account : found->unknown) out.value(account);
  return Response::json(out.end_array().end().take());
}

Task<Response> invite(InvitationService& service, Request& request) {
  const auto id = SurveyId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("survey.not_found"));
  auto invitees = read_invitees(request);
  if (!invitees) co_return refuse(invitees.error());
  auto inviting = service.invite(request.actor, key_of(request, "surveys.invite"), *id, std::move(*invitees));
  const auto result = co_await inviting;
  co_return done(result);
}

Task<Response> remind(InvitationService& service, Request& request) {
  const auto id = SurveyId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("survey.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  if (const auto error = body->finish()) co_return refuse(*error);
  auto reminding = service.remind(request.actor, key_of(request, "surveys.remind"), *id);
  const auto result = co_await reminding;
  co_return done(result);
}

}  // namespace

void add_invitation_routes(http::Routes& routes, InvitationService& service) {
  // Nothing is written by it that a key could guard.
  http::Route previewing{http::Method::post, "/api/surveys/{id}/invitation-preview", Access::clerk,
                         http::handler([&service](Request& request) { return preview(service, request); })};
  previewing.keyless = true;
  routes.add(std::move(previewing));
  routes.post("/api/surveys/{id}/invitations", Access::clerk,
              [&service](Request& request) { return invite(service, request); });
  routes.post("/api/surveys/{id}/reminder", Access::clerk,
              [&service](Request& request) { return remind(service, request); });
}

}  // namespace ws::surveys
