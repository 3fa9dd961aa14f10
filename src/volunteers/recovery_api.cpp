#include "volunteers/recovery_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::volunteers {
namespace {

using http::Access;
using http::answered;
using http::key_of;
using http::refusal;
using http::Request;
using http::Response;

Task<Response> ask(RecoveryService& service, Request& request) {
  auto object = json::Object::parse(request.body);
  if (!object) return refusal(object.error());
  Claim claim;
  claim.name = object->text("name", {1, 30});
  claim.id_type = object->text("id_type", {1, 40});
  claim.id_number = object->text("id_number", {1, 40});
  claim.note = object->text_or("note", "", {0, 200});
  if (const auto refused = object->finish()) return refusal(*refused);
  return answered(service.ask(request.actor, key_of(request, "recoveries.ask"), std::move(claim)), 201);
}

Response waiting(RecoveryService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto page = service.waiting(request.actor, paging->cursor, paging->limit);
  json::Writer out;
  out.begin().key("items").array();
  for (const WaitingRecovery& one : page.items)
    out.begin()
        .field("id", one.recovery.id)
        .field("volunteer_id", one.recovery.account)
        .field("volunteer_name", one.recovery.account_name)
        .field("number", one.recovery.account_number)
        .field("old_mobile_masked", one.old_mobile_masked)
        .field("new_mobile_masked", one.new_mobile_masked)
        .field("note", one.recovery.note)
        .field("asked_ms", one.recovery.asked.ms)
        .end();
  return Response::json(out.end_array().field("next", page.next).end().take());
}

Task<Response> decide(RecoveryService& service, Request& request, RecoveryService::Verdict verdict) {
  auto object = json::Object::parse(request.body);
  if (!object) return refusal(object.error());
  std::string reason = object->text("reason", {2, 200});
  if (const auto refused = object->finish()) return refusal(*refused);
  return answered(service.decide(request.actor, key_of(request, "recoveries.decide"),
                                 RecoveryId(request.params.at(0)), verdict, std::move(reason)),
                  200);
}

}  // namespace

void add_routes(http::Routes& routes, RecoveryService& service) {
  routes.post("/api/my/recoveries", Access::signed_in,
              [&service](Request& request) { return ask(service, request); });
  routes.get("/api/account-recoveries", Access::clerk,
             http::handler([&service](Request& request) { return waiting(service, request); }));
  routes.post("/api/account-recoveries/{id}/approval", Access::clerk,
              [&service](Request& request) { return decide(service, request, RecoveryService::Verdict::approved); });
  routes.post("/api/account-recoveries/{id}/refusal", Access::clerk,
              [&service](Request& request) { return decide(service, request, RecoveryService::Verdict::declined); });
}

}  // namespace ws::volunteers
