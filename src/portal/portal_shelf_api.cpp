#include "portal/portal_shelf_api.h"

#include "http/compression.h"

namespace ws::portal {
namespace {

constexpr std::size_t most_copies = 512;
constexpr std::int64_t young_us = 500'000;
constexpr std::int64_t longest_us = 10'000'000;
constexpr std::int64_t unmarked_us = 5'000'000;

}  // namespace

bool Shelf::is_plain(const http::Request& request) {
  return !request.actor.signed_in() && request.target.find('?') == std::string::npos &&
         request.cookie("print") != "large" && request.cookie("contrast") != "high";
}

std::shared_ptr<const Shelf::Copy> Shelf::find(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = copies_.find(key);
  return found == copies_.end() ? nullptr : found->second;
}

void Shelf::keep(const std::string& key, std::shared_ptr<const Copy> copy) {
  const std::lock_guard lock(mutex_);
  if (copies_.size() >= most_copies)
    std::erase_if(copies_, [&](const auto& one) { return copy->made_us - one.second->made_us >= longest_us; });
  if (copies_.size() >= most_copies) copies_.clear();
  copies_.insert_or_assign(key, std::move(copy));
}

http::Response Shelf::serve(Pages& pages, const http::Request& request, const Mark& mark,
                            const std::function<http::Response()>& render) {
  if (!is_plain(request)) return render();
  const std::string key = std::string(request.language()) + request.path;
  const std::int64_t now_us = pages.parts.services.clock.ticks_us();
  auto copy = find(key);
  const std::int64_t age_us = copy ? now_us - copy->made_us : longest_us;
  std::int64_t seen = copy ? copy->mark : 0;
  if (age_us >= young_us && mark) seen = mark();
  const bool holds =
      copy && (age_us < young_us || (age_us < (mark ? longest_us : unmarked_us) && seen == copy->mark));
  if (!holds) {
    http::Response made = render();
    if (made.status != 200) return made;
    auto fresh = std::make_shared<Copy>();
    fresh->html = std::move(made.body);
    http::Gzip gzip;
    fresh->gzip = gzip.compress(fresh->html).value_or("");
    // Weak: the compressed and the plain bytes are the same page.
    fresh->tag = "W/\"" + sha256_hex(fresh->html).substr(0, 20) + "\"";
    fresh->made_us = now_us;
    fresh->mark = seen;
    copy = std::move(fresh);
    keep(key, copy);
  }
  const bool gzip = !copy->gzip.empty() && request.header("Accept-Encoding").find("gzip") != std::string_view::npos;
  http::Response response = http::Response::html(gzip ? copy->gzip : copy->html);
  if (gzip) response.with("Content-Encoding", "gzip");
  return std::move(response)
      .with("ETag", copy->tag)
      .with("Cache-Control", "public, max-age=0, s-maxage=5, must-revalidate")
      .with("Vary", "Accept-Encoding, Cookie, Accept-Language");
}

}  // namespace ws::portal
