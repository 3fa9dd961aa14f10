#pragma once
// What a report is asked, and the words of its answer. Pure.
//
// Person-times (人次) and people (人数) always stand side by side and are never mixed: services and orders add up
// over rows and months, people do not.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/local_time.h"
#include "base/result.h"

namespace ws {
using AreaId = Id<struct AreaTag>;
using FiguresExportId = Id<struct FiguresExportTag>;
}  // namespace ws

namespace ws::figures {

/// Hours: the ledger's entries by the month of the service. Orders: those placed in the period, and what became of
/// them.
enum class Kind { hours, orders };
std::string_view to_text(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);

/// What a report has a row for.
enum class By { site, team, project, month, area, source, category };
std::string_view to_text(By by);
std::optional<By> parse_by(std::string_view text);

/// Whose figures: a site with all below it, a team with its sub-teams, a project, an area.
enum class ScopeKind { site, team, project, area };
std::string_view to_text(ScopeKind kind);
std::optional<ScopeKind> parse_scope_kind(std::string_view text);
struct Scope {
  ScopeKind kind = ScopeKind::site;
  std::string id;
  std::string name = {};
  SiteId site = {};    ///< where it lies; of an area: empty
  bool names = false;  ///< whether the actor may ask for the names of people behind it
};

/// [from, until), as month_number() numbers them.
struct Months {
  std::int64_t from = 0;
  std::int64_t until = 0;
};

/// "2026-03" both ways.
std::string month_text(std::int64_t month);
std::optional<std::int64_t> parse_month(std::string_view text);
inline constexpr std::int64_t most_months = 60;
/// From the first to the last month, both included; "" for the last: the current one, for the first: January of the
/// last one's year. Refuses "figures.period".
Result<Months> period_of(std::string_view first, std::string_view last, Instant now);
/// The first instant of a month.
Instant start_of_month(std::int64_t month);

struct Question {
  Kind kind = Kind::hours;
  By by = By::site;
  Scope scope;
  Months months;
};
/// Refuses "figures.no_such_grouping".
Outcome check_grouping(const Question& question);

/// A row of a report before it is counted.
struct Group {
  std::string key;  ///< a site, team, project or area; "own"; a month; a source or category
  std::string name;
};
/// What the scope itself has, beside the sites below it.
inline constexpr std::string_view own_key = "own";
/// Sources of entries that a report can have a row for.
inline constexpr std::string_view sources[]{"order", "presence", "roll_call", "late_entry"};

/// The tally's line of the whole scope, or of one of its groups (of a month: the scope's).
std::string line_of(const Scope& scope);
std::string line_of(const Question& question, const std::string& group);

struct Sum {
  std::int64_t services = 0;
  std::int64_t people = 0;
  std::int64_t minutes = 0;
};
/// By standing: recorded, pending, publicised, effective, disputed.
using HoursFigures = std::map<std::string, Sum, std::less<>>;
inline constexpr std::string_view standings[]{"recorded", "effective", "publicised", "pending", "disputed"};

struct OrderFigures {
  std::int64_t placed = 0;
  std::int64_t people = 0;  ///< who placed them, each once
  std::int64_t completed = 0;
  std::int64_t served = 0;  ///< people whose orders were completed, each once
  std::int64_t rated = 0;
  std::int64_t rating_sum = 0;
  /// Of the rated ones, in hundredths; nothing when none is.
  std::optional<std::int64_t> average_hundredths() const;
  /// Rated ones of those completed, in thousandths; nothing when none is.
  std::optional<std::int64_t> response_thousandths() const;
};
inline constexpr std::string_view order_stages[]{"placed", "completed", "rated"};

struct Row {
  Group group;
  HoursFigures hours;
  OrderFigures orders;
};
struct Report {
  Question question;
  Row total;
  std::vector<Row> rows;
  std::optional<std::string> next;  ///< cursor of the following page
};

/// What the entries or orders behind one figure are.
struct Behind {
  Question question;
  std::string group;     ///< "": of the whole scope
  std::string standing;  ///< of hours: a standing; of orders: a stage
};
/// Refuses "figures.no_such_figure".
Outcome check_behind(const Behind& behind);

}  // namespace ws::figures
