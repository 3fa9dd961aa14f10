#pragma once
// Pages as everybody without an account and with plain settings gets them: put together and compressed once for all.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "portal/portal_page_api.h"

namespace ws::portal {

/// Bounded, safe from every thread. A copy is given as it is for half a second; then, with a mark, for as long as the
/// mark is still the one it was made after, at most ten seconds; without one for five seconds. So a rush costs two
/// renderings a second however many come, and nobody sees what is older than that.
class Shelf {
 public:
  using Mark = std::function<std::int64_t()>;
  /// `render` makes the page; what is no 200 is not kept. Others than the plain get it made for them alone.
  http::Response serve(Pages& pages, const http::Request& request, const Mark& mark,
                       const std::function<http::Response()>& render);
  /// Nobody is signed in, print and contrast are as they come, and there is no query: then the page is the same for
  /// all.
  static bool is_plain(const http::Request& request);

 private:
  struct Copy {
    std::string html, gzip, tag;
    std::int64_t made_us = 0;
    std::int64_t mark = 0;
  };
  std::shared_ptr<const Copy> find(const std::string& key) const;
  void keep(const std::string& key, std::shared_ptr<const Copy> copy);

  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Copy>, std::less<>> copies_;
};

}  // namespace ws::portal
