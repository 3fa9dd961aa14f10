#pragma once
// Use cases of what is handed out at a broadcast. Files lie beside the database, below handouts/.

#include <filesystem>
#include <vector>

#include "base/actor.h"
#include "base/json.h"
#include "base/random.h"
#include "base/worker_pool.h"
#include "idempotency/public.h"
#include "live/broadcast_access.h"
#include "live/handout_store.h"

namespace ws::live {

class HandoutService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    Random& random;
    const Clock& clock;
    const LiveRules& rules;
    WorkerPool& writing;
    std::filesystem::path directory;  ///< made when the first file comes
  };
  explicit HandoutService(Parts parts) : parts_(std::move(parts)) {}

  // ---- staff; all answer the hand-out and refuse "live.not_found", "live.not_yours"
  /// Refuses "field.required", "field.characters", "live.handout_type", "request.too_large", "live.many_handouts".
  /// Throws when the disk refuses.
  Task<Result<std::string>> upload(Actor actor, idempotency::Key key, BroadcastId broadcast, std::string title,
                                   std::string bytes);
  /// A picture of the library, or a published article. Refuses "media.not_found", "article.not_found" and as upload.
  Task<Result<std::string>> link(Actor actor, idempotency::Key key, Handout handout);
  /// Nobody gets it any more; the file stays. "live.handout_not_found".
  Task<Result<std::string>> remove(Actor actor, idempotency::Key key, HandoutId handout);

  // ---- everybody
  struct File {
    std::string path, name, media_type;
  };
  /// "live.handout_not_found", also where its broadcast is not seen.
  Result<File> file(const BroadcastId& broadcast, const HandoutId& handout) const;
  /// What is handed out. "live.not_found".
  Result<std::vector<Handout>> list(const BroadcastId& broadcast) const;

 private:
  Result<std::string> add(db::Tx& tx, const Actor& actor, const Handout& handout, Instant now) const;
  std::filesystem::path path_of(const Handout& handout) const;
  Parts parts_;
};

/// As everybody sees it; an object.
void write(json::Writer& out, const Handout& handout);

}  // namespace ws::live
