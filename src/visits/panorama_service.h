#pragma once
// The files of panoramas: what was uploaded waits until it is cut into tiles, and is then forgotten. Cut pictures
// have the address of their hash and never change.

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "db/db.h"

namespace ws::visits {

class Panoramas {
 public:
  /// `data`: the directory of what the server writes. The database outlives it.
  Panoramas(db::Database& database, const std::filesystem::path& data);

  /// On a worker: checks the head and keeps the file until it is cut. Answers its hash. Refuses what
  /// content::check_panorama refuses; throws when the disk refuses.
  Result<std::string> take(std::string_view bytes) const;
  /// Cuts what waits, the longest waiting first; on a thread of its own. A crash in the middle loses nothing: the
  /// scenes still wait. Answers how many were tried.
  int prepare(std::stop_token stopping = {});

  /// The path of "0-3-1.jpg", "base.jpg" or "card.jpg" of a picture. "media.not_found" for a name that is none of
  /// ours.
  Result<std::string> piece(std::string_view picture, std::string_view name) const;

 private:
  std::filesystem::path folder_of(std::string_view picture) const;
  std::filesystem::path incoming(std::string_view picture) const;
  Result<int> cut(const std::string& picture) const;
  db::Database& database_;
  const std::filesystem::path directory_;
};

/// "/panoramas/HASH/card.jpg"
std::string panorama_path(std::string_view picture, std::string_view name);

}  // namespace ws::visits
