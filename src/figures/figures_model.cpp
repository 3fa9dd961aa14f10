#include "figures/figures_model.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/local_time.h"

namespace ws::figures {
namespace {

template <class Enum>
struct Word {
  Enum value;
  std::string_view text;
};
constexpr std::array kinds{Word<Kind>{Kind::hours, "hours"}, Word<Kind>{Kind::orders, "orders"}};
constexpr std::array groupings{Word<By>{By::site, "site"},        Word<By>{By::team, "team"},
                               Word<By>{By::project, "project"},  Word<By>{By::month, "month"},
                               Word<By>{By::area, "area"},        Word<By>{By::source, "source"},
                               Word<By>{By::category, "category"}};
constexpr std::array scope_kinds{Word<ScopeKind>{ScopeKind::site, "site"}, Word<ScopeKind>{ScopeKind::team, "team"},
                                 Word<ScopeKind>{ScopeKind::project, "project"},
                                 Word<ScopeKind>{ScopeKind::area, "area"}};

template <class Enum, std::size_t n>
std::string_view said(const std::array<Word<Enum>, n>& words, Enum value) {
  for (const auto& word : words)
    if (word.value == value) return word.text;
  return {};
}
template <class Enum, std::size_t n>
std::optional<Enum> found(const std::array<Word<Enum>, n>& words, std::string_view text) {
  for (const auto& word : words)
    if (word.text == text) return word.value;
  return std::nullopt;
}

template <class List>
bool has(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

}  // namespace

std::string_view to_text(Kind kind) {
  return said(kinds, kind);
}
std::optional<Kind> parse_kind(std::string_view text) {
  return found(kinds, text);
}
std::string_view to_text(By by) {
  return said(groupings, by);
}
std::optional<By> parse_by(std::string_view text) {
  return found(groupings, text);
}
std::string_view to_text(ScopeKind kind) {
  return said(scope_kinds, kind);
}
std::optional<ScopeKind> parse_scope_kind(std::string_view text) {
  return found(scope_kinds, text);
}

std::string month_text(std::int64_t month) {
  const std::string number = std::to_string(month % 12 + 1);
  return std::to_string(month / 12) + (number.size() == 1 ? "-0" : "-") + number;
}

std::optional<std::int64_t> parse_month(std::string_view text) {
  std::int64_t year = 0, month = 0;
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const auto read = [&](std::size_t from, std::size_t until, std::int64_t& into) {
    const auto [end, failed] = std::from_chars(text.data() + from, text.data() + until, into);
    return failed == std::errc() && end == text.data() + until && text[from] != '-';
  };
  if (!read(0, 4, year) || !read(5, 7, month) || month < 1 || month > 12 || year < 1992 || year > 2099)
    return std::nullopt;
  return year * 12 + month - 1;
}

Result<Months> period_of(std::string_view first, std::string_view last, Instant now) {
  const auto until = last.empty() ? std::optional(month_number(now)) : parse_month(last);
  if (!until) return Error::invalid("figures.period", "to");
  const auto from = first.empty() ? std::optional(*until / 12 * 12) : parse_month(first);
  if (!from || *from > *until || *until - *from >= most_months) return Error::invalid("figures.period", "from");
  return Months{*from, *until + 1};
}

Instant start_of_month(std::int64_t month) {
  return start_of_day({static_cast<int>(month / 12), static_cast<int>(month % 12 + 1), 1});
}

Outcome check_grouping(const Question& question) {
  const By by = question.by;
  const bool hours = question.kind == Kind::hours;
  const bool site = question.scope.kind == ScopeKind::site;
  const bool known = by == By::month || (site && (by == By::site || by == By::team || by == By::area)) ||
                     (site && by == (hours ? By::source : By::category)) || (site && hours && by == By::project) ||
                     (question.scope.kind == ScopeKind::team && by == By::team);
  if (!known || (!hours && question.scope.kind == ScopeKind::project))
    return Error::invalid("figures.no_such_grouping", "by");
  return Done{};
}

std::string line_of(const Scope& scope) {
  return std::string(to_text(scope.kind)) + ":" + scope.id;
}

std::string line_of(const Question& question, const std::string& group) {
  switch (question.by) {
    case By::month:
      return line_of(question.scope);
    case By::source:
    case By::category:
      return line_of(question.scope) + "/" + group;
    case By::site:
      return group == own_key ? "at:" + question.scope.id : "site:" + group;
    case By::team:
    case By::project:
    case By::area:
      return std::string(to_text(question.by)) + ":" + group;
  }
  return {};
}

std::optional<std::int64_t> OrderFigures::average_hundredths() const {
  if (rated == 0) return std::nullopt;
  return (rating_sum * 100 + rated / 2) / rated;
}

std::optional<std::int64_t> OrderFigures::response_thousandths() const {
  if (completed == 0) return std::nullopt;
  return (rated * 1000 + completed / 2) / completed;
}

Outcome check_behind(const Behind& behind) {
  const Question& question = behind.question;
  const bool known =
      question.kind == Kind::hours ? has(standings, behind.standing) : has(order_stages, behind.standing);
  if (!known) return Error::invalid("figures.no_such_figure", "standing");
  if (behind.group.empty()) return Done{};
  bool group = is_ulid(behind.group);
  if (question.by == By::month) {
    const auto month = parse_month(behind.group);
    group = month && *month >= question.months.from && *month < question.months.until;
  } else if (question.by == By::source) {
    group = has(sources, behind.group);
  } else if (question.by == By::category) {
    group = !behind.group.empty();
  } else if (question.by == By::site && behind.group == own_key) {
    group = true;
  }
  if (!group) return Error::invalid("figures.no_such_figure", "group");
  return Done{};
}

}  // namespace ws::figures
