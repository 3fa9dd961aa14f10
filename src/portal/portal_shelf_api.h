#pragma once
// Pages that are the same for everybody, or for everybody but their head: put together and compressed once for all.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "portal/portal_page_api.h"

namespace ws::portal {

/// Bounded, safe from every thread. A copy is given as it is for half a second; then, with a mark, for as long as the
/// mark is still the one it was made after, at most ten seconds; without one for five seconds. So a rush costs two
/// renderings a second however many come, and nobody sees what is older than that.
class Shelf {
 public:
  using Mark = std::function<std::int64_t()>;
  /// Of a page: is all below the head the same for everybody, or only for those who are not signed in? The others get
  /// it made for them alone.
  enum class Same { for_all, for_signed_out };
  explicit Shelf(Same same) : same_(same) {}

  /// `render` makes the page for this request; what is no 200 is not kept, nor is what has a query.
  http::Response serve(Pages& pages, const http::Request& request, const Mark& mark,
                       const std::function<http::Response()>& render);

 private:
  /// As those get it who are not signed in. Who is, gets the bytes between `caller` and `rest` changed for their own.
  struct Copy {
    std::string html, gzip, tag;
    std::size_t caller = 0, rest = 0;
    std::int64_t made_us = 0;
    std::int64_t mark = 0;
  };
  using Kept = std::shared_ptr<const Copy>;
  bool serves(const http::Request& request) const;
  static Kept made_copy(Pages& pages, const http::Request& request, std::string html, std::int64_t now_us,
                        std::int64_t mark);
  static http::Response for_one(Pages& pages, const http::Request& request, const Copy& copy);
  static http::Response for_everybody(const http::Request& request, const Copy& copy);
  Kept find(const std::string& key) const;
  void keep(const std::string& key, Kept copy);

  const Same same_;
  mutable std::mutex mutex_;
  std::map<std::string, Kept, std::less<>> copies_;
};

}  // namespace ws::portal
