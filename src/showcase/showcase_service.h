#pragma once
// Use cases of the showcase.

#include <functional>

#include "base/actor.h"
#include "base/policy.h"
#include "base/random.h"
#include "base/task.h"
#include "figures/public.h"
#include "idempotency/public.h"
#include "showcase/showcase_access.h"

namespace ws::showcase {

class ShowcaseService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const Rules& rules;
    const figures::FiguresService& figures;
    Limits limits;
  };
  explicit ShowcaseService(Parts parts) : parts_(std::move(parts)) {}

  struct Page {
    std::vector<store::Entry> items;
    std::optional<std::string> next;  ///< cursor of the following page
  };
  /// What the thing did in the year it is named for, as the figures have it; nothing of a case.
  struct Deeds {
    std::int64_t services = 0, people = 0, minutes = 0;  ///< recorded in the ledger
    std::int64_t activities = 0;
  };

  // ---- staff reads
  struct Filter {
    std::optional<Kind> kind;
    std::optional<State> state;
  };
  Page list(const Actor& actor, const Filter& filter, const std::string& cursor, std::int64_t limit) const;
  struct Detail {
    store::Entry entry;
    std::optional<Deeds> deeds;
    std::vector<store::Event> events;
    std::vector<store::Objection> objections;
    Standing standing;
  };
  /// Refuses "showcase.not_found".
  Result<Detail> find(const Actor& actor, const ShowcaseId& id) const;

  // ---- steps; all answer an identifier and refuse "showcase.not_found"
  /// By the staff above its site, or the team's leaders. Refuses what check_plan and check_may_nominate refuse,
  /// "showcase.already_there".
  Task<Result<std::string>> nominate(Actor actor, idempotency::Key key, Plan plan);
  /// Puts a returned one forward anew; kind and thing stay. Refuses what nominate refuses, "showcase.not_returned",
  /// "showcase.changed_meanwhile".
  Task<Result<std::string>> change(Actor actor, idempotency::Key key, ShowcaseId id, Plan plan, std::int64_t version);
  /// Begins the publicity. Refuses what may_review refuses, "showcase.gone" when what it refers to is not public any
  /// more.
  Task<Result<std::string>> approve(Actor actor, idempotency::Key key, ShowcaseId id);
  Task<Result<std::string>> give_back(Actor actor, idempotency::Key key, ShowcaseId id, std::string reason);
  /// Anybody with an account. Refuses "showcase.not_publicised", "showcase.already_objected".
  Task<Result<std::string>> object(Actor actor, idempotency::Key key, ShowcaseId id, std::string text);
  struct Answer {
    ShowcaseObjectionId objection;
    bool upheld = false;
    std::string words;
  };
  /// Upheld, the entry goes back to whoever put it forward. Refuses what may_answer refuses,
  /// "showcase.objection_not_found".
  Task<Result<std::string>> answer(Actor actor, idempotency::Key key, ShowcaseId id, Answer answer);
  /// Refuses what may_revoke refuses.
  Task<Result<std::string>> revoke(Actor actor, idempotency::Key key, ShowcaseId id, std::string reason);

  // ---- everybody
  struct PublicFilter {
    State state = State::shown;
    std::optional<Kind> kind;
    int year = 0;  ///< 0: any
  };
  Page list(const PublicFilter& filter, const std::string& cursor, std::int64_t limit) const;
  std::vector<int> years() const;
  struct Reading {
    store::Entry entry;
    std::optional<Deeds> deeds;
    std::vector<store::Objection> own_objections;  ///< of the actor
  };
  /// Refuses "showcase.not_found".
  Result<Reading> read(const Actor& actor, const ShowcaseId& id) const;
  std::vector<store::Entry> shown_of(const ProjectId& project) const;
  std::vector<store::Entry> shown_of(const TeamId& team) const;
  /// Of the site and all below it.
  std::vector<store::Entry> shown_at(const SiteId& site, std::int64_t limit) const;

  /// Shows what has been publicised for long enough; answers how many.
  int tick();

 private:
  using Step = std::function<Result<std::string>(db::Tx&, Instant)>;
  Task<Result<std::string>> run(idempotency::Key key, Step step);
  Result<std::string> enter(db::Tx& tx, const Actor& actor, const ShowcaseId& id, Plan plan, Instant now);
  Result<std::string> enter_anew(db::Tx& tx, const Actor& actor, const ShowcaseId& id, Plan plan,
                                 std::int64_t version, Instant now);
  Result<std::string> answer_in(db::Tx& tx, const Actor& actor, const ShowcaseId& id, const Answer& answer,
                                Instant now);
  Outcome show_in(db::Tx& tx, const ShowcaseId& id, Instant now);
  Outcome moved(db::Tx& tx, const store::Entry& after, const PersonId& actor, std::string_view kind,
                const std::string& reason, Instant now);
  void tell(db::Tx& tx, const PersonId& to, std::string_view kind, const store::Entry& entry,
            const std::string& reason, Instant now);
  void tell_center(db::Tx& tx, std::string_view kind, const store::Entry& entry, const std::string& reason,
                   Instant now);
  std::optional<Deeds> deeds_of(db::Reader& reader, const Plan& plan) const;
  Parts parts_;
};

}  // namespace ws::showcase
