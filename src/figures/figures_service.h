#pragma once
// Reports, and what lies behind each of their figures. Everything of an answer is read in one snapshot.

#include "base/actor.h"
#include "base/clock.h"
#include "figures/figures_store.h"

namespace ws::figures {

/// A question as it comes from a caller.
struct Wish {
  Kind kind = Kind::hours;
  By by = By::site;
  ScopeKind scope = ScopeKind::site;
  std::string scope_id;  ///< "": the first that the actor may see
  std::string first, last;
  std::string group, standing;  ///< of what lies behind a figure
};

class FiguresService {
 public:
  FiguresService(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// Refuses "figures.no_scope", "figures.period", "figures.no_such_grouping". `after`: cursor of an earlier page.
  Result<Report> report(const Actor& actor, const Wish& wish, const std::string& after, std::int64_t limit) const;

  struct EntryPage {
    std::vector<store::Entry> items;
    std::optional<std::string> next;
  };
  /// The entries that a figure of hours is the sum of, newest first. Refuses what report() refuses,
  /// "figures.no_such_figure" and "list.bad_cursor".
  Result<EntryPage> entries(const Actor& actor, const Wish& wish, const std::string& cursor,
                            std::int64_t limit) const;
  struct OrderPage {
    std::vector<store::OrderLine> items;
    std::optional<std::string> next;
  };
  /// The same for a figure of orders.
  Result<OrderPage> orders(const Actor& actor, const Wish& wish, const std::string& cursor, std::int64_t limit) const;

  struct EntryDetail {
    store::Entry entry;
    std::vector<store::EntryStep> steps;
    std::vector<store::Mark> marks;
  };
  /// Where an entry comes from. Refuses "hours.not_found".
  Result<EntryDetail> entry(const Actor& actor, const HoursEntryId& id) const;

  /// What everybody may see of a site, team, project or area: the year so far.
  struct Year {
    Scope scope;
    Months months;
    HoursFigures hours;
  };
  /// An empty identifier: the center's, that is the whole district's. Nothing for what is not there.
  std::optional<Year> year(ScopeKind kind, const std::string& id) const;
  /// The same of any year, as far as it has come; in the caller's own read.
  std::optional<Year> year(db::Reader& reader, ScopeKind kind, const std::string& id, int year) const;

  /// The same with its months, parts and orders. Only a site has sources and areas; an area and a project have no
  /// parts, and a project no orders.
  struct Overview {
    Year year;
    Report hours_by_month;  ///< the last twelve months
    Report hours_by_part;   ///< the sites or teams right below
    std::optional<Report> hours_by_source, hours_by_area;
    OrderFigures orders;
  };
  std::optional<Overview> overview(ScopeKind kind, const std::string& id) const;

 private:
  db::Database& database_;
  const Clock& clock_;
};

/// The question of a wish, as far as the actor may ask it. Refuses what report() refuses.
Result<Question> question_of(db::Reader& reader, const Actor& actor, const Wish& wish, Instant now);
/// Refuses what question_of() refuses, "figures.no_such_figure".
Result<Behind> behind_of(db::Reader& reader, const Actor& actor, const Wish& wish, Instant now);
/// One page of a report's rows, and its total.
Report make_report(db::Reader& reader, const Question& question, const std::string& after, std::int64_t limit);

}  // namespace ws::figures
