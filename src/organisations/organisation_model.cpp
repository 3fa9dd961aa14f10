#include "organisations/organisation_model.h"

#include <algorithm>
#include <array>

#include "base/identity.h"
#include "base/text.h"

namespace ws::organisations {
namespace {

constexpr std::array<std::string_view, 4> kinds{"social_organisation", "university", "college", "department"};

}  // namespace

std::string_view to_text(Kind kind) {
  return kinds.at(static_cast<std::size_t>(kind));
}

std::optional<Kind> parse_kind(std::string_view text) {
  const auto found = std::find(kinds.begin(), kinds.end(), text);
  if (found == kinds.end()) return std::nullopt;
  return static_cast<Kind>(found - kinds.begin());
}

std::string normal_credit_code(std::string_view text) {
  std::string code;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return code;
}

Outcome check_entry(const Entry& entry) {
  for (const auto& [field, text] :
       {std::pair("name", &entry.name), {"summary", &entry.summary}, {"phone", &entry.phone}})
    if (has_control_characters(*text)) return Error::invalid("field.characters", field);
  if ((entry.kind == Kind::college) == entry.parent.empty())
    return Error::invalid("organisation.parent", "parent_id");
  if (!entry.credit_code.empty() && check_credit_code(entry.credit_code) == CreditCode::invalid)
    return Error::invalid("organisation.credit_code", "credit_code");
  return Done{};
}

}  // namespace ws::organisations
