#pragma once
// The keys that sign papers. The private ones are files of mode 0600 in the data directory, beside the master key;
// the public ones are rows, published for good. A server signs with the newest key that is not retired and whose file
// it has, and makes one when there is none.

#include <array>
#include <memory>
#include <mutex>
#include <string>

#include "base/actor.h"
#include "base/clock.h"
#include "base/signature.h"
#include "base/task.h"
#include "certificates/credential_model.h"
#include "db/db.h"
#include "idempotency/public.h"

namespace ws::certificates {

class KeyRing {
 public:
  /// `directory` holds the private keys. Throws when a key can be neither read nor made.
  KeyRing(db::Database& database, std::string directory, const Clock& clock);

  /// The key that signs now. Thread-safe.
  std::shared_ptr<const SigningKey> current(Signing signing) const;
  /// Newest first.
  std::vector<PublicKey> published() const;
  /// Another key takes over; the old one is retired and its private half deleted. Answers the new key's id.
  Task<Result<std::string>> rotate(Actor actor, idempotency::Key key, Signing signing, std::string reason);

 private:
  std::string path_of(Signing signing, const std::string& id) const;
  std::shared_ptr<const SigningKey> find_or_make(Signing signing);

  db::Database& database_;
  const std::string directory_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::array<std::shared_ptr<const SigningKey>, 2> current_;
};

}  // namespace ws::certificates
