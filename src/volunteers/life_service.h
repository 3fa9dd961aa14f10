#pragma once
// The steps of a volunteer's life inside a transaction that somebody else opened: event, notice and audit with each.
// Whoever is suspended or leaves gives back what they signed up for and promised in orders, in the same transaction.

#include <string>

#include "base/actor.h"
#include "base/policy.h"
#include "base/random.h"
#include "db/db.h"
#include "volunteers/volunteer_model.h"

namespace ws::volunteers {

/// A verifier's step: verified, returned, suspended or resumed. Refuses "volunteer.not_found" (also where the actor
/// may not look), "volunteer.not_verifier", "volunteer.own_verification" (nobody verifies themself, whom they
/// entered, or a child they answer for), "volunteer.guardian_pending", "volunteer.state".
Outcome decide(db::Tx& tx, Random& random, const Rules& rules, const Actor& actor, const PersonId& person, Step step,
               const std::string& reason, Instant now);

/// A step that follows from what two others decided (accounts merged, and parted again): suspended or resumed. Nobody
/// is told apart from that. Where the state does not allow it, nothing happens.
Outcome follow(db::Tx& tx, Random& random, const Rules& rules, const PersonId& person, Step step, const PersonId& by,
               const std::string& reason, Instant now);

/// The person's own last step; what else ends with it is the caller's. Refuses "volunteer.state".
Outcome end_life(db::Tx& tx, Random& random, const Rules& rules, const PersonId& person, const std::string& reason,
                 Instant now);

}  // namespace ws::volunteers
