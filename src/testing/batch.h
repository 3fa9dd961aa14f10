#pragma once
// Puts several use cases into one batch of the writer, in a known order, without sleeping.

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "db/db.h"

namespace ws::testing {

/// Keeps the writer inside a use case of its own until release(): what is written meanwhile waits in the queue.
class HeldWriter {
 public:
  explicit HeldWriter(db::Database& database);
  ~HeldWriter() { release(); }
  HeldWriter(const HeldWriter&) = delete;
  HeldWriter& operator=(const HeldWriter&) = delete;
  void release();
  /// Returns once `count` use cases wait behind the held one.
  void await_queue(std::int64_t count) const;

 private:
  struct Gate;
  db::Database& database_;
  std::shared_ptr<Gate> gate_;
  std::thread thread_;
};

/// What became of a use case.
struct Settled {
  std::optional<Outcome> outcome;  ///< empty if it threw
  std::exception_ptr thrown;

  bool ok() const { return outcome && outcome->ok(); }
  /// The refusal's reason; "" if it was kept or threw.
  std::string reason() const { return outcome && !outcome->ok() ? outcome->error().reason : ""; }
  /// The kind of Failure it threw, if it threw one.
  std::optional<db::Failure::Kind> failure() const;
};

using UseCase = std::function<Outcome(db::Tx&)>;
/// Runs them as one batch, queued in this order. Expects the batch limit to be large enough.
std::vector<Settled> write_as_batch(db::Database& database, const std::vector<UseCase>& use_cases);

}  // namespace ws::testing
