#pragma once
// Use cases of the ledger for people: see one's own, confirm those of a subtree, dispute and answer, enter late.

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/policy.h"
#include "base/random.h"
#include "base/task.h"
#include "hours/dispute_store.h"
#include "hours/hours_store.h"
#include "idempotency/public.h"

namespace ws::hours {

class HoursService {
 public:
  /// All must outlive the service.
  HoursService(db::Database& database, const Clock& clock, Random& random, const Rules& rules)
      : database_(database), clock_(clock), random_(random), rules_(rules) {}

  struct Page {
    std::vector<Listed> items;
    std::optional<std::int64_t> next;  ///< cursor of the following page
  };
  struct Mine {
    Page page;
    Totals totals;
  };
  /// Newest first. `cursor`: of an earlier page, or nothing for the first. `limit` 1–100.
  Mine mine(const Actor& actor, std::optional<std::int64_t> cursor, std::int64_t limit) const;
  /// What waits in the actor's subtrees, longest first.
  Page pending(const Actor& actor, std::optional<std::int64_t> cursor, std::int64_t limit) const;

  struct PublicPage {
    std::vector<Publicised> items;
    std::optional<std::int64_t> next;
  };
  /// What is publicised in a site's subtree, newest first, for anybody. Refuses "site.not_found".
  Result<PublicPage> publicised(const SiteId& site, std::optional<std::int64_t> cursor, std::int64_t limit) const;

  /// Moves what is due: confirmed to publicised at once, publicised to effective after the policy's days. A bounded
  /// number a turn; returns how many moved.
  int tick();

  /// Confirms a pending entry: "hours.not_found", "hours.own_entry", "hours.not_pending". Of two at once one wins.
  Task<Result<std::string>> confirm(Actor actor, idempotency::Key key, HoursEntryId entry);

  /// The volunteer's own: "hours.not_found", "hours.not_disputable". The site's clerks are told.
  Task<Result<std::string>> dispute(Actor actor, idempotency::Key key, HoursEntryId entry, std::string text,
                                    Claim claim);
  /// Anybody's objection to a publicised entry: "hours.not_found".
  Task<Result<std::string>> object(Actor actor, idempotency::Key key, HoursEntryId entry, std::string text);
  /// What somebody missed, as they name it: a service or a shift.
  struct MissedService {
    OrderId order;    ///< of whose crew they were …
    SignupId signup;  ///< … or their place in a shift that is over
  };
  /// "I was there": of what the volunteer was expected at and has no entry of. "order.not_found", "signup.not_found",
  /// "hours.counted", "hours.not_disputable".
  Task<Result<std::string>> dispute_absence(Actor actor, idempotency::Key key, MissedService missed, std::string text,
                                            Claim claim);
  struct DisputePage {
    std::vector<ListedDispute> items;
    std::optional<std::string> next;
  };
  /// What waits for an answer in the actor's subtrees, longest first.
  DisputePage open_disputes(const Actor& actor, const DisputeId& cursor, std::int64_t limit) const;
  DisputePage my_disputes(const Actor& actor, const DisputeId& cursor, std::int64_t limit) const;
  struct Verdict {
    std::string outcome;  ///< stands, or corrected: a reversing entry and a new one that a colleague confirms
    std::string rule;     ///< the rule that decides; "hours.rule" unless it is one
    std::string text;
    Claim times;  ///< of a corrected one; "hours.times"
  };
  /// "hours.no_dispute", "hours.dispute_answered", and "hours.own_entry" for the volunteer, the one who raised it,
  /// and who wrote or confirmed the entry.
  Task<Result<std::string>> answer(Actor actor, idempotency::Key key, DisputeId dispute, Verdict verdict);

  struct LateEntry {
    std::string volunteer_number;
    SiteId site;
    std::string title;
    Instant starts;
    Instant ends;
    std::string evidence;
    std::string reason;
  };
  /// A service that was not marked (补录): pending until a second person confirms it. "site.not_found",
  /// "site.not_yours", "hours.no_volunteer", "hours.own_entry", "hours.times", "hours.too_late", "hours.late_quota".
  Task<Result<std::string>> enter_late(Actor actor, idempotency::Key key, LateEntry late);

 private:
  /// One use case, once for its key.
  template <class F>
  Task<Result<std::string>> once(idempotency::Key key, F use_case);
  Result<std::string> confirm_in(db::Tx& tx, const Actor& actor, const HoursEntryId& entry, Instant now);
  Result<std::string> dispute_in(db::Tx& tx, const Actor& actor, const Entry& entry, const std::string& text,
                                 const Claim& claim, Instant now);
  Result<std::string> absence_in(db::Tx& tx, const Actor& actor, const MissedService& named, const std::string& text,
                                 const Claim& claim, Instant now);
  Result<std::string> answer_in(db::Tx& tx, const Actor& actor, const DisputeId& dispute, const Verdict& verdict,
                                Instant now);
  Outcome check_answer(db::Tx& tx, const Actor& actor, const Dispute& dispute, const Verdict& verdict,
                       Instant now) const;
  Result<HoursEntryId> correct(db::Tx& tx, const Actor& actor, const Dispute& dispute, const Verdict& verdict,
                               Instant now);
  Outcome let_stand(db::Tx& tx, const Actor& actor, const Dispute& dispute, const Verdict& verdict, Instant now);
  Result<std::string> enter_in(db::Tx& tx, const Actor& actor, const LateEntry& late, Instant now);

  db::Database& database_;
  const Clock& clock_;
  Random& random_;
  const Rules& rules_;
};

template <class F>
Task<Result<std::string>> HoursService::once(idempotency::Key key, F use_case) {
  const Instant now = clock_.now();
  auto body = [key, use_case, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return use_case(tx, now); });
  };
  auto writing = database_.write(body);
  co_return co_await writing;
}

}  // namespace ws::hours
