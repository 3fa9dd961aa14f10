#include "portal/portal_shelf_api.h"

#include "http/compression.h"

namespace ws::portal {
namespace {

constexpr std::size_t most_copies = 512;
constexpr std::int64_t young_us = 500'000;
constexpr std::int64_t longest_us = 10'000'000;
constexpr std::int64_t unmarked_us = 5'000'000;

// Round partials/caller.html; a value cannot look like that, it would be escaped.
constexpr std::string_view caller_begins = "<!--caller-->";
constexpr std::string_view caller_ends = "<!--/caller-->";

/// Language and settings decide what the page looks like.
std::string key_of(const http::Request& request) {
  std::string key(request.language());
  key += request.cookie("print") == "large" ? 'L' : '-';
  key += request.cookie("contrast") == "high" ? 'H' : '-';
  return key + request.path;
}

}  // namespace

bool Shelf::serves(const http::Request& request) const {
  return request.target.find('?') == std::string::npos && (same_ == Same::for_all || !request.actor.signed_in());
}

Shelf::Kept Shelf::find(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = copies_.find(key);
  return found == copies_.end() ? nullptr : found->second;
}

void Shelf::keep(const std::string& key, Kept copy) {
  const std::lock_guard lock(mutex_);
  if (copies_.size() >= most_copies)
    std::erase_if(copies_, [&](const auto& one) { return copy->made_us - one.second->made_us >= longest_us; });
  if (copies_.size() >= most_copies) copies_.clear();
  copies_.insert_or_assign(key, std::move(copy));
}

http::Response Shelf::serve(Pages& pages, const http::Request& request, const Mark& mark,
                            const std::function<http::Response()>& render) {
  if (!serves(request)) return render();
  const std::string key = key_of(request);
  const std::int64_t now_us = pages.parts.services.clock.ticks_us();
  Kept copy = find(key);
  const std::int64_t age_us = copy ? now_us - copy->made_us : longest_us;
  std::int64_t seen = copy ? copy->mark : 0;
  if (age_us >= young_us && mark) seen = mark();
  const bool holds =
      copy && (age_us < young_us || (age_us < (mark ? longest_us : unmarked_us) && seen == copy->mark));
  if (!holds) {
    http::Response made = render();
    if (made.status != 200) return made;
    copy = made_copy(pages, request, std::move(made.body), now_us, seen);
    keep(key, copy);
  }
  return request.actor.signed_in() ? for_one(pages, request, *copy) : for_everybody(request, *copy);
}

/// `html` may be somebody's: their part of it does not stay.
Shelf::Kept Shelf::made_copy(Pages& pages, const http::Request& request, std::string html, std::int64_t now_us,
                             std::int64_t mark) {
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
  copy->made_us = now_us;
  copy->mark = mark;
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
