#pragma once
// Recomputes the whole ledger from its rows: for `wushuang verify-ledger` and the tests.

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/ledger_store.h"

namespace ws::ledger {

struct Verdict {
  std::int64_t leaves = 0;  ///< looked at
  std::int64_t sealed = 0;  ///< of them below a root
  std::int64_t days = 0;    ///< roots that were recomputed
  std::string trouble;      ///< the first thing that is not as it was sealed, in a sentence; "" when all is
};
/// `published`: roots kept elsewhere (a saved /api/ledger/roots), compared too. Reads without stopping writers.
Verdict verify(db::Database& database, const std::vector<Root>& published);

}  // namespace ws::ledger
