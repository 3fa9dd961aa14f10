#include "volunteers/profile_model.h"

#include "base/text.h"

namespace ws::volunteers {
namespace {

Outcome check_words(std::string_view words, std::string field, std::size_t most) {
  if (trim(words).empty()) return Error::invalid("field.required", std::move(field));
  if (code_points(words) > most) return Error::invalid("field.length", std::move(field));
  if (has_control_characters(words)) return Error::invalid("field.characters", std::move(field));
  return Done{};
}

}  // namespace

Outcome check_qualification(const Qualification& qualification, LocalDate today) {
  if (auto words = check_words(qualification.name, "name", 60); !words) return words;
  if (auto words = check_words(qualification.document, "document", 60); !words) return words;
  const auto issued = parse_day(qualification.issued);
  if (!issued) return Error::invalid("field.date", "issued");
  if (*issued > today) return Error::invalid("qualification.days", "issued");
  if (qualification.until.empty()) return Done{};
  const auto until = parse_day(qualification.until);
  if (!until) return Error::invalid("field.date", "until");
  if (*until < *issued) return Error::invalid("qualification.days", "until");
  return Done{};
}

bool is_in_force(const Qualification& qualification, LocalDate day) {
  const std::string text = to_text(day);
  return qualification.state == "verified" && qualification.issued <= text &&
         (qualification.until.empty() || text <= qualification.until);
}

Outcome check_insurance(const Insurance& insurance, LocalDate today) {
  if (auto words = check_words(insurance.insurer, "insurer", 60); !words) return words;
  if (auto words = check_words(insurance.policy_number, "policy_number", 60); !words) return words;
  const auto from = parse_day(insurance.from);
  if (!from) return Error::invalid("field.date", "from");
  const auto until = parse_day(insurance.until);
  if (!until) return Error::invalid("field.date", "until");
  if (*until < *from || *until < today) return Error::invalid("insurance.days", "until");
  return Done{};
}

}  // namespace ws::volunteers
