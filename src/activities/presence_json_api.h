#pragma once
// Documents of presence at shifts, as the contract names them.

#include <string>
#include <vector>

#include "activities/presence_service.h"

namespace ws::activities {

std::string shift_json(const ShiftView& view);  ///< ShiftPresence
std::string shifts_json(const std::vector<ShiftView>& views);
std::string shift_roster_json(const ShiftRoster& roster, const Passes& passes,
                              const Policy& policy);              ///< ShiftRoster
std::string marked_json(const PersonView& person, bool already);  ///< PresenceMarked
std::string passes_json(const MyPasses& mine);
std::string closed_json(const Closed& closed);
std::string called_json(std::int64_t called);

}  // namespace ws::activities
