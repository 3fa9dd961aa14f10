#pragma once
// Files below a prefix, and files that handlers answer with: ETag, ranges, precompressed neighbours.

#include <string>
#include <string_view>
#include <vector>

#include "http/reply.h"
#include "http/server.h"

namespace ws::http {

class StaticFiles {
 public:
  /// Throws std::runtime_error for a directory that cannot be opened.
  explicit StaticFiles(std::vector<StaticDirectory> directories);
  /// Whether `path` is below one of the prefixes.
  bool covers(std::string_view path) const;
  /// 200, 206, 304, 416 or 404 (then without content: the server words it).
  Reply serve(const Request& request) const;

 private:
  struct Root {
    std::string prefix;
    FileHandle directory;
  };
  const Root* root_of(std::string_view path) const;
  std::vector<Root> roots_;  ///< longest prefix first
};

/// Opens response.file, whose path the handler vouches for, and applies Range and If-None-Match. 404 if it is gone.
Reply file_reply(const Request& request, Response response);

std::string_view content_type_of(std::string_view path);
/// "app-9f8e7d6c.js": a last part of 8 or more letters, digits, _ with a digit in it, before the extension.
bool is_hashed_name(std::string_view path);

}  // namespace ws::http
