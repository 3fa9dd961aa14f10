#pragma once
// Short messages: they say what somebody has to learn who may be unable to sign in. Written with what they tell about
// (people::text), sent by a clock.

#include "base/vault.h"
#include "db/db.h"
#include "people/code_sender_service.h"

namespace ws::people {

class TextService {
 public:
  /// All must outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    const Vault& vault;
    CodeSender& sender;
  };
  explicit TextService(const Parts& parts) : parts_(parts) {}

  /// Hands what is due to the gateway, a few at a time; answers how many it took. One that it refuses is tried again,
  /// later each time, and given up after some tries: that is audited.
  int tick();

 private:
  Parts parts_;
};

}  // namespace ws::people
