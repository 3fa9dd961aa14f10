// The draw of an activity: what binds it before, and everything to compute it again after.
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

namespace act = activities;

constexpr std::int64_t most_lots = 100;

struct LotWords {
  std::string text, hue, key;
};
LotWords words_of(const act::store::Lot& lot, Language language) {
  if (lot.won) return {say(language, "抽中", "Drawn"), "good", "won"};
  if (lot.passed_over) return {say(language, "时间冲突，跳过", "Busy then, passed over"), "warn", "passed"};
  return {say(language, "候补", "Waits"), "calm", "waits"};
}

void add_role(Pages& pages, View& view, const Request& request, const act::Detail& page, const act::Shift& shift,
              const act::ShiftRole& role) {
  const Language language = request.language();
  const std::string cursor(request.q("role") == role.id.str() ? request.q("after") : "");
  const auto draw = pages.parts.services.activities.draw(request.actor, role.id, cursor, most_lots);
  if (!draw) return;
  View& block = view.add("DRAW_ROLES");
  block.set("ROLE_ID", role.id.str()).set("ROLE_NAME", role.plan.name);
  block.set("SHIFT_DAY", day_words(local_date(shift.starts), language));
  block.set("SHIFT_TIME", span_words(shift.starts, shift.ends));
  std::int64_t given = 0;
  for (const act::store::Lot& lot : draw->page.lots) {
    const LotWords words = words_of(lot, language);
    given += lot.won ? 1 + lot.companions : 0;
    View& row = block.add("LOTS");
    row.set("TICKET", lot.ticket.str()).set("PARTY", 1 + lot.companions);
    row.set("LOT", act::lot_of(*draw->seed, lot.ticket));
    row.set("RESULT_TEXT", words.text).set("RESULT_HUE", words.hue).set("RESULT", words.key);
  }
  show_either(block, !draw->page.lots.empty(), "LOTS");
  block.set("GIVEN", given);
  if (draw->page.next)
    block.add("MORE_LOTS")
        .set("MORE_URL", address("/activities/" + page.row.id.str() + "/draw",
                                 {{"role", role.id.str()}, {"after", *draw->page.next}}));
}

Response draw_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const auto id = ActivityId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("activity.not_found"));
  const auto page = pages.parts.services.activities.detail(request.actor, *id);
  if (!page) return pages.refusal(request, page.error());
  const act::Activity& activity = page->activity;
  if (activity.plan.mode != act::Mode::lot) return pages.refusal(request, Error::conflict("activity.no_draw"));
  View view = pages.view(request, Nav::activities);
  view.set("ID", id->str()).set("NAME", activity.plan.title).set("SEED_HASH", activity.draw_seed_hash);
  if (!activity.drawn) {
    View& before = view.add("NOT_DRAWN");
    pages.set_instant(before, activity.plan.draw_due.value_or(activity.plan.closes), language);
    return pages.render(request, "draw.html", view, Keep::shortly);
  }
  View& after = view.add("DRAWN");
  pages.set_instant(after, *activity.drawn, language);
  after.set("SEED", activity.draw_seed).set("ALGORITHM", std::string(act::draw_algorithm));
  after.set("VERIFY_URL", pages.parts.public_address);
  for (const act::Shift& shift : page->shifts)
    for (const act::ShiftRole& role : shift.roles) add_role(pages, after, request, *page, shift, role);
  return pages.render(request, "draw.html", view, Keep::shortly);
}

}  // namespace

void add_draw_routes(http::Routes& routes, Pages& pages) {
  routes.get("/activities/{id}/draw", Access::everyone,
             http::handler([&pages](Request& request) { return draw_page(pages, request); }));
}

}  // namespace ws::portal
