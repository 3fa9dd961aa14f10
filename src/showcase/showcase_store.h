#pragma once
// Rows of the showcase, with the names of what they refer to; never copied, so a renamed team is renamed here too.

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "content/public.h"
#include "db/db.h"
#include "showcase/showcase_model.h"

namespace ws::showcase::store {

struct Entry {
  ShowcaseId id;
  Plan plan;
  State state = State::nominated;
  std::string because;  ///< why it was returned or revoked
  PersonId nominated_by, reviewed_by;
  Instant nominated;
  std::optional<Instant> publicised, until, shown;
  std::int64_t version = 1;
  // What is said of it elsewhere.
  std::string name, summary, site_name, nominated_name, reviewed_name;
  bool there = false;        ///< what it refers to is public: a running team, a published article
  content::Picture picture;  ///< its own, or the article's; empty hash: none
  std::string picture_alt;
  std::int64_t open_objections = 0;
};
std::optional<Entry> find(db::Reader& reader, const ShowcaseId& id);

/// What somebody wants to put forward, as far as it is there and open to everybody.
struct Subject {
  SiteId site;
  std::string name;
};
std::optional<Subject> find_project(db::Reader& reader, const ProjectId& project);
/// The root of the tree of sites that `site` lies in.
SiteId root_of(db::Reader& reader, const SiteId& site);

struct Filter {
  std::optional<Kind> kind;
  std::optional<State> state;
  std::vector<SiteId> within;  ///< subtrees; at least one
  std::string cursor;          ///< only identifiers below this one; "" for the first page
  std::int64_t limit = 20;
};
/// One more than the limit when there is a next page; newest first.
std::vector<Entry> list(db::Reader& reader, const Filter& filter);
/// What everybody sees, by the day it was shown, the latest first: no other order is kept. `year` 0 is any.
struct PublicFilter {
  State state = State::shown;  ///< shown or publicised
  std::optional<Kind> kind;
  int year = 0;
  std::string cursor;
  std::int64_t limit = 24;
};
std::vector<Entry> list(db::Reader& reader, const PublicFilter& filter);
/// Years that something is shown for, newest first.
std::vector<int> years(db::Reader& reader);
/// Shown ones of a project, of a team, or of all sites in a subtree; newest year first, at most `limit`.
std::vector<Entry> shown_of(db::Reader& reader, const ProjectId& project, std::int64_t limit);
std::vector<Entry> shown_of(db::Reader& reader, const TeamId& team, std::int64_t limit);
std::vector<Entry> shown_of(db::Reader& reader, const SiteId& site, std::int64_t limit);

/// Public activities of a project or team that began in the year.
std::int64_t activities_of(db::Reader& reader, const Plan& plan, Instant from, Instant until);

/// False when the same thing was put forward for that year already.
bool insert(db::Tx& tx, const Entry& entry);
/// The whole row, if its version is still this one. False when somebody was faster, or the same thing was put forward
/// for that year already.
bool update(db::Tx& tx, const Entry& entry);
/// Those whose publicity is over and against whom nothing is open.
std::vector<ShowcaseId> due(db::Reader& reader, Instant now, std::int64_t limit);

struct Event {
  std::string kind, reason, actor_name;
  Instant at;
};
void append_event(db::Tx& tx, Random& random, const ShowcaseId& id, const PersonId& actor, std::string_view kind,
                  const std::string& reason, Instant now);
std::vector<Event> events(db::Reader& reader, const ShowcaseId& id);
/// Whether the person took one of the steps `kind`, with any of their accounts.
bool took(db::Reader& reader, const ShowcaseId& id, const PersonId& person, std::string_view kind);

struct Objection {
  ShowcaseObjectionId id;
  ShowcaseId entry;
  PersonId by;
  std::string by_name, text;
  Instant at;
  std::string answer;
  std::optional<Instant> answered;
};
/// False when the person's last one to it is still open.
bool insert(db::Tx& tx, const Objection& objection);
std::optional<Objection> find_objection(db::Reader& reader, const ShowcaseObjectionId& id);
std::vector<Objection> objections(db::Reader& reader, const ShowcaseId& id);
std::vector<Objection> objections_of(db::Reader& reader, const ShowcaseId& id, const PersonId& person);
/// False when it is answered already.
bool answer(db::Tx& tx, const ShowcaseObjectionId& id, const PersonId& by, const std::string& words, Instant now);

}  // namespace ws::showcase::store
