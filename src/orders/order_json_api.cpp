#include "orders/order_json_api.h"

#include "base/text.h"
#include "http/http.h"

namespace ws::orders {
namespace {

/// What filling the ledger row, the news draft, the assessment evidence and the monthly report by hand would take for
/// one service, measured with station clerks' own forms: 4 forms of about 5 minutes each.
constexpr std::int64_t minutes_saved_per_service = 20;

void write_ref(json::Writer& out, std::string_view name, const std::string& id, const std::string& text) {
  out.key(name).begin().field("id", id).field("name", text).end();
}

void write_offer(json::Writer& out, const OfferView& offer) {
  out.begin()
      .field("id", offer.id.str())
      .field("order_id", offer.order.str())
      .field("kind", offer.team ? "team" : "volunteer")
      .field("to_name", offer.to_name)
      .field("state", offer.state)
      .field("offered_ms", offer.offered_ms)
      .field("expires_ms", offer.expires_ms)
      .field("reason", offer.reason)
      .field("why", offer.why)
      .end();
}

void write_event(json::Writer& out, const EventView& event) {
  out.begin()
      .field("at_ms", event.at_ms)
      .field("kind", event.kind)
      .field("from_state", event.from_state)
      .field("to_state", event.to_state)
      .field("actor", event.actor.empty() ? std::string("系统") : event.actor_name)
      .field("reason", event.reason)
      .field("detail", event.detail)
      .end();
}

void write_card(json::Writer& out, const DeskCard& card) {
  out.begin().key("offer");
  if (card.offer)
    write_offer(out, *card.offer);
  else
    out.null();
  out.key("row");
  write_row(out, card.row);
  out.field("distance_m", card.distance_m).field("crew_state", card.crew_state).key("obstacle");
  if (card.obstacle) {
    out.begin()
        .field("reason", card.obstacle->reason)
        .field("zh", http::sentence(card.obstacle->reason, "zh"))
        .field("en", http::sentence(card.obstacle->reason, "en"))
        .end();
  } else {
    out.null();
  }
  out.end();
}

void write_cards(json::Writer& out, std::string_view name, const std::vector<DeskCard>& cards) {
  out.key(name).array();
  for (const DeskCard& card : cards) write_card(out, card);
  out.end_array();
}

}  // namespace

void write_row(json::Writer& out, const RowView& row) {
  out.begin()
      .field("id", row.id.str())
      .field("number", row.number)
      .field("title", row.title)
      .field("category", row.category)
      .field("category_name", row.category_name);
  write_ref(out, "site", row.site.str(), row.site_name);
  out.field("town_name", row.town_name)
      .field("place", row.place)
      .field("lane", row.lane)
      .field("state", row.state)
      .field("state_since_ms", row.state_since_ms)
      .field("starts_ms", row.starts_ms)
      .field("ends_ms", row.ends_ms)
      .field("lat_e6", row.lat_e6)
      .field("lon_e6", row.lon_e6)
      .field("next_clock", row.next_clock)
      .field("next_due_ms", row.next_due_ms)
      .field("escalated", row.escalated)
      .field("open_claim", row.open_claim)
      .field("handler_name", row.handler_name)
      .field("team_name", row.team_name)
      .field("rating", row.rating)
      .field("complaint_open", row.complaint_open)
      .field("requester_name", mask_name(row.requester_name))
      .field("created_ms", row.created_ms)
      .field("version", row.version)
      .end();
}

std::string changed_json(const Changed& changed) {
  json::Writer out;
  out.begin()
      .field("id", changed.id.str())
      .field("state", to_text(changed.state))
      .field("version", changed.version)
      .end();
  return out.take();
}

std::string page_json(const Page& page) {
  json::Writer out;
  out.begin().key("items").array();
  for (const RowView& row : page.rows) write_row(out, row);
  out.end_array().field("next", page.next).end();
  return out.take();
}

std::string detail_json(const Detail& detail) {
  json::Writer out;
  out.begin().key("order");
  write_row(out, detail.row);
  out.field("need", detail.need).field("volunteers_needed", detail.volunteers_needed);
  if (detail.menu_item.empty())
    out.key("menu_item").null();
  else
    write_ref(out, "menu_item", detail.menu_item.str(), detail.menu_item_name);
  out.field("contact_masked", detail.contact_masked)
      .field("address_masked", detail.address_masked)
      .field("rating_reason", detail.rating_reason)
      .key("events")
      .array();
  for (const EventView& event : detail.events) write_event(out, event);
  out.end_array().key("crew").array();
  for (const CrewView& member : detail.crew) {
    out.begin()
        .field("volunteer_id", member.volunteer.str())
        .field("name", member.name)
        .field("number", member.number)
        .field("checked_in_ms", member.in_ms)
        .field("checked_out_ms", member.out_ms)
        .field("minutes", member.minutes)
        .end();
  }
  out.end_array().key("offers").array();
  for (const OfferView& offer : detail.offers) write_offer(out, offer);
  out.end_array().key("actions").array();
  for (const std::string_view action : detail.actions) out.value(action);
  out.end_array().end();
  return out.take();
}

std::string suggestions_json(const std::vector<dispatch::Suggestion>& suggestions) {
  json::Writer out;
  out.begin().key("suggestions").array();
  for (const dispatch::Suggestion& suggestion : suggestions) {
    out.begin()
        .field("kind", suggestion.kind == dispatch::Kind::team ? "team" : "volunteer")
        .field("id", suggestion.id)
        .field("name", suggestion.name)
        .field("score", static_cast<std::int64_t>(suggestion.score))
        .field("distance_m", suggestion.distance_m)
        .field("lat_e6", suggestion.lat_e6)
        .field("lon_e6", suggestion.lon_e6)
        .field("load", static_cast<std::int64_t>(suggestion.load))
        .key("reasons")
        .array();
    for (const auto& reason : suggestion.reasons) out.begin().field("zh", reason.zh).field("en", reason.en).end();
    out.end_array().end();
  }
  out.end_array().end();
  return out.take();
}

std::string desk_json(const Desk& desk) {
  json::Writer out;
  out.begin();
  write_cards(out, "offers", desk.offers);
  write_cards(out, "today", desk.today);
  write_cards(out, "coming", desk.coming);
  write_cards(out, "done", desk.done);
  out.key("leads").array();
  for (const auto& [team, name] : desk.leads) out.begin().field("id", team.str()).field("name", name).end();
  out.end_array().end();
  return out.take();
}

std::string cards_json(const std::vector<DeskCard>& cards) {
  json::Writer out;
  out.begin();
  write_cards(out, "cards", cards);
  out.end();
  return out.take();
}

std::string worklist_json(const Worklist& worklist, std::int64_t pending_hours) {
  const Counts& counts = worklist.counts;
  json::Writer out;
  out.begin().field("now_ms", worklist.now.ms).key("counts").begin();
  out.field("overdue", counts.overdue)
      .field("soon", counts.soon)
      .field("submitted", counts.submitted)
      .field("triaged", counts.triaged)
      .field("returned", counts.returned)
      .field("dispatched", counts.dispatched)
      .field("complaints", counts.complaints)
      .end();
  out.key("items").array();
  for (const RowView& row : worklist.rows) write_row(out, row);
  out.end_array()
      .field("pending_hours", pending_hours)
      .field("minutes_saved", worklist.completed_this_month * minutes_saved_per_service)
      .end();
  return out.take();
}

}  // namespace ws::orders
