#pragma once
// Pages that many get alike but for their head: put together and compressed once for all of them.

#include <functional>
#include <memory>
#include <string>

#include "base/kept.h"
#include "portal/portal_page_api.h"

namespace ws::portal {

/// Keeps as Kept does: with a mark as long as it holds, without one for five seconds. So a rush costs two renderings
/// a second however many come.
class Shelf {
 public:
  using Mark = std::function<std::int64_t()>;
  Shelf(const Clock& clock, Mark mark);

  /// What has a query is made for its one reader.
  static bool takes(const http::Request& request) { return request.target.find('?') == std::string::npos; }
  /// `as` tells apart what people see differently below the head, "" for everybody. `render` makes the page for this
  /// request, and nothing in it below the head may be known of this person alone; what is no 200 is not kept,
  /// nor what it does not take.
  http::Response serve(Pages& pages, const http::Request& request, const std::string& as,
                       const std::function<http::Response()>& render);

 private:
  /// As those get it who are not signed in. Who is, gets the bytes between `caller` and `rest` changed for their own.
  struct Copy {
    std::string html, gzip, tag;
    std::size_t caller = 0, rest = 0;
  };
  static Kept<Copy>::Value made_copy(Pages& pages, const http::Request& request, std::string html);
  static http::Response for_one(Pages& pages, const http::Request& request, const Copy& copy);
  static http::Response for_everybody(const http::Request& request, const Copy& copy);

  const Mark mark_;
  Kept<Copy> copies_;
};

}  // namespace ws::portal
