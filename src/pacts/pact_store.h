#pragma once
// Rows of pacts, their versions, who is joined, and what was signed on paper.

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "db/db.h"
#include "pacts/pact_model.h"

namespace ws::pacts::store {

std::optional<Pact> find(db::Reader& reader, const PactId& pact);
/// With its clauses.
std::optional<Version> find_version(db::Reader& reader, const PactId& pact, std::int64_t number);
/// The one that is being written or judged.
std::optional<Version> find_open(db::Reader& reader, const PactId& pact);
/// Published ones, newest first.
std::vector<Version> published_versions(db::Reader& reader, const PactId& pact);

struct Row {
  Pact pact;
  std::string title;  ///< of the version in force, else of the open one
  std::string open;   ///< state of the open version; "" for none
};
struct Filter {
  std::optional<State> state;
  std::vector<SiteId> within;  ///< subtrees; at least one
  std::string cursor;
  std::int64_t limit = 20;
};
/// One more than the limit when there is a next page; newest first.
std::vector<Row> list(db::Reader& reader, const Filter& filter);
/// Published and then closed ones, newest first; at most `limit`.
std::vector<Row> shelf(db::Reader& reader, std::int64_t limit);

void insert(db::Tx& tx, const Pact& pact, const PersonId& by, Instant now);
/// Its state, if its version is still this one; false when somebody was faster.
bool update(db::Tx& tx, const Pact& pact);
/// The open version's words and state, made if there is none of its number. A published one refuses.
void keep_version(db::Tx& tx, const PactId& pact, const Version& version);
/// In force from now on, with nobody joined to it.
void begin_count(db::Tx& tx, const PactId& pact, std::int64_t number);

struct Event {
  std::int64_t number = 0;
  std::string kind, reason, actor_name;
  Instant at;
};
void append_event(db::Tx& tx, Random& random, const PactId& pact, std::int64_t number, const PersonId& actor,
                  std::string_view kind, const std::string& reason, Instant now);
std::vector<Event> events(db::Reader& reader, const PactId& pact);
/// Whether the person, with any of their accounts, wrote or handed in something of the version.
bool wrote(db::Reader& reader, const PactId& pact, std::int64_t number, const PersonId& person);

struct Joining {
  std::int64_t number = 0;
  Instant joined;
};
/// The person's newest, with any of their accounts.
std::optional<Joining> find_joining(db::Reader& reader, const PactId& pact, const PersonId& person);
/// True if it is new. The count follows.
bool join(db::Tx& tx, const PactId& pact, const PersonId& person, std::int64_t number, Instant now);
/// Ends all the person's joinings of the pact, with any of their accounts; true if there was one. The count follows.
bool leave(db::Tx& tx, const PactId& pact, const PersonId& person);
/// The pacts that the account itself is joined to.
std::vector<PactId> joined_by(db::Reader& reader, const PersonId& account);
/// Each person once.
std::vector<Count> counts(db::Reader& reader, const PactId& pact);

struct PaperRow {
  Paper paper;
  std::string entered_name;
  Instant entered;
  bool struck = false;
  std::string because;
};
std::vector<PaperRow> papers(db::Reader& reader, const PactId& pact);
struct PaperKnown {
  PactId pact;
  std::int64_t number = 0;
};
/// One that is not struck out.
std::optional<PaperKnown> find_paper(db::Reader& reader, const PactPaperId& paper);
void insert(db::Tx& tx, const PactId& pact, const Paper& paper, const PersonId& by, Instant now);
/// False when it is struck out already.
bool strike(db::Tx& tx, const PactPaperId& paper, const PersonId& by, const std::string& reason, Instant now);
/// Signatures that stand.
std::int64_t on_paper(db::Reader& reader, const PactId& pact);

}  // namespace ws::pacts::store
