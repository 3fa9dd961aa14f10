#pragma once
// The PostgreSQL engine. A use case costs one round trip per statement whose result it looks at: savepoints and
// pushed statements travel along.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "db/session.h"

namespace ws::db {

/// Keeps threads from trying a dead server all the time: after a failed try the next ones fail at once for a
/// while, up to two seconds.
class Backoff {
 public:
  /// Throws Failure away while it is too early to try.
  void check();
  void failed();
  void succeeded();

 private:
  SystemClock clock_;
  std::mutex mutex_;
  std::int64_t delay_us_ = 0;
  std::int64_t not_before_us_ = 0;
};

/// Both throw Failure away when the server cannot be reached.
std::unique_ptr<WriteSession> open_postgres_writer(const std::string& url);
/// Readers of one database share `backoff`.
std::unique_ptr<ReadSession> open_postgres_reader(const std::string& url, std::shared_ptr<Backoff> backoff);

}  // namespace ws::db
