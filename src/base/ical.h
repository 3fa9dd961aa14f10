#pragma once
// Calendar files (RFC 5545), written with libical: times in the district's zone, lines folded, texts escaped.

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"

namespace ws::ical {

struct Event {
  std::string uid;  ///< the same for the same thing in every file, so that a calendar replaces what it knows
  std::string title;
  std::string description;
  std::string place;
  std::string url;
  Instant starts;
  Instant ends;
  Instant changed;
  std::int64_t sequence = 0;  ///< grows with each change
  bool cancelled = false;
};

/// A whole file; `name` is what a calendar that subscribes to it calls it.
std::string write(const std::string& name, const std::vector<Event>& events);

}  // namespace ws::ical
