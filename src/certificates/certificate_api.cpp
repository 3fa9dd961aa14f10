#include "certificates/certificate_api.h"

#include <functional>

#include "base/json.h"
#include "certificates/paper_model.h"
#include "http/writes.h"

namespace ws::certificates {
namespace {

using http::Access;
using http::answered;
using http::done;
using http::key_of;
using http::refusal;
using http::Request;
using http::Response;

constexpr std::size_t most_people = 1000;

Result<std::string> cursor_of(const Request& request) {
  const auto cursor = request.q("cursor");
  if (!cursor.empty() && !is_ulid(cursor)) return Error::invalid("list.bad_cursor", "cursor");
  return std::string(cursor);
}

Result<std::string> state_of(const Request& request) {
  const auto state = request.q("state");
  for (const std::string_view known : {"", "requested", "declined", "issued", "revoked"})
    if (state == known) return std::string(state);
  return Error::invalid("field.unknown_value", "state");
}

Result<Period> period_in(json::Object& body, Instant now) {
  const std::string from = body.text("from", {10, 10});
  const std::string to = body.text("to", {10, 10});
  return period_of(from, to, local_date(now));
}

void write_listed(json::Writer& out, const store::Listed& line) {
  const store::Certificate& certificate = line.certificate;
  out.field("id", certificate.id)
      .field("state", to_text(line.state))
      .field("number", line.number)
      .field("volunteer_id", certificate.volunteer)
      .field("volunteer_name", line.volunteer_name)
      .field("site_id", certificate.site)
      .field("site_name", line.site_name)
      .field("from", certificate.from)
      .field("to", certificate.to)
      .field("purpose", certificate.purpose)
      .field("minutes", line.minutes)
      .field("requested_ms", certificate.requested.ms)
      .field("moved_ms", line.moved.ms)
      .field("reason", line.reason)
      .field("replaces", certificate.replaces)
      .field("replaced_by", line.replaced_by);
}

Response page(const CertificateService::Page& page) {
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Listed& line : page.items) {
    out.begin();
    write_listed(out, line);
    out.end();
  }
  out.end_array().field("next", page.next).end();
  return Response::json(out.take());
}

/// Answers a page of `read(cursor, limit)`.
template <class Read>
Response paged(const Request& request, Read read) {
  const auto cursor = cursor_of(request);
  if (!cursor) return Response::error(cursor.error());
  const auto limit = request.page_limit();
  if (!limit) return Response::error(limit.error());
  return page(read(*cursor, *limit));
}

Response staff_list(CertificateService& service, const Request& request) {
  const auto state = state_of(request);
  if (!state) return Response::error(state.error());
  return paged(request, [&](const std::string& cursor, std::int64_t limit) {
    return service.list(request.actor, *state, cursor, limit);
  });
}

Response detail(CertificateService& service, const Request& request) {
  const auto id = CertificateId::parse(request.params.at(0));
  if (!id) return Response::error(Error::not_found("certificate.not_found"));
  const auto found = service.find(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin();
  write_listed(out, found->listed);
  out.key("paper");
  if (found->paper)
    out.begin()
        .field("key_id", found->paper->key_id)
        .field("signature", found->paper->signature)
        .key("content")
        .raw(found->paper->content)
        .end();
  else
    out.null();
  out.end();
  return Response::json(out.take());
}

Response credential_file(CertificateService& service, const Request& request) {
  const auto id = CertificateId::parse(request.params.at(0));
  if (!id) return Response::error(Error::not_found("certificate.not_found"));
  const auto found = service.find(request.actor, *id);
  if (!found) return Response::error(found.error());
  if (!found->paper || found->listed.state != State::issued)
    return Response::error(Error::conflict("certificate.not_issued"));
  Response response = Response::json(found->paper->credential);
  response.content_type = "application/vc+json";
  return std::move(response).with("Content-Disposition",
                                  "attachment; filename=\"" + found->paper->number + ".vc.json\"");
}

Response file(const Result<CertificateService::File>& result) {
  if (!result) return Response::error(result.error());
  Response response;
  response.body = result->bytes;
  response.content_type = result->name.ends_with(".zip") ? "application/zip" : "application/pdf";
  return std::move(response)
      .with("Content-Disposition", "attachment; filename=\"" + result->name + "\"")
      .with("Cache-Control", "no-store");
}

Task<Response> pdf(CertificateService& service, Request& request) {
  const auto id = CertificateId::parse(request.params.at(0));
  if (!id) co_return Response::error(Error::not_found("certificate.not_found"));
  auto rendering = service.pdf(request.actor, *id);
  const auto result = co_await rendering;
  co_return file(result);
}

Task<Response> request_one(CertificateService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  const auto period = period_in(*body, service.now());
  std::string purpose = body->text_or("purpose", "", {0, 60});
  if (const auto refused = body->finish()) return refusal(*refused);
  if (!period) return refusal(period.error());
  return answered(
      service.request(request.actor, key_of(request, "certificates.request"), {*period, std::move(purpose)}), 201);
}

/// A step on the certificate of the path that needs nothing but a few words.
using Step = std::function<Task<Result<std::string>>(Actor, idempotency::Key, CertificateId, std::string)>;
struct Words {
  const char* name;
  json::Length length;
};

http::Handler step(std::string use_case, Words words, int status, Step take) {
  return [use_case = std::move(use_case), words, status, take = std::move(take)](Request& request) -> Task<Response> {
    const auto id = CertificateId::parse(request.params.at(0));
    if (!id) co_return Response::error(Error::not_found("certificate.not_found"));
    auto body = json::Object::parse(request.body);
    if (!body) co_return Response::error(body.error());
    std::string said =
        words.length.min > 0 ? body->text(words.name, words.length) : body->text_or(words.name, "", words.length);
    if (const auto refused = body->finish()) co_return Response::error(*refused);
    auto taking = take(request.actor, key_of(request, use_case), *id, std::move(said));
    const auto result = co_await taking;
    co_return done(result, status);
  };
}

void add_steps(http::Routes& routes, CertificateService& service) {
  constexpr Words reason{"reason", {2, 200}};
  routes.post("/api/certificates/{id}/issuance", Access::clerk,
              step("certificates.issue", {"notes", {0, 100}}, 200,
                   [&service](auto... of) { return service.issue(std::move(of)...); }));
  routes.post("/api/certificates/{id}/refusal", Access::clerk,
              step("certificates.decline", reason, 200,
                   [&service](auto... of) { return service.decline(std::move(of)...); }));
  routes.post(
      "/api/certificates/{id}/revocation", Access::clerk,
      step("certificates.revoke", reason, 200, [&service](auto... of) { return service.revoke(std::move(of)...); }));
  routes.post("/api/certificates/{id}/replacement", Access::clerk,
              step("certificates.replace", reason, 201,
                   [&service](auto... of) { return service.replace(std::move(of)...); }));
}

// ---- batches

void write_batch(json::Writer& out, const store::Batch& batch) {
  out.field("id", batch.id)
      .field("title", batch.title)
      .field("from", batch.from)
      .field("to", batch.to)
      .field("asked_ms", batch.asked.ms)
      .field("total", batch.total)
      .field("issued", batch.issued)
      .field("refused", batch.refused)
      .field("finished", batch.finished.has_value());
}

Response batch_list(CertificateService& service, const Request& request) {
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Batch& batch : service.batches(request.actor)) {
    out.begin();
    write_batch(out, batch);
    out.end();
  }
  return Response::json(out.end_array().end().take());
}

Response batch_detail(CertificateService& service, const Request& request) {
  const auto id = CertificateBatchId::parse(request.params.at(0));
  if (!id) return Response::error(Error::not_found("certificate.batch_not_found"));
  const auto found = service.find_batch(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin();
  write_batch(out, found->batch);
  out.key("people").array();
  for (const store::BatchItem& item : found->items) {
    out.begin().field("volunteer_id", item.volunteer).field("volunteer_name", item.volunteer_name);
    out.field("certificate_id", item.certificate).field("number", item.number).key("refusal");
    if (item.refusal.empty())
      out.null();
    else
      out.begin()
          .field("reason", item.refusal)
          .field("zh", http::sentence(item.refusal, "zh"))
          .field("en", http::sentence(item.refusal, "en"))
          .end();
    out.end();
  }
  return Response::json(out.end_array().end().take());
}

Task<Response> start_batch(CertificateService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  CertificateService::BatchWish wish;
  wish.title = body->text("title", {2, 40});
  const auto period = period_in(*body, service.now());
  wish.team = body->id_or_empty<TeamId>("team_id");
  wish.volunteers = body->ids_or_empty<PersonId>("volunteer_ids", most_people);
  if (wish.team.empty() == wish.volunteers.empty()) body->refuse("certificate.batch_nobody", "volunteer_ids");
  if (const auto refused = body->finish()) return refusal(*refused);
  if (!period) return refusal(period.error());
  wish.period = *period;
  return answered(service.start_batch(request.actor, key_of(request, "certificates.batch"), std::move(wish)), 201);
}

Task<Response> batch_file(CertificateService& service, Request& request, CertificateService::Packing packing) {
  const auto id = CertificateBatchId::parse(request.params.at(0));
  if (!id) co_return Response::error(Error::not_found("certificate.batch_not_found"));
  auto rendering = service.batch_file(request.actor, *id, packing);
  const auto result = co_await rendering;
  co_return file(result);
}

Task<Response> rotate(KeyRing& keys, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  const std::string algorithm = body->one_of("algorithm", {"ed25519", "sm2"});
  std::string reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(keys.rotate(request.actor, key_of(request, "signing_keys.rotate"), parse_signing(algorithm).value(),
                              std::move(reason)),
                  201);
}

}  // namespace

void add_routes(http::Routes& routes, CertificateService& service, KeyRing& keys) {
  routes.post("/api/certificates", Access::volunteer,
              [&service](Request& request) { return request_one(service, request); });
  routes.get("/api/certificates", Access::clerk,
             http::handler([&service](Request& request) { return staff_list(service, request); }));
  routes.get("/api/certificates/mine", Access::volunteer, http::handler([&service](Request& request) {
               return paged(request, [&](const std::string& cursor, std::int64_t limit) {
                 return service.mine(request.actor, cursor, limit);
               });
             }));
  routes.get("/api/certificates/{id}", Access::signed_in,
             http::handler([&service](Request& request) { return detail(service, request); }));
  routes.get("/api/certificates/{id}/pdf", Access::signed_in,
             [&service](Request& request) { return pdf(service, request); });
  routes.get("/api/certificates/{id}/credential", Access::signed_in,
             http::handler([&service](Request& request) { return credential_file(service, request); }));
  add_steps(routes, service);
  routes.post("/api/certificate-batches", Access::clerk,
              [&service](Request& request) { return start_batch(service, request); });
  routes.get("/api/certificate-batches", Access::clerk,
             http::handler([&service](Request& request) { return batch_list(service, request); }));
  routes.get("/api/certificate-batches/{id}", Access::clerk,
             http::handler([&service](Request& request) { return batch_detail(service, request); }));
  routes.get("/api/certificate-batches/{id}/pdf", Access::clerk,
             [&service](Request& request) { return batch_file(service, request, CertificateService::Packing::pdf); });
  routes.get("/api/certificate-batches/{id}/zip", Access::clerk,
             [&service](Request& request) { return batch_file(service, request, CertificateService::Packing::zip); });
  routes.get("/api/signing-keys", Access::system_admin,
             http::handler([&keys](Request&) { return Response::json(key_document(keys.published())); }));
  routes.post("/api/signing-keys", Access::system_admin, [&keys](Request& request) { return rotate(keys, request); });
}

}  // namespace ws::certificates
