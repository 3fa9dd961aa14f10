#pragma once
// Rows of disputes: raised once, answered once.

#include <optional>
#include <string>
#include <vector>

#include "hours/hours_store.h"

namespace ws::hours {

/// What somebody says the times were.
using Claim = std::optional<Planned>;

struct Dispute {
  DisputeId id;
  HoursEntryId entry;  ///< empty: about a service that brought no entry
  OrderId order;
  SignupId signup;
  PersonId volunteer;
  SiteId site;
  TeamId team;
  std::string title;
  PersonId raised_by;
  std::string text;
  Claim claim;
  std::string returns_to;  ///< state of the entry before
  bool open = true;
};
/// False if the entry, or the volunteer's absence from this service, is disputed already.
bool insert_dispute(db::Tx& tx, const Dispute& dispute, Instant now);
std::optional<Dispute> find_dispute(db::Reader& reader, const DisputeId& dispute);

struct Answer {
  PersonId by;
  std::string outcome;  ///< stands, corrected
  std::string rule;
  std::string text;
  HoursEntryId replacement;  ///< of a corrected one
};
/// False if somebody else answered.
bool answer_dispute(db::Tx& tx, const DisputeId& dispute, const Answer& answer, Instant now);

struct ListedDispute {
  DisputeId id;
  HoursEntryId entry;
  OrderId order;
  SignupId signup;
  std::string volunteer_name;
  std::string site_name;
  std::string title;
  std::string raised_by_name;
  bool objection = false;  ///< raised by somebody else than the volunteer
  std::string text;
  Claim claim;
  std::int64_t raised_ms = 0;
  std::optional<Planned> recorded;  ///< times of the entry
  std::optional<Planned> planned;   ///< of the entry: when the volunteer was expected
  std::int64_t minutes = 0;         ///< of the entry
  std::int64_t present_minutes = 0;
  std::vector<Loss> why;  ///< what was not counted of it
  std::string source;     ///< "" without an entry
  std::string evidence;
  std::string outcome;  ///< empty: not answered yet
  std::string rule;
  std::string answer;
  std::optional<std::int64_t> answered_ms;
  HoursEntryId replacement;
};
/// Not answered yet, longest waiting first, after `after`, in the subtrees of `roots`.
std::vector<ListedDispute> list_open_disputes(db::Reader& reader, const std::vector<SiteId>& roots,
                                              const DisputeId& after, std::int64_t limit);
/// About a volunteer's own, newest first, before `before` (empty: from the newest).
std::vector<ListedDispute> list_disputes_of(db::Reader& reader, const PersonId& volunteer, const DisputeId& before,
                                            std::int64_t limit);

/// An order the volunteer was on the crew of, over at `now`.
struct Missed {
  SiteId site;
  TeamId team;
  std::string title;
  bool counted = false;  ///< it has an entry of theirs that is not reversed
};
std::optional<Missed> find_missed(db::Reader& reader, const PersonId& volunteer, const OrderId& order, Instant now);
/// The same of a place in a shift that is over, of the volunteer's own; excused is not missed.
std::optional<Missed> find_missed(db::Reader& reader, const PersonId& volunteer, const SignupId& signup, Instant now);

/// A registered volunteer's person, by the number on their card.
std::optional<PersonId> find_volunteer(db::Reader& reader, const std::string& number);
/// Takes one of `quota` late entries of a month ("2026-11"); false if none is left.
bool take_late_entry(db::Tx& tx, const PersonId& person, const std::string& month, int quota);

}  // namespace ws::hours
