#pragma once
// The library of documents that articles give along: kept as they came, told apart by what is in them.

#include <filesystem>

#include "base/actor.h"
#include "base/random.h"
#include "base/worker_pool.h"
#include "content/article_access.h"
#include "content/file_store.h"
#include "idempotency/public.h"

namespace ws::content {

class LibraryFileService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    WorkerPool& writing;
    const LibraryLimits& limits;
    std::filesystem::path directory;  ///< of the library
  };
  explicit LibraryFileService(Parts parts) : parts_(std::move(parts)) {}

  /// Answers its identifier. Refuses "site.not_found", "site.not_yours", "field.required", "field.characters",
  /// "file.type" (no document, or one with macros), "request.too_large", "server.busy". Throws when the disk refuses.
  Task<Result<std::string>> upload(Actor actor, idempotency::Key key, SiteId site, std::string title,
                                   std::string bytes);
  struct Page {
    std::vector<LibraryFile> items;
    std::optional<std::string> next;
  };
  Page list(const std::string& words, const std::string& cursor, std::int64_t limit) const;
  struct Found {
    std::string path, name, media_type;
  };
  /// By the hash in its address. "file.not_found".
  Result<Found> file(const std::string& hash) const;
  const LibraryLimits& limits() const { return parts_.limits; }

 private:
  std::filesystem::path path_of(const LibraryFile& file) const;
  Parts parts_;
};

/// "/files/HASH"
std::string file_path(const LibraryFile& file);

}  // namespace ws::content
