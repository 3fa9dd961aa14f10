#pragma once
// Use cases of demonstration areas.

#include "areas/area_access.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/task.h"
#include "idempotency/public.h"

namespace ws::areas {

class AreaService {
 public:
  /// All must outlive the service.
  AreaService(db::Database& database, const Clock& clock, Random& random)
      : database_(database), clock_(clock), random_(random) {}

  std::vector<Area> list() const;
  /// Refuses "area.not_found".
  Result<Area> find(const AreaId& area) const;
  bool may_keep(const Actor& actor, const Area& area) const;
  std::vector<ArticleId> articles_of(const AreaId& area, std::int64_t limit) const;

  /// Both count what was served in the area anew, in the same transaction: what it holds has changed. They refuse
  /// what check_plan and check_may_keep refuse.
  Task<Result<std::string>> create(Actor actor, idempotency::Key key, Plan plan);
  /// Refuses "area.not_found", "area.not_yours", "area.changed_meanwhile".
  Task<Result<std::string>> change(Actor actor, idempotency::Key key, AreaId area, Plan plan, std::int64_t version);

 private:
  db::Database& database_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace ws::areas
