#include "training/training_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::training {
namespace {

using http::Access;
using http::answered;
using http::key_of;
using http::paging_of;
using http::refusal;
using http::Request;
using http::Response;

void write_record(json::Writer& out, const store::Record& record) {
  const int months = record.course.valid_months;
  out.begin()
      .field("id", record.id)
      .field("course", record.course.code)
      .field("title", record.course.title)
      .field("volunteer_id", record.volunteer)
      .field("volunteer_name", record.volunteer_name)
      .field("day", record.day)
      .field("trainer", record.trainer)
      .field("state", record.state)
      .field("recorded_ms", record.recorded.ms)
      .field("reason", record.reason)
      .key("valid_until");
  months == 0 ? out.null() : out.value(to_text(valid_until(parse_day(record.day).value(), months)));
  out.end();
}

Response page(const TrainingService::Page& page) {
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Record& record : page.items) write_record(out, record);
  return Response::json(out.end_array().field("next", page.next).end().take());
}

Response courses(TrainingService& service) {
  json::Writer out;
  out.begin().key("items").array();
  for (const Course& course : service.courses())
    out.begin()
        .field("code", course.code)
        .field("title", course.title)
        .field("valid_months", course.valid_months)
        .end();
  return Response::json(out.end_array().end().take());
}

Response mine(TrainingService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return Response::error(paging.error());
  return page(service.mine(request.actor, paging->cursor, paging->limit));
}

Response list(TrainingService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto state = request.q("state");
  if (state != "" && state != "recorded" && state != "confirmed" && state != "rejected")
    return Response::error(Error::invalid("field.unknown_value", "state"));
  return page(service.list(request.actor, std::string(state), paging->cursor, paging->limit));
}

Task<Response> add_course(TrainingService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  Course course;
  course.code = body->text("code", {2, 40});
  course.title = body->text("title", {2, 60});
  course.valid_months = static_cast<int>(body->integer("valid_months", {0, 120}));
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.add_course(request.actor, key_of(request, "training.add_course"), std::move(course)), 201);
}

Task<Response> record(TrainingService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  TrainingService::Held held;
  held.course = body->text("course", {2, 40});
  held.volunteer_number = body->text("volunteer_number", {1, 40});
  held.day = body->text("day", {10, 10});
  held.trainer = body->text("trainer", {2, 40});
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.record(request.actor, key_of(request, "training.record"), std::move(held)), 201);
}

enum class Verdict { confirmed, rejected };

Task<Response> decide(TrainingService& service, Request& request, Verdict verdict) {
  const auto id = TrainingRecordId::parse(request.params.at(0));
  if (!id) return refusal(Error::not_found("training.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  std::string reason = verdict == Verdict::rejected ? body->text("reason", {2, 200}) : "";
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.decide(request.actor, key_of(request, "training.decide"), *id, std::move(reason)), 200);
}

}  // namespace

void add_routes(http::Routes& routes, TrainingService& service) {
  routes.get("/api/training-courses", Access::everyone,
             http::handler([&service](Request&) { return courses(service); }));
  routes.post("/api/training-courses", Access::dispatcher,
              [&service](Request& request) { return add_course(service, request); });
  routes.get("/api/training-records/mine", Access::volunteer,
             http::handler([&service](Request& request) { return mine(service, request); }));
  routes.get("/api/training-records", Access::clerk,
             http::handler([&service](Request& request) { return list(service, request); }));
  routes.post("/api/training-records", Access::clerk,
              [&service](Request& request) { return record(service, request); });
  routes.post("/api/training-records/{id}/confirmation", Access::clerk,
              [&service](Request& request) { return decide(service, request, Verdict::confirmed); });
  routes.post("/api/training-records/{id}/rejection", Access::clerk,
              [&service](Request& request) { return decide(service, request, Verdict::rejected); });
}

}  // namespace ws::training
