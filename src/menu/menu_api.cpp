#include "menu/menu_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::menu {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

/// Fills `id` from a query parameter; false if the parameter is there and no identifier.
template <class IdType>
bool read_id(const Request& request, std::string_view name, IdType& id) {
  const std::string_view text = request.q(name);
  if (text.empty()) return true;
  const auto parsed = IdType::parse(text);
  if (parsed) id = *parsed;
  return parsed.has_value();
}

void write_item(json::Writer& out, const MenuItem& row) {
  out.begin()
      .field("id", row.item.id)
      .field("code", row.item.code)
      .field("category", row.item.category)
      .field("category_name", row.category_name)
      .field("name", row.item.name)
      .field("name_en", row.name_en)
      .field("summary", row.summary)
      .field("duration_minutes", row.item.duration_minutes)
      .field("volunteers_needed", row.item.volunteers_needed)
      .field("skill", row.item.skill)
      .field("place", row.item.place)
      .field("prepares", row.prepares)
      .field("active", row.item.active)
      .field("version", row.version)
      .field("rating_average_e2", average_e2(row.figures))
      .field("ratings", row.figures.ratings)
      .field("completed", row.figures.completed)
      .field("offered_by", row.offered_by)
      .end();
}

void write_refs(json::Writer& out, std::string_view name, const std::vector<Ref>& refs) {
  out.key(name).array();
  for (const Ref& ref : refs) out.begin().field("id", ref.id).field("name", ref.name).end();
  out.end_array();
}

Draft read_draft(json::Object& body) {
  Draft draft;
  draft.category = body.text("category", {1, 40});
  draft.name = body.text("name", {2, 40});
  draft.name_en = body.text("name_en", {2, 80});
  draft.summary = body.text("summary", {5, 300});
  draft.duration_minutes = body.integer("duration_minutes", {15, 480});
  draft.volunteers_needed = body.integer("volunteers_needed", {1, 20});
  draft.skill = body.text("skill", {1, 40});
  draft.place = body.one_of("place", {"home", "site", "either"});
  draft.prepares = body.text("prepares", {0, 200});
  draft.active = body.boolean("active");
  return draft;
}

Response categories(MenuService& service) {
  json::Writer out;
  out.begin().key("categories").array();
  for (const CategoryCount& row : service.categories())
    out.begin()
        .field("code", row.code)
        .field("name", row.name)
        .field("name_en", row.name_en)
        .field("icon", row.icon)
        .field("summary", row.summary)
        .field("items", row.items)
        .end();
  out.end_array().end();
  return Response::json(out.take());
}

Response skills(MenuService& service) {
  json::Writer out;
  out.begin().key("skills").array();
  for (const Skill& row : service.skills())
    out.begin().field("code", row.code).field("name", row.name).field("name_en", row.name_en).end();
  out.end_array().end();
  return Response::json(out.take());
}

Response list(MenuService& service, const Request& request) {
  const auto limit = request.page_limit();
  if (!limit) return Response::error(limit.error());
  Filter filter{std::string(request.q("category")), std::string(request.q("q")), {}, {}};
  if (!read_id(request, "site_id", filter.site)) return Response::error(Error::invalid("field.id", "site_id"));
  if (!read_id(request, "team_id", filter.team)) return Response::error(Error::invalid("field.id", "team_id"));
  const auto page = service.page(std::move(filter), std::string(request.q("cursor")), *limit);
  if (!page) return Response::error(page.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const MenuItem& row : page->items) write_item(out, row);
  out.end_array().field("next", page->next).end();
  return Response::json(out.take());
}

Response show(MenuService& service, const Request& request) {
  const auto id = MenuItemId::parse(request.params.at(0));
  if (!id) return Response::error(Error::not_found("menu.not_found"));
  const auto detail = service.item(request.actor, *id);
  if (!detail) return Response::error(detail.error());
  json::Writer out;
  out.begin().key("item");
  write_item(out, detail->item);
  write_refs(out, "sites", detail->sites);
  write_refs(out, "teams", detail->teams);
  out.end();
  return Response::json(out.take());
}

Task<Response> add(MenuService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Draft draft = read_draft(*body);
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  const auto result = co_await service.add(request.actor, std::move(draft), key_of(request, "menu.add"));
  co_return done(result, 201);
}

Task<Response> edit(MenuService& service, Request& request) {
  const auto id = MenuItemId::parse(request.params.at(0));
  if (!id) co_return Response::error(Error::not_found("menu.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const std::int64_t version = body->integer("version", {1, 1'000'000'000});
  Draft draft = read_draft(*body);
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  const auto result =
      co_await service.edit(request.actor, *id, version, std::move(draft), key_of(request, "menu.edit"));
  co_return done(result, 200);
}

}  // namespace

void add_routes(http::Routes& routes, MenuService& service) {
  routes.get("/api/categories", Access::everyone,
             http::handler([&service](Request&) { return categories(service); }));
  routes.get("/api/skills", Access::everyone, http::handler([&service](Request&) { return skills(service); }));
  routes.get("/api/menu", Access::everyone,
             http::handler([&service](Request& request) { return list(service, request); }));
  routes.get("/api/menu/{id}", Access::everyone,
             http::handler([&service](Request& request) { return show(service, request); }));
  routes.post("/api/menu", Access::system_admin, [&service](Request& request) { return add(service, request); });
  routes.put("/api/menu/{id}", Access::system_admin, [&service](Request& request) { return edit(service, request); });
}

}  // namespace ws::menu
