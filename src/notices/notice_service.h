#pragma once
// A person's inbox: reading it, and marking what was read.

#include "base/actor.h"
#include "base/clock.h"
#include "db/db.h"
#include "idempotency/public.h"
#include "notices/notice_model.h"
#include "notices/notice_store.h"

namespace ws::notices {

class NoticeService {
 public:
  NoticeService(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// The actor's own notices, newest first; `cursor` is the last one of the page before, or empty.
  NoticePage list(const Actor& actor, const std::string& cursor, std::int64_t limit);
  /// Marks the actor's own notices up to `until` (which need not exist); answers `until`.
  Task<Result<std::string>> read_until(Actor actor, idempotency::Key key, NoticeId until);

 private:
  db::Database& database_;
  const Clock& clock_;
};

}  // namespace ws::notices
