#pragma once
// What an engine gives to the parts both engines share: a connection that writes batches, a connection that reads
// snapshots. Used by one thread at a time.

#include <cstdint>
#include <string>

#include "db/db.h"

namespace ws::db {

/// What has to happen to a batch after trouble that is not one use case's own.
enum class Remedy {
  none,     ///< go on
  careful,  ///< run the batch again, waiting for every statement of a use case before the next one starts
  alone,    ///< deadlock: run every use case again in a transaction of its own
  refuse,   ///< the transaction or the connection is gone
};

/// How soon a statement's failure has to be known.
enum class Pace {
  eager,    ///< pushed statements may be found broken after their use case has ended: Remedy::careful
  careful,  ///< a use case's failures are known when keep() returns
};

/// The writer's connection: begin, then for each use case begin_use_case and keep or undo, then commit.
/// Every call may throw Failure. While remedy() is not `none` the only call that makes sense is rollback().
class WriteSession : public Tx {
 public:
  /// Starts a transaction, reconnecting if need be.
  virtual void begin(Pace pace) = 0;
  virtual void begin_use_case() = 0;
  virtual void keep() = 0;
  virtual void undo() = 0;
  /// True if the transaction wrote something.
  virtual bool commit() = 0;
  /// Leaves the session ready for begin(), whatever happened before.
  virtual void rollback() noexcept = 0;
  virtual Remedy remedy() const = 0;
};

/// A reader's connection. All statements between begin_read and end_read see one snapshot.
class ReadSession : public Reader {
 public:
  virtual void begin_read() = 0;
  virtual void end_read() noexcept = 0;
};

/// A text PostgreSQL cannot store is refused on both engines.
inline void refuse_nul(const std::string& text) {
  if (text.find('\0') != std::string::npos) throw Failure(Failure::Kind::broken, "text parameter holds a NUL byte");
}

}  // namespace ws::db
