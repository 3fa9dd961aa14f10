#include "live/broadcast_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::live {

Result<BroadcastId> broadcast_of(std::string_view text) {
  auto id = BroadcastId::parse(text);
  if (!id) return Error::not_found("live.not_found");
  return std::move(*id);
}

namespace {

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

constexpr json::Range any_ms{0, 4'102'444'800'000};

void write_opt(json::Writer& out, std::string_view name, const std::optional<Instant>& at) {
  out.key(name);
  at ? out.value(at->ms) : out.null();
}

void write_broadcast(json::Writer& out, const Broadcast& broadcast) {
  const Plan& plan = broadcast.plan;
  out.field("id", broadcast.id)
      .field("site_id", plan.site)
      .field("site_name", broadcast.site_name)
      .field("title", plan.title)
      .field("summary", plan.summary)
      .field("lecturer", plan.lecturer)
      .field("starts_ms", plan.starts.ms)
      .field("ends_ms", plan.ends.ms)
      .field("state", to_text(broadcast.state))
      .field("has_key", broadcast.key_turn > 0)
      .field("waiting", broadcast.interrupted.has_value())
      .field("trouble", broadcast.trouble)
      .field("slow_s", broadcast.slow_s)
      .field("likes", broadcast.likes)
      .field("version", broadcast.version);
  write_opt(out, "live_ms", broadcast.live);
  write_opt(out, "ended_ms", broadcast.ended);
  write_opt(out, "replay_ms", broadcast.replay);
}

Response list(const BroadcastService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto state = parse_state(request.q("state"));
  if (!state && !request.q("state").empty()) return Response::error(Error::invalid("field.unknown_value", "state"));
  const auto page = service.list(request.actor, state, paging->cursor, paging->limit);
  if (!page) return Response::error(page.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const Broadcast& broadcast : page->rows) {
    out.begin();
    write_broadcast(out, broadcast);
    out.end();
  }
  return Response::json(out.end_array().field("next", page->next).end().take());
}

/// All tries were in vain: of the replay, or of its last trim.
bool has_failed(const Broadcast& broadcast, const LiveRules& rules) {
  const bool is_due = broadcast.state == State::ended ||
                      (broadcast.state == State::replay_published && broadcast.cut_made != broadcast.cut_turn);
  return is_due && broadcast.replay_tries >= rules.replay_tries;
}

Response show(const BroadcastService& service, const ReplayService& replays, const Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) return Response::error(id.error());
  const auto found = service.find(request.actor, *id);
  if (!found) return Response::error(found.error());
  const auto chapters = replays.chapters(request.actor, *id);
  if (!chapters) return Response::error(chapters.error());
  json::Writer out;
  out.begin();
  write_broadcast(out, found->broadcast);
  out.field("may_run", found->may_run)
      .field("takes_streams", service.takes_streams())
      .field("replay_failed", has_failed(found->broadcast, service.rules()))
      .field("cutting", found->broadcast.replay && found->broadcast.cut_made != found->broadcast.cut_turn)
      .field("trim_from_ms", found->broadcast.trim.from_ms)
      .field("trim_until_ms", found->broadcast.trim.until_ms)
      .key("chapters")
      .array();
  for (const Chapter& chapter : *chapters)
    out.begin().field("at_ms", chapter.at_ms).field("title", chapter.title).end();
  out.end_array();
  const Attendance& sum = found->attendance;
  out.key("attendance")
      .begin()
      .field("live_visits", sum.live_visits)
      .field("live_viewers", sum.live_viewers)
      .field("replay_visits", sum.replay_visits)
      .field("replay_viewers", sum.replay_viewers)
      .field("watched_s", sum.watched_s)
      .end();
  out.key("events").array();
  for (const store::Event& event : found->events)
    out.begin()
        .field("kind", event.kind)
        .field("reason", event.reason)
        .field("actor", event.actor_name)
        .field("at_ms", event.at.ms)
        .end();
  return Response::json(out.end_array().end().take());
}

Plan read_plan(json::Object& body) {
  Plan plan;
  plan.title = body.text("title", {2, 60});
  plan.summary = body.text("summary", {2, 500});
  plan.lecturer = body.text("lecturer", {2, 60});
  plan.starts = {body.integer("starts_ms", any_ms)};
  plan.ends = {body.integer("ends_ms", any_ms)};
  return plan;
}

Task<Response> plan(BroadcastService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Plan wanted = read_plan(*body);
  wanted.site = body->id<SiteId>("site_id");
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.plan(request.actor, key_of(request, "live.plan"), std::move(wanted));
  const auto result = co_await task;
  co_return done(result, 201);
}

Task<Response> change(BroadcastService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Plan wanted = read_plan(*body);
  const std::int64_t version = body->integer("version", {1, 1'000'000'000});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.change(request.actor, key_of(request, "live.change"), *id, std::move(wanted), version);
  const auto result = co_await task;
  co_return done(result);
}

using Step = Task<Result<std::string>> (BroadcastService::*)(Actor, idempotency::Key, BroadcastId);

/// A step that needs to know nothing but the broadcast.
http::Handler plain(BroadcastService& service, std::string name, Step step) {
  return [&service, name = std::move(name), step](Request& request) -> Task<Response> {
    const auto id = broadcast_of(request.params.at(0));
    if (!id) co_return Response::error(id.error());
    auto body = json::Object::parse(request.body);
    if (!body) co_return Response::error(body.error());
    if (const auto refused = body->finish()) co_return Response::error(*refused);
    auto task = (service.*step)(request.actor, key_of(request, name), *id);
    const auto result = co_await task;
    co_return done(result);
  };
}

Task<Response> withdraw(BroadcastService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.withdraw(request.actor, key_of(request, "live.withdraw"), *id, std::move(reason));
  const auto result = co_await task;
  co_return done(result);
}

Task<Response> new_key(BroadcastService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.new_key(request.actor, key_of(request, "live.new_key"), *id);
  const auto made = co_await task;
  if (!made) co_return Response::error(made.error());
  json::Writer out;
  out.begin().field("address", made->address).field("name", made->name).end();
  co_return Response::json(out.take(), 201);
}

// ---- the replay

constexpr std::int64_t longest_ms = 24 * hour_ms;

Task<Response> arrange(ReplayService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Trim trim;
  trim.from_ms = body->integer("trim_from_ms", {0, longest_ms});
  trim.until_ms = body->opt_integer("trim_until_ms", {0, longest_ms});
  std::vector<Chapter> chapters;
  for (json::Object& one : body->objects("chapters", most_chapters)) {
    chapters.push_back({one.integer("at_ms", {0, longest_ms}), one.text("title", {1, 60})});
    if (const auto refused = one.finish()) co_return Response::error(*refused);
  }
  const std::int64_t version = body->integer("version", {1, 1'000'000'000});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task =
      service.arrange(request.actor, key_of(request, "live.arrange"), *id, trim, std::move(chapters), version);
  const auto result = co_await task;
  co_return done(result);
}

Task<Response> caption(ReplayService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string text = body->text_or("text", "", {0, most_captions_bytes});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.caption(request.actor, key_of(request, "live.caption"), *id, std::move(text));
  const auto result = co_await task;
  co_return done(result);
}

/// "chapters.vtt" or "captions.vtt", by the time of what is watched.
Response track(const ReplayService& service, const BroadcastId& id, std::string_view name) {
  const auto found = service.text(id);
  if (!found) return Response::error(found.error());
  Response response = Response::text(name == "chapters.vtt" ? to_vtt(found->chapters) : to_vtt(found->cues));
  response.content_type = "text/vtt; charset=utf-8";
  return std::move(response).with("Cache-Control", "public, max-age=60");
}

// ---- what is watched

Response file_of(Result<std::string> path, std::string type, std::string cache) {
  if (!path) return Response::error(path.error());
  Response response;
  response.file = std::move(*path);
  response.content_type = std::move(type);
  return std::move(response).with("Cache-Control", std::move(cache));
}

Response media(const BroadcastService& service, const ReplayService& replays, const Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) return Response::error(id.error());
  const std::string& name = request.params.at(1);
  if (name == "video.m3u8" || name == "audio.m3u8") {
    auto list = service.playlist(*id, name == "video.m3u8" ? Sort::video : Sort::audio);
    if (!list) return Response::error(list.error());
    Response response = Response::text(std::move(*list));
    response.content_type = "application/vnd.apple.mpegurl";
    // A segment long would be too long; a second spares whoever stands in front nearly everything.
    return std::move(response).with("Cache-Control", "public, max-age=1");
  }
  if (name == "chapters.vtt" || name == "captions.vtt") return track(replays, *id, name);
  if (name == "replay.mp4") return file_of(service.replay(*id), "video/mp4", "public, max-age=3600");
  // Its name is used once: what has this address never changes.
  return file_of(service.segment(*id, name), "video/mp2t", "public, max-age=31536000, immutable");
}

}  // namespace

void add_routes(http::Routes& routes, BroadcastService& service, ReplayService& replays) {
  routes.get("/api/broadcasts", Access::staff,
             http::handler([&service](Request& request) { return list(service, request); }));
  routes.post("/api/broadcasts", Access::clerk, [&service](Request& request) { return plan(service, request); });
  routes.get("/api/broadcasts/{id}", Access::staff,
             http::handler([&service, &replays](Request& request) { return show(service, replays, request); }));
  routes.put("/api/broadcasts/{id}", Access::clerk,
             [&service](Request& request) { return change(service, request); });
  routes.post("/api/broadcasts/{id}/announcement", Access::clerk,
              plain(service, "live.announce", &BroadcastService::announce));
  routes.post("/api/broadcasts/{id}/withdrawal", Access::clerk,
              [&service](Request& request) { return withdraw(service, request); });
  routes.post("/api/broadcasts/{id}/ending", Access::clerk, plain(service, "live.end", &BroadcastService::end));
  routes.post("/api/broadcasts/{id}/replay", Access::clerk,
              plain(service, "live.retry_replay", &BroadcastService::retry_replay));
  routes.post("/api/broadcasts/{id}/stream-key", Access::signed_in,
              [&service](Request& request) { return new_key(service, request); });
  routes.put("/api/broadcasts/{id}/arrangement", Access::clerk,
             [&replays](Request& request) { return arrange(replays, request); });
  routes.add({http::Method::put, "/api/broadcasts/{id}/captions", Access::clerk,
              [&replays](Request& request) { return caption(replays, request); }, 2 * most_captions_bytes});
  routes.get("/live/{id}/{file}", Access::everyone,
             http::handler([&service, &replays](Request& request) { return media(service, replays, request); }));
}

}  // namespace ws::live
