#pragma once
// Typed identifiers: a ULID (26 characters of Crockford base32, time-ordered) that cannot be mixed up with
// an identifier of another thing.

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace ws {

class Random;

/// A fresh ULID: 48 bits of `now` and 80 random bits; later ones sort after earlier ones.
std::string new_ulid(Instant now, Random& random);
/// True for 26 characters of upper-case Crockford base32.
bool is_ulid(std::string_view text);

template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}
  /// From input: nothing if it is no ULID.
  static std::optional<Id> parse(std::string_view text) {
    if (!is_ulid(text)) return std::nullopt;
    return Id(std::string(text));
  }
  static Id fresh(Instant now, Random& random) { return Id(new_ulid(now, random)); }

  const std::string& str() const { return text_; }
  bool empty() const { return text_.empty(); }
  auto operator<=>(const Id&) const = default;

 private:
  std::string text_;
};

using PersonId = Id<struct PersonTag>;
using SiteId = Id<struct SiteTag>;
using TeamId = Id<struct TeamTag>;
using MenuItemId = Id<struct MenuItemTag>;
using OrderId = Id<struct OrderTag>;
using OfferId = Id<struct OfferTag>;
using ActivityId = Id<struct ActivityTag>;

}  // namespace ws

template <class Tag>
struct std::hash<ws::Id<Tag>> {
  std::size_t operator()(const ws::Id<Tag>& id) const noexcept { return std::hash<std::string>{}(id.str()); }
};
