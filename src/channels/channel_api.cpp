#include "channels/channel_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::channels {
namespace {

using http::Access;
using http::answered;
using http::key_of;
using http::paging_of;
using http::refusal;
using http::Request;
using http::Response;

constexpr std::size_t most_columns = 100;

Response channels(const ChannelService& service) {
  json::Writer out;
  out.begin().key("items").array();
  for (const store::ChannelView& one : service.channels()) {
    out.begin()
        .field("id", one.channel.id)
        .field("site_id", one.channel.site)
        .field("site_name", one.site_name)
        .field("kind", one.channel.kind)
        .field("name", one.channel.name)
        .field("account", one.channel.account)
        .field("active", one.channel.active)
        .field("version", one.channel.version)
        .field("shown", one.shown)
        .field("on_the_way", one.on_the_way)
        .field("failed", one.failed)
        .key("columns")
        .array();
    for (const std::string& column : one.columns) out.value(column);
    out.end_array().end();
  }
  return Response::json(out.end_array().end().take());
}

void write(json::Writer& out, const store::DeliveryView& view) {
  const Delivery& one = view.delivery;
  out.begin()
      .field("id", one.id)
      .field("channel_id", one.channel)
      .field("channel_name", view.channel_name)
      .field("article_id", one.article)
      .field("article_title", view.article_title)
      .field("article_version", one.article_version)
      .field("wanted", one.wanted)
      .field("state", to_text(one.state))
      .field("attempts", one.attempts)
      .key("due_ms");
  one.due ? out.value(one.due->ms) : out.null();
  out.field("address", one.address)
      .field("trouble", one.trouble)
      .field("trouble_detail", one.trouble_detail)
      .field("changed_ms", one.changed.ms)
      .end();
}

Response deliveries(const ChannelService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return Response::error(paging.error());
  std::optional<State> state;
  if (const auto wanted = request.q("state"); wanted != "") {
    state = parse_state(wanted);
    if (!state) return Response::error(Error::invalid("field.unknown_value", "state"));
  }
  ChannelService::Page page;
  if (const auto article = request.q("article"); article != "") {
    const auto id = ArticleId::parse(article);
    if (!id) return Response::error(Error::not_found("article.not_found"));
    auto of_article = service.of_article(request.actor, *id);
    if (!of_article) return Response::error(of_article.error());
    page.items = std::move(*of_article);
  } else {
    page = service.list(request.actor, state, paging->cursor, paging->limit);
  }
  json::Writer out;
  out.begin().key("items").array();
  for (const store::DeliveryView& one : page.items) write(out, one);
  return Response::json(out.end_array().field("next", page.next).end().take());
}

/// The fields of a channel; a new one has a site and a secret.
ChannelService::Kept kept_of(json::Object& body, bool fresh) {
  ChannelService::Kept kept;
  kept.channel.kind = std::string(wechat);
  if (fresh) kept.channel.site = body.id<SiteId>("site_id");
  kept.channel.name = body.text("name", {2, 40});
  kept.channel.account = body.text("account", {1, 40});
  kept.secret = fresh ? body.text("secret", {16, 64}) : body.text_or("secret", "", {0, 64});
  kept.channel.active = body.boolean_or("active", true);
  for (const ColumnId& column : body.ids_or_empty<ColumnId>("columns", most_columns))
    kept.columns.push_back(column.str());
  if (!fresh) kept.channel.version = body.integer("version", {1, 1'000'000'000});
  return kept;
}

Task<Response> enter(ChannelService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  auto kept = kept_of(*body, true);
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.enter(request.actor, key_of(request, "channels.enter"), std::move(kept)), 201);
}

Task<Response> edit(ChannelService& service, Request& request) {
  const auto id = ChannelId::parse(request.params.at(0));
  if (!id) return refusal(Error::not_found("channel.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  auto kept = kept_of(*body, false);
  kept.channel.id = *id;
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.edit(request.actor, key_of(request, "channels.edit"), std::move(kept)));
}

Task<Response> send(ChannelService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  const auto article = body->id<ArticleId>("article_id");
  const auto channel = body->id<ChannelId>("channel_id");
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.send(request.actor, key_of(request, "channels.send"), article, channel), 201);
}

Task<Response> retry(ChannelService& service, Request& request) {
  const auto id = DeliveryId::parse(request.params.at(0));
  if (!id) return refusal(Error::not_found("channel.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  const bool looked = body->boolean_or("looked", false);
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.retry(request.actor, key_of(request, "channels.retry"), *id, looked));
}

Task<Response> take_down(ChannelService& service, Request& request) {
  const auto id = DeliveryId::parse(request.params.at(0));
  if (!id) return refusal(Error::not_found("channel.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  std::string reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.take_down(request.actor, key_of(request, "channels.take_down"), *id, std::move(reason)));
}

}  // namespace

void add_routes(http::Routes& routes, ChannelService& service) {
  routes.get("/api/channels", Access::staff, http::handler([&service](Request&) { return channels(service); }));
  routes.post("/api/channels", Access::dispatcher, [&service](Request& request) { return enter(service, request); });
  routes.put("/api/channels/{id}", Access::dispatcher,
             [&service](Request& request) { return edit(service, request); });
  routes.get("/api/deliveries", Access::staff,
             http::handler([&service](Request& request) { return deliveries(service, request); }));
  routes.post("/api/deliveries", Access::staff, [&service](Request& request) { return send(service, request); });
  routes.post("/api/deliveries/{id}/attempts", Access::staff,
              [&service](Request& request) { return retry(service, request); });
  routes.post("/api/deliveries/{id}/withdrawal", Access::staff,
              [&service](Request& request) { return take_down(service, request); });
}

}  // namespace ws::channels
