#pragma once
// Use cases of pacts.

#include <functional>

#include "base/actor.h"
#include "base/random.h"
#include "base/task.h"
#include "base/worker_pool.h"
#include "idempotency/public.h"
#include "pacts/card_service.h"
#include "pacts/pact_access.h"

namespace ws::pacts {

class PactService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    WorkerPool& rendering;
    Limits limits;
    std::string public_address;  ///< "https://…" without a slash at its end
  };
  explicit PactService(Parts parts) : parts_(std::move(parts)) {}

  // ---- everybody
  struct Reading {
    Pact pact;
    std::vector<Version> versions;      ///< published ones, the one in force first
    std::vector<Count> counts;          ///< people joined now, newest version first
    std::int64_t on_paper = 0;          ///< signatures
    std::optional<store::Joining> own;  ///< the actor's yes
    const Version& words() const { return versions.front(); }
    std::int64_t joined() const;
  };
  /// Refuses "pact.not_found".
  Result<Reading> read(const Actor& actor, const PactId& pact) const;
  /// Published and closed ones, newest first.
  std::vector<Reading> shelf(const Actor& actor) const;
  /// A yes to version `number`, as it was read; said again nothing happens. Refuses "pact.not_found" and what
  /// may_join refuses.
  Task<Result<std::string>> join(Actor actor, idempotency::Key key, PactId pact, std::int64_t number);
  /// As easily. Nothing happens to who is not joined. "pact.not_found".
  Task<Result<std::string>> leave(Actor actor, idempotency::Key key, PactId pact);
  /// Refuses "pact.not_found", "pact.not_joined", "server.busy".
  Task<Result<std::string>> card(Actor actor, PactId pact, CardForm form);

  // ---- staff
  struct Page {
    std::vector<store::Row> items;
    std::optional<std::string> next;
  };
  Page list(const Actor& actor, std::optional<State> state, const std::string& cursor, std::int64_t limit) const;
  struct Detail {
    Pact pact;
    std::optional<Version> current, open;
    std::vector<Count> counts;
    std::vector<store::PaperRow> papers;
    std::vector<store::Event> events;
    bool may_write = false;
    Judge judge;
  };
  /// Refuses "pact.not_found".
  Result<Detail> find(const Actor& actor, const PactId& pact) const;

  /// Its first version, as a draft. Refuses "site.not_found", "site.not_yours" and what check_words refuses.
  Task<Result<std::string>> create(Actor actor, idempotency::Key key, SiteId site, Words words);
  // All others refuse "pact.not_found", "pact.not_yours".
  /// The open version, or the first words of the next. Refuses "pact.changed_meanwhile" and what may_write and
  /// check_words refuse.
  Task<Result<std::string>> write(Actor actor, idempotency::Key key, PactId pact, Words words, std::int64_t version);
  /// Refuses what may_submit refuses.
  Task<Result<std::string>> submit(Actor actor, idempotency::Key key, PactId pact);
  /// Refuse what may_judge refuses.
  Task<Result<std::string>> publish(Actor actor, idempotency::Key key, PactId pact);
  Task<Result<std::string>> give_back(Actor actor, idempotency::Key key, PactId pact, std::string reason);
  /// Nobody joins it any more; who is joined may leave. Refuses what may_close refuses.
  Task<Result<std::string>> close(Actor actor, idempotency::Key key, PactId pact, std::string reason);
  /// Signatures on paper, of the version in force. Refuses "pact.not_published" and what check_paper refuses.
  Task<Result<std::string>> enter_paper(Actor actor, idempotency::Key key, PactId pact, Paper paper);
  /// Refuses "pact.paper_not_found".
  Task<Result<std::string>> strike_paper(Actor actor, idempotency::Key key, PactPaperId paper, std::string reason);

 private:
  using Step = std::function<Result<std::string>(db::Tx&, Instant)>;
  Task<Result<std::string>> run(idempotency::Key key, Step step);
  Reading reading_of(db::Reader& reader, const Actor& actor, Pact pact) const;
  Result<std::string> write_in(db::Tx& tx, const Actor& actor, Pact pact, const Words& words, Instant now);
  Result<std::string> publish_in(db::Tx& tx, const Actor& actor, const PactId& id, Instant now);
  void note(db::Tx& tx, const PactId& pact, std::int64_t number, const PersonId& actor, std::string_view kind,
            const std::string& reason, Instant now);
  Parts parts_;
};

}  // namespace ws::pacts
