#pragma once
// The library of pictures: rendered on a worker, kept as files beside the database, known by the hash of what was
// uploaded. What was uploaded itself is not kept.

#include "base/actor.h"
#include "base/random.h"
#include "base/worker_pool.h"
#include "content/article_access.h"
#include "content/picture_service.h"
#include "idempotency/public.h"

namespace ws::content {

inline constexpr std::size_t most_upload_bytes = 12 << 20;

class MediaService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    WorkerPool& rendering;
    std::string directory;  ///< of the files; made when the first comes
  };
  explicit MediaService(Parts parts) : parts_(std::move(parts)) {}

  struct Upload {
    SiteId site;
    MediaWords words;
    std::string bytes;
    Origin origin = Origin::upload;
  };
  /// Answers the picture's identifier. Refuses "site.not_found", "site.not_yours", "media.consent", "server.busy" and
  /// what render_picture refuses. Throws when the disk refuses.
  Task<Result<std::string>> upload(Actor actor, idempotency::Key key, Upload upload);
  /// Refuses "media.not_found", "media.not_yours", "media.consent", "media.changed_meanwhile".
  Task<Result<std::string>> edit(Actor actor, idempotency::Key key, MediaId media, MediaWords words,
                                 std::int64_t version);

  struct Page {
    std::vector<Media> items;
    std::optional<std::string> next;
  };
  Page list(const std::string& words, const std::string& cursor, std::int64_t limit) const;
  /// The path of "HASH-960.webp". "media.not_found" for a name that is none of ours.
  Result<std::string> file(std::string_view name) const;
  /// A picture's bytes as JPEG, by its address below our own: "https://…/media/HASH-960.webp". Takes a moment: not on
  /// an I/O thread. "media.not_found".
  Result<std::string> jpeg(std::string_view address) const;
  /// Renders a picture and keeps its files, without a place in the library: a film's poster, a book's pictures. Takes
  /// a moment: not on an I/O thread. Refuses what render_picture refuses; throws when the disk refuses.
  Result<Picture> keep_files(std::string_view bytes, Origin origin) const;

 private:
  void keep(const Rendered& rendered) const;
  Parts parts_;
};

}  // namespace ws::content
