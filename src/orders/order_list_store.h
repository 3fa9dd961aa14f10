#pragma once
// Orders as lists, details and desk cards show them.

#include <optional>
#include <string>
#include <vector>

#include "base/actor.h"
#include "db/db.h"
#include "orders/order_model.h"

namespace ws::orders {

struct RowView {
  OrderId id;
  std::string number;
  std::string title;
  std::string category;
  std::string category_name;
  SiteId site;
  std::string site_name;
  std::string town_name;
  std::string place;
  std::string lane;
  std::string state;
  std::int64_t state_since_ms = 0;
  std::int64_t starts_ms = 0;
  std::int64_t ends_ms = 0;
  std::optional<std::int64_t> lat_e6;
  std::optional<std::int64_t> lon_e6;
  std::optional<std::string> next_clock;
  std::optional<std::int64_t> next_due_ms;
  std::int64_t escalated = 0;
  bool open_claim = false;
  std::string handler_name;
  std::string team_name;
  std::optional<std::int64_t> rating;
  bool complaint_open = false;
  std::string requester_name;
  std::int64_t created_ms = 0;
  std::int64_t version = 0;
};

/// What a list asks for; empty members do not filter.
struct Filter {
  std::vector<SiteId> roots;  ///< subtrees of the actor; must not be empty
  std::string state;          ///< a state, or "open" for all that wait for somebody
  std::string category;
  std::string town;
  SiteId site;
  std::string clock;  ///< overdue, soon (24 h)
  std::string lane;
  PersonId handler;
  bool no_handler = false;
  bool complaint = false;
  std::string on;  ///< placed_today, accepted_today, completed_today
  std::string q;   ///< number (whole or end) or words of the title
  bool by_due = false;
  std::string cursor;
  std::int64_t limit = 20;
};

struct Page {
  std::vector<RowView> rows;
  std::optional<std::string> next;
};

Page list(db::Reader& reader, const Filter& filter, Instant now);
Page list_of_requester(db::Reader& reader, const PersonId& requester, const std::string& cursor, std::int64_t limit);
std::optional<RowView> find_row(db::Reader& reader, const OrderId& id);

struct EventView {
  std::int64_t at_ms;
  std::string kind;
  std::string from_state;
  std::string to_state;
  PersonId actor;
  std::string actor_name;
  std::string reason;
  std::string detail;
};
std::vector<EventView> events(db::Reader& reader, const OrderId& id);

struct CrewView {
  PersonId volunteer;
  std::string name;
  std::string number;
  std::optional<std::int64_t> in_ms;
  std::optional<std::int64_t> out_ms;
  std::optional<std::int64_t> minutes;
};
std::vector<CrewView> crew_views(db::Reader& reader, const OrderId& id, std::int64_t round);

struct OfferView {
  OfferId id;
  OrderId order;
  bool team;
  std::string to_name;
  std::string state;
  std::int64_t offered_ms;
  std::int64_t expires_ms;
  std::string reason;
  std::string why;
};
std::vector<OfferView> offers_of_order(db::Reader& reader, const OrderId& id);
/// Open offers to the volunteer, or to teams in `teams`.
std::vector<OfferView> offers_to(db::Reader& reader, const PersonId& volunteer, const std::vector<TeamId>& teams,
                                 Instant now);

struct DetailView {
  std::string need;
  std::int64_t volunteers_needed;
  MenuItemId menu_item;
  std::string menu_item_name;
  std::string contact_name;
  std::string mobile_sealed;
  std::string address_sealed;
  std::string rating_reason;
};
std::optional<DetailView> detail(db::Reader& reader, const OrderId& id);

struct CrewRow {
  RowView row;
  std::string crew_state;  ///< waiting, checked_in, checked_out
};
/// Services of a volunteer that end after `from`, by start; or the last done ones before it.
std::vector<CrewRow> coming(db::Reader& reader, const PersonId& volunteer, Instant from);
std::vector<CrewRow> done(db::Reader& reader, const PersonId& volunteer, std::int64_t limit);
/// Open to be claimed, soonest first, at most `limit`.
std::vector<RowView> claimable(db::Reader& reader, Instant now, std::int64_t limit);
/// What a volunteer who came too late could take instead.
struct OpenOrder {
  OrderId id;
  std::string title;
  std::optional<std::int64_t> lat_e6;
  std::optional<std::int64_t> lon_e6;
};
/// Some of those open to be claimed that begin soonest and suit the volunteer's skills and commitments.
std::vector<OpenOrder> open_to(db::Reader& reader, const PersonId& volunteer, Instant now);
struct VolunteerPoint {
  std::optional<std::int64_t> lat_e6;
  std::optional<std::int64_t> lon_e6;
};
VolunteerPoint volunteer_point(db::Reader& reader, const PersonId& volunteer);

struct Counts {
  std::int64_t overdue = 0;
  std::int64_t soon = 0;
  std::int64_t submitted = 0;
  std::int64_t triaged = 0;
  std::int64_t returned = 0;
  std::int64_t dispatched = 0;
  std::int64_t complaints = 0;
};
/// Of all orders in the subtrees of `roots`, each once. Reads what is open, not what has been.
Counts worklist_counts(db::Reader& reader, const std::vector<SiteId>& roots, Instant now);
std::int64_t completed_since(db::Reader& reader, const std::vector<SiteId>& roots, Instant since);

}  // namespace ws::orders
