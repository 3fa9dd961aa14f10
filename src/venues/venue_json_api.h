#pragma once
// What venues and bookings read and write alike.

#include "base/json.h"
#include "http/http.h"
#include "venues/booking_service.h"

namespace ws::venues {

inline constexpr json::Range any_time{0, 4'102'444'800'000};

/// "starts_ms" and "ends_ms" of a body; of a query.
Span read_span(json::Object& body);
Result<Span> span_asked(const http::Request& request);

struct Days {
  LocalDate from;
  int count;
};
/// ?from=2026-11-28&days=7; without them the week from today. Refuses "list.bad_range".
Result<Days> days_asked(const http::Request& request, Instant now);

/// Whole numbers of a query: `fallback` where there is none, nothing for what is no number in the range.
std::optional<std::int64_t> number_asked(const http::Request& request, std::string_view name, json::Range range,
                                         std::int64_t fallback);

void write_row(json::Writer& out, const store::Row& row);
http::Response rows_of(const std::vector<store::Row>& rows, const std::optional<std::string>& next);

}  // namespace ws::venues
