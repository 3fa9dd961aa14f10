#pragma once
// What the public pages say and ask, without I/O: words for states, steps, hours and times, and the order form's
// rules.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/local_time.h"

namespace ws::portal {

/// "zh" or "en".
using Language = std::string_view;
std::string say(Language language, std::string_view zh, std::string_view en);
/// 38915 → "38,915"
std::string grouped(std::int64_t number);

// ---- orders in words

/// Where an order stands, for its requester.
struct Standing {
  std::string state;  ///< as stored
  std::string who;    ///< the crew's names, else the team's, else the handler's, else the site's
  Instant starts;
  std::optional<Instant> due;  ///< of the running clock
  Instant now;
};
struct StateWords {
  std::string name;  ///< a few words
  std::string hue;   ///< good, warn, calm, brand
  std::string next;  ///< what comes next, and who is on it
};
StateWords state_words(const Standing& standing, Language language);

enum class Track { done, now, next };
struct Tracks {
  Track order, dispatch, accept, rate;
};
/// How far along the four steps a state is.
Tracks tracks(std::string_view state);
std::string_view css_class(Track track);

std::string event_words(std::string_view kind, Language language);
std::string clock_words(std::string_view clock, Language language);
std::string star_words(std::int64_t stars, Language language);

/// The lists of "my orders": "" all, open, rate, done; nothing for another word.
bool is_order_group(std::string_view group);
/// Which of open, rate, done a state belongs to.
std::string_view group_of(std::string_view state);

// ---- places in words

std::string kind_words(std::string_view kind, Language language);
/// The marker of the drawing for a site: "ASSET_ART_STATION".
std::string_view art_of(std::string_view kind, std::string_view name);
/// home, site or either.
std::string where_words(std::string_view place, Language language);
std::string minutes_words(std::int64_t minutes, Language language);

struct OpenSpan {
  std::vector<std::int64_t> days;  ///< Monday 1 … Sunday 7
  std::string open;                ///< "09:00"
  std::string close;
};
/// "周一至周五 09:00–17:00，周六、周日 09:30–16:30"
std::string hours_words(const std::vector<OpenSpan>& hours, Language language);
/// "今天 09:00–17:00", or that it is not open today.
std::string today_words(const std::vector<OpenSpan>& hours, Instant now, Language language);
bool is_open(const std::vector<OpenSpan>& hours, Instant now);

/// One of rose, amber, sage, sky, plum.
std::string_view hue_of(std::size_t position);

// ---- the order form

/// The fields as sent (VIEWS.md, order_new.html).
struct OrderForm {
  std::string item, need, whom, person, relation, date, slot, place, town, address, site, contact_name,
      contact_mobile, note, consent, consent_version;
  std::string key;  ///< of the rendered form: sending it twice places one order
};
/// Name of the form's field and its value, for every field but the key.
struct FormField {
  std::string_view name;
  std::string OrderForm::*value;
};
const std::vector<FormField>& order_fields();

struct FieldError {
  std::string field;   ///< of the form
  std::string reason;  ///< of data/reasons.json
};
/// What can be said without looking anything up.
std::vector<FieldError> check(const OrderForm& form);
/// The start that a day and a part of the day mean: 09:00, 14:00, 18:30; "any" is the first of them that is not over.
/// Nothing for a date or slot that is none.
std::optional<Instant> wished_start(std::string_view date, std::string_view slot, Instant now);
/// The need as the center and the volunteers read it: with for whom it is, and what was added.
std::string told_need(const OrderForm& form);
/// The form's field for a field of orders::PlaceOrder; "" when the whole is refused.
std::string form_field(std::string_view field, bool at_home);
/// "E_" section of a field: site_id → "E_SITE".
std::string error_section(std::string_view field);

std::optional<LocalDate> parse_date(std::string_view text);
/// "2026-11-23T09:00", as a datetime-local field has it; nothing for what is no time.
std::optional<Instant> parse_local_time(std::string_view text);
std::string to_local_time(Instant at);

/// True for a path of this server that a browser may be sent to: "/orders/new?item=…". Refuses "//host", "/\host",
/// controls, and the API.
bool is_own_path(std::string_view path);

}  // namespace ws::portal
