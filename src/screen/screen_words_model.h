#pragma once
// The state of a screen and the messages that change it, in the contract's words (api/openapi.yaml: ScreenState).
// A client keeps: state + messages after its seq = fresh state.

#include <string>
#include <vector>

#include "base/clock.h"
#include "screen/screen_model.h"

namespace ws::screen {

struct Snapshot {
  std::int64_t seq = 0;  ///< of the outbox: every move up to it is included
  Instant now;
  Figures figures;
  std::vector<std::string> at_risk;  ///< OrderRows, by the clock that runs out next
};

struct State {
  Place site;
  Snapshot snapshot;
  std::vector<Place> places;
  std::vector<std::string> recent;  ///< ScreenMoves, newest first
  Activities activities;
};

std::string state_words(const State& state);
/// {"type":"move","seq":…,"move":ScreenMove,"row":OrderRow}
std::string move_words(std::int64_t seq, const std::string& move, const std::string& row);
/// {"type":"figures","seq":…,"now_ms":…,"figures":…,"towns":…,"states":…,"points_open":[{site_id,open}],"at_risk":[OrderRow]}
std::string figures_words(const Snapshot& snapshot);
/// {"type":"activities","seq":…,"now_ms":…,"activities":ScreenActivities}
std::string activities_words(std::int64_t seq, Instant now, const Activities& activities);
/// {"type":"beat","seq":…,"now_ms":…}: nothing new, and still here. Lets a client tell a quiet district from a dead
/// line.
std::string beat_words(std::int64_t seq, Instant now);
/// Missed too much: fetch the state anew.
std::string resync_words(std::int64_t seq);
/// {"type":"notice","seq":…,"notice":{id,kind}}
std::string notice_words(std::int64_t seq, const std::string& notice);
/// {"type":"activity","seq":…}: something of the activity that the room is of has moved.
std::string activity_words(std::int64_t seq);

}  // namespace ws::screen
