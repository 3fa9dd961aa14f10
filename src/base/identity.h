#pragma once
// Validators of the numbers that people and organisations carry.

#include <optional>
#include <string>
#include <string_view>

#include "base/local_time.h"

namespace ws {

/// A resident identity number (GB 11643-1999): 17 digits and a check character mod 11-2, a real birth date not after
/// `today`. Prefixes 81/82/83 are residence permits of Hong Kong, Macao and Taiwan residents. A lower-case x is
/// accepted.
bool is_resident_id(std::string_view number, Instant today);
/// Birth year, 0 if the number is none.
int birth_year_of(std::string_view resident_id);
/// What a valid resident identity number says of the birth.
LocalDate birth_date_of(std::string_view resident_id);
/// Full years on a day; the birthday of 29 February is 1 March in other years.
int age_on(LocalDate born, LocalDate day);

enum class CreditCode { valid, odd, invalid };
/// A unified social credit code (GB 32100-2015). `odd`: the shape is right but the check character is not; real codes
/// of that kind exist, so warn and never block.
CreditCode check_credit_code(std::string_view code);

/// A mainland mobile number without prefix: "+86 199-0000-0001" → "19900000001"; nothing if it is none.
std::optional<std::string> normal_mobile(std::string_view text);

}  // namespace ws
