#pragma once
// The weekly digest for those who want it: their week, and what is new and suits them, each with its reason. Nobody
// gets one unasked.

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "activities/digest_model.h"
#include "activities/digest_store.h"
#include "base/actor.h"
#include "base/policy.h"
#include "base/random.h"
#include "idempotency/public.h"

namespace ws::activities {

class DigestService {
 public:
  /// What a volunteer can do and when; nothing for anybody else. Volunteers know activities, not the other way round.
  using WishesOf = std::function<std::optional<Wishes>(db::Reader&, const PersonId&)>;
  DigestService(db::Database& database, const Clock& clock, Random& random, const Rules& rules, WishesOf wishes_of)
      : db_(database), clock_(clock), random_(random), rules_(rules), wishes_of_(std::move(wishes_of)) {}

  enum class Wish { weekly, none };
  Task<Result<std::string>> choose(Actor actor, Wish wish, idempotency::Key key);
  bool wanted(const Actor& actor) const;
  /// What suits the actor of all that may still be taken, at most `limit`; empty for who is no volunteer.
  std::vector<Fit> fits(const Actor& actor, std::size_t limit) const;

  /// Sends what is due, each in one transaction with moving its row on: once, also after a restart. Answers how many.
  int tick();

 private:
  std::vector<Fit> fits_of(db::Reader& reader, const PersonId& person, const std::vector<Opening>& openings,
                           std::size_t limit) const;
  Outcome send(db::Tx& tx, const store::Digest& digest, const std::vector<Opening>& openings, Instant now) const;

  db::Database& db_;
  const Clock& clock_;
  Random& random_;
  const Rules& rules_;
  const WishesOf wishes_of_;
};

}  // namespace ws::activities
