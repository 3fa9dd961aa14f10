#pragma once
// What stories of the demo are told with: a clock that stands where the story is, data files, people by their login.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "seed/history_store.h"

namespace ws::seed {

class StoryClock final : public Clock {
 public:
  explicit StoryClock(Instant start) : at(start) {}
  Instant now() const override { return at; }
  std::int64_t ticks_us() const override { return at.ms * 1000; }
  Instant at;
};

/// Throw std::runtime_error when there is none.
std::string read_text(const std::filesystem::path& path);
std::string need(const json::Document& told, std::string_view field);
Actor actor_named(const store::District& district, const std::string& login);

}  // namespace ws::seed
