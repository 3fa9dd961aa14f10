#include "hours/anomaly_model.h"

#include <cstddef>
#include <utility>

namespace ws::hours {
namespace {

Anomaly finding(std::string_view rule, const std::vector<Act>& acts, std::size_t from, std::size_t until) {
  Anomaly anomaly{rule, acts[from].actor, acts[from].at, acts[until - 1].at, {}};
  for (std::size_t i = from; i < until; ++i) anomaly.entries.push_back(acts[i].entry);
  return anomaly;
}

}  // namespace

std::vector<Anomaly> bursts(std::string_view rule, const std::vector<Act>& acts, int count, std::int64_t window_ms) {
  std::vector<std::pair<std::size_t, std::size_t>> stretches;
  const auto many = static_cast<std::size_t>(count);
  for (std::size_t from = 0; from + many <= acts.size(); ++from) {
    const Act& last = acts[from + many - 1];
    if (last.actor != acts[from].actor || last.at.ms - acts[from].at.ms > window_ms) continue;
    const bool joins =
        !stretches.empty() && stretches.back().second > from && acts[stretches.back().first].actor == last.actor;
    if (joins)
      stretches.back().second = from + many;
    else
      stretches.emplace_back(from, from + many);
  }
  std::vector<Anomaly> found;
  for (const auto& [from, until] : stretches) found.push_back(finding(rule, acts, from, until));
  return found;
}

std::vector<Anomaly> hasty(const std::vector<Act>& acts, int count, std::int64_t gap_ms) {
  std::vector<Anomaly> found;
  for (std::size_t from = 0, until = 0; from < acts.size(); from = until) {
    until = from + 1;
    while (until < acts.size() && acts[until].actor == acts[from].actor &&
           acts[until].at.ms - acts[until - 1].at.ms <= gap_ms)
      ++until;
    if (until - from >= static_cast<std::size_t>(count))
      found.push_back(finding("anomaly.confirm_hasty", acts, from, until));
  }
  return found;
}

std::vector<Anomaly> each_odd(std::string_view rule, const std::vector<Act>& acts) {
  std::vector<Anomaly> found;
  for (std::size_t from = 0, until = 0; from < acts.size(); from = until) {
    until = from + 1;
    while (until < acts.size() && acts[until].actor == acts[from].actor) ++until;
    found.push_back(finding(rule, acts, from, until));
  }
  return found;
}

}  // namespace ws::hours
