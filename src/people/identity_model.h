#pragma once
// Identity documents of people: kinds, and what a number of each kind looks like.

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace ws::people {

/// The kinds: resident_id (GB 11643, residence permits 81/82/83 included), passport, hk_macao_permit, taiwan_permit.
bool is_identity_type(std::string_view type);

/// The number as stored (upper case, without blanks), if it is one of its kind. Resident identity numbers are checked
/// to the check character; of the others only the shape is known. Errors: "identity.bad_type", "identity.bad_number".
Result<std::string> normal_identity_number(std::string_view type, std::string_view number, Instant today);

}  // namespace ws::people
