#include "portal/portal_shelf_api.h"

#include <optional>

#include "http/compression.h"

namespace ws::portal {
namespace {

constexpr std::size_t most_copies = 512;
constexpr std::int64_t marked_us = 10'000'000;
constexpr std::int64_t unmarked_us = 5'000'000;

// Round partials/caller.html; a value cannot look like that, it would be escaped.
constexpr std::string_view caller_begins = "<!--caller-->";
constexpr std::string_view caller_ends = "<!--/caller-->";

/// Language and settings decide what the page looks like, too.
std::string key_of(const http::Request& request, const std::string& as) {
  std::string key(request.language());
  key += request.cookie("print") == "large" ? 'L' : '-';
  key += request.cookie("contrast") == "high" ? 'H' : '-';
  return key + request.path + " " + as;
}

}  // namespace

Shelf::Shelf(const Clock& clock, Mark mark)
    : mark_(mark ? mark : [] { return std::int64_t{0}; }),
      copies_(most_copies, clock, mark ? marked_us : unmarked_us) {}

http::Response Shelf::serve(Pages& pages, const http::Request& request, const std::string& as,
                            const std::function<http::Response()>& render) {
  if (!takes(request)) return render();
  std::optional<http::Response> refused;
  const auto copy = copies_.get(key_of(request, as), mark_, [&]() -> Kept<Copy>::Value {
    http::Response made = render();
    if (made.status == 200) return made_copy(pages, request, std::move(made.body));
    refused = std::move(made);
    return nullptr;
  });
  if (!copy) return std::move(*refused);
  return request.actor.signed_in() ? for_one(pages, request, *copy) : for_everybody(request, *copy);
}

/// `html` may be somebody's: their part of it does not stay.
Kept<Shelf::Copy>::Value Shelf::made_copy(Pages& pages, const http::Request& request, std::string html) {
  auto copy = std::make_shared<Copy>();
  copy->caller = html.find(caller_begins);
  const std::size_t ends = html.find(caller_ends, copy->caller);
  if (ends == std::string::npos) throw std::logic_error("a page without a caller's part: " + request.path);
  const std::string nobody = pages.caller_part({}, request.language());
  html.replace(copy->caller, ends + caller_ends.size() - copy->caller, nobody);
  copy->rest = copy->caller + nobody.size();
  copy->html = std::move(html);
  http::Gzip gzip;
  copy->gzip = gzip.compress(copy->html).value_or("");
  // Weak: the compressed and the plain bytes are the same page.
  copy->tag = "W/\"" + sha256_hex(copy->html).substr(0, 20) + "\"";
  return copy;
}

http::Response Shelf::for_one(Pages& pages, const http::Request& request, const Copy& copy) {
  const std::string caller = pages.caller_part(request.actor, request.language());
  const std::string_view html = copy.html;
  std::string page;
  page.reserve(html.size() + caller.size());
  page.append(html.substr(0, copy.caller)).append(caller).append(html.substr(copy.rest));
  return http::Response::html(std::move(page)).with("Cache-Control", "no-store");
}

http::Response Shelf::for_everybody(const http::Request& request, const Copy& copy) {
  const bool gzip = !copy.gzip.empty() && request.header("Accept-Encoding").find("gzip") != std::string_view::npos;
  http::Response response = http::Response::html(gzip ? copy.gzip : copy.html);
  if (gzip) response.with("Content-Encoding", "gzip");
  return std::move(response)
      .with("ETag", copy.tag)
      .with("Cache-Control", "public, max-age=0, s-maxage=5, must-revalidate")
      .with("Vary", "Accept-Encoding, Cookie, Accept-Language");
}

}  // namespace ws::portal
