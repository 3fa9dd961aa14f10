#include "people/identity_model.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/identity.h"

namespace ws::people {

bool is_identity_type(std::string_view type) {
  static constexpr std::array<std::string_view, 4> types{"resident_id", "passport", "hk_macao_permit",
                                                         "taiwan_permit"};
  return std::ranges::find(types, type) != types.end();
}

Result<std::string> normal_identity_number(std::string_view type, std::string_view number, Instant today) {
  if (!is_identity_type(type)) return Error::invalid("identity.bad_type", "id_type");
  std::string normal;
  for (const char c : number)
    if (c != ' ') normal += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  const bool good = type == "resident_id"
                        ? is_resident_id(normal, today)
                        : normal.size() >= 5 && normal.size() <= 20 && std::ranges::all_of(normal, fits);
  if (!good) return Error::invalid("identity.bad_number", "id_number");
  return normal;
}

}  // namespace ws::people
