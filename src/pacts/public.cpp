#include "pacts/public.h"

#include "pacts/pact_store.h"

namespace ws::pacts {

void leave_all(db::Tx& tx, const PersonId& account) {
  for (const PactId& pact : store::joined_by(tx, account)) store::leave(tx, pact, account);
}

}  // namespace ws::pacts
