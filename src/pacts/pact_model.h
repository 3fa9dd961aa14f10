#pragma once
// A pact: words that people say yes to of their own accord. Each yes belongs to the version that was read; joining is
// a condition for nothing, and nobody's name is shown. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/local_time.h"
#include "base/result.h"

namespace ws {
using PactId = Id<struct PactTag>;
using PactPaperId = Id<struct PactPaperTag>;
}  // namespace ws

namespace ws::pacts {

enum class State { draft, published, closed };
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

/// A version on its way to everybody; a published one never changes.
enum class VersionState { draft, in_review, published };
std::string_view to_text(VersionState state);
std::optional<VersionState> parse_version_state(std::string_view text);

struct Words {
  std::string title, preamble;
  std::vector<std::string> clauses;  ///< numbered from 1
  bool operator==(const Words&) const = default;
};

struct Version {
  std::int64_t number = 0;
  VersionState state = VersionState::draft;
  Words words;
  std::string because;  ///< why it was given back
  std::optional<Instant> published;
};

struct Pact {
  PactId id;
  SiteId site;
  std::string site_name;
  State state = State::draft;
  std::int64_t current = 0;  ///< the number of the version in force; 0 before the first
  std::string because;       ///< why it was closed
  std::optional<Instant> published;
  std::int64_t version = 1;
};

/// Numbers that a district sets, of the policy.
struct Limits {
  std::int64_t most_clauses = 20;
  std::int64_t most_signatures = 2'000;  ///< on paper, of one entry
  /// Missing members keep the defaults; one outside sense throws std::runtime_error.
  static Limits parse(std::string_view policy);
};

/// Refuses "field.required", "field.characters", "pact.no_clauses", "pact.too_many_clauses".
Outcome check_words(const Words& words, const Limits& limits);

/// Signatures that were given on paper.
struct Paper {
  PactPaperId id;
  std::int64_t number = 0;  ///< of the version that was signed
  std::int64_t signatures = 0;
  LocalDate day;
  std::string place, note;
};
/// Refuses "field.required", "field.characters", "pact.too_many_signatures", "pact.day_to_come".
Outcome check_paper(const Paper& paper, Instant now, const Limits& limits);

/// Who judges a version, and what they have to do with it.
struct Judge {
  bool wrote = false;       ///< wrote or handed in something of this version
  bool may_review = false;  ///< dispatcher or leader above its site
};
/// Of the version that is open: "pact.closed", "pact.in_review".
Outcome may_write(const Pact& pact, const std::optional<Version>& open);
/// "pact.nothing_to_submit".
Outcome may_submit(const std::optional<Version>& open);
/// Publishing it or giving it back: "pact.not_a_reviewer", "pact.own", "pact.not_waiting", "pact.closed".
Outcome may_judge(const Pact& pact, const std::optional<Version>& open, const Judge& judge);
/// "pact.not_a_reviewer", "pact.not_published".
Outcome may_close(const Pact& pact, const Judge& judge);
/// Whether a yes to version `number` can be said now: "pact.closed", "pact.words_changed".
Outcome may_join(const Pact& pact, std::int64_t number);

/// People joined now, by the version they said yes to; each once, whatever accounts they have.
struct Count {
  std::int64_t number = 0;
  std::int64_t joined = 0;
};
/// Somebody who has several accounts, joined with more than one of them: counts with the newest version.
struct Double {
  PersonId person;
  std::int64_t number = 0;
};
/// `counted` by joinings; `doubles`: all joinings of people with several accounts, in any order.
std::vector<Count> count_people(std::vector<Count> counted, std::vector<Double> doubles);

}  // namespace ws::pacts
