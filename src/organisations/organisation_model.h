#pragma once
// Who stands behind teams: social organisations (社会组织), universities with their colleges, departments. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"

namespace ws {
using OrganisationId = Id<struct OrganisationTag>;
}

namespace ws::organisations {

enum class Kind { social_organisation, university, college, department };
std::string_view to_text(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);

/// What staff write down.
struct Entry {
  Kind kind = Kind::social_organisation;
  OrganisationId parent;  ///< the university of a college; else empty
  SiteId site;            ///< whose staff look after the entry
  std::string name;
  std::string credit_code;  ///< unified social credit code, "" while unknown
  std::string summary;
  std::string phone;
};

struct Organisation {
  OrganisationId id;
  Entry entry;
  std::string parent_name, site_name;
  bool active = true;
  std::int64_t version = 1;
  std::int64_t teams = 0;        ///< active ones, with those of its colleges
  bool credit_code_odd = false;  ///< its check character is not the computed one: such codes exist, so it only warns
};

struct Filter {
  std::optional<Kind> kind;
  OrganisationId parent;
  std::string words;
};

struct Page {
  std::vector<Organisation> items;
  std::optional<std::string> next;  ///< the last name of this page
};

/// Upper case, without blanks and dashes: how it is stored and compared.
std::string normal_credit_code(std::string_view text);
/// Refuses "field.characters", "organisation.parent" (a college without a university, or the other way round),
/// "organisation.credit_code".
Outcome check_entry(const Entry& entry);

}  // namespace ws::organisations
