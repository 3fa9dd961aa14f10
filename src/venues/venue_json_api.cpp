#include "venues/venue_json_api.h"

#include <charconv>

namespace ws::venues {
namespace {

constexpr std::int64_t most_days = 31;

std::optional<std::string> or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

Span read_span(json::Object& body) {
  const Instant starts{body.integer("starts_ms", any_time)};
  return {starts, {body.integer("ends_ms", any_time)}};
}

std::optional<std::int64_t> number_asked(const http::Request& request, std::string_view name, json::Range range,
                                         std::int64_t fallback) {
  const std::string_view text = request.q(name);
  if (text.empty()) return fallback;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < range.min || number > range.max)
    return std::nullopt;
  return number;
}

Result<Span> span_asked(const http::Request& request) {
  const auto starts = number_asked(request, "starts_ms", any_time, -1);
  const auto ends = number_asked(request, "ends_ms", any_time, -1);
  if (!starts || !ends || *starts < 0 || *ends <= *starts) return Error::invalid("list.bad_range", "ends_ms");
  return Span{{*starts}, {*ends}};
}

Result<Days> days_asked(const http::Request& request, Instant now) {
  const std::string_view day = request.q("from");
  const auto from = day.empty() ? std::optional(local_date(now)) : parse_day(day);
  const auto count = number_asked(request, "days", {1, most_days}, 7);
  if (!from || !count) return Error::invalid("list.bad_range", from ? "days" : "from");
  return Days{*from, static_cast<int>(*count)};
}

void write_row(json::Writer& out, const store::Row& row) {
  const Booking& booking = row.booking;
  const Wish& wish = booking.wish;
  out.begin()
      .field("id", booking.id)
      .field("venue_id", booking.venue)
      .field("venue_name", row.venue_name)
      .field("site_id", row.site)
      .field("site_name", row.site_name)
      .field("series_id", booking.series)
      .field("name", row.person_name)
      .field("account", !booking.booker.person.empty())
      .field("team_name", or_null(row.team_name))
      .field("organisation_name", or_null(row.organisation_name))
      .field("lane", booking.booker.lane)
      .field("note", booking.booker.note)
      .field("purpose", wish.purpose)
      .field("heads", wish.heads)
      .field("units_wanted", wish.units)
      .field("starts_ms", wish.span.starts.ms)
      .field("ends_ms", wish.span.ends.ms)
      .field("state", to_text(booking.state))
      .field("made_ms", booking.made.ms)
      .key("units")
      .array();
  for (const std::int64_t unit : booking.units) out.value(unit);
  out.end_array().end();
}

http::Response rows_of(const std::vector<store::Row>& rows, const std::optional<std::string>& next) {
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Row& row : rows) write_row(out, row);
  return http::Response::json(out.end_array().field("next", next).end().take());
}

}  // namespace ws::venues
