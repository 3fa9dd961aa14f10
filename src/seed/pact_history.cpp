#include "seed/pact_history.h"

#include <algorithm>
#include <stdexcept>

#include "base/run_task.h"
#include "pacts/public.h"
#include "seed/story.h"

namespace ws::seed {
namespace {

class Story {
 public:
  Story(db::Database& database, const HistoryOptions& options)
      : told_(read_text(options.data / "pidu" / "pacts.json")),
        now_(options.now),
        random_(options.seed + 41),
        clock_(options.now),
        known_(database.read([](db::Reader& reader) { return store::read_district(reader); })),
        pacts_({database, clock_, random_, rendering_, {}, ""}) {}

  PactResult run() {
    for (const json::Document& told : told_.items("pacts")) tell(told);
    return result_;
  }

 private:
  static idempotency::Key key() { return {{}, "", "seed.pacts", ""}; }
  std::string done(Result<std::string> result, const std::string& what) {
    if (!result) throw std::runtime_error("pacts.json: " + what + ": " + result.error().reason);
    return std::move(*result);
  }

  static pacts::Words words_of(const json::Document& told) {
    return {need(told, "title"), need(told, "preamble"), told.texts("clauses")};
  }

  /// So many volunteers, from the one that is next, over some days.
  void join(const PactId& pact, std::int64_t number, std::size_t first, std::size_t count, std::int64_t days) {
    const Instant begun = clock_.at;
    for (std::size_t i = 0; i < count && first + i < known_.volunteers.size(); ++i) {
      clock_.at = begun.plus_ms(static_cast<std::int64_t>(i) * days * day_ms / static_cast<std::int64_t>(count));
      Actor actor;
      actor.person = known_.volunteers[first + i].person;
      done(run_task(pacts_.join(actor, key(), pact, number)), "joining");
      ++result_.joinings;
    }
  }

  void enter_papers(const json::Document& told, const Actor& writer, const PactId& pact) {
    for (const json::Document& paper : told.items("papers")) {
      clock_.at = now_.plus_ms(paper.integer("days").value() * day_ms);
      done(run_task(pacts_.enter_paper(writer, key(), pact,
                                       {{},
                                        0,
                                        paper.integer("signatures").value(),
                                        local_date(clock_.at),
                                        need(paper, "place"),
                                        need(paper, "note")})),
           "paper");
    }
  }

  void tell(const json::Document& told) {
    const Actor writer = actor_named(known_, need(told, "by")),
                reviewer = actor_named(known_, need(told, "reviewer"));
    std::string id;
    std::int64_t number = 0;
    for (const json::Document& version : told.items("versions")) {
      clock_.at = now_.plus_ms(version.integer("days").value() * day_ms);
      if (id.empty())
        id = done(run_task(pacts_.create(writer, key(), writer.grants.at(0).site, words_of(version))), "draft");
      else
        done(run_task(pacts_.write(writer, key(), PactId(id), words_of(version),
                                   pacts_.find(writer, PactId(id))->pact.version)),
             "words");
      clock_.at = clock_.at.plus_ms(hour_ms);
      done(run_task(pacts_.submit(writer, key(), PactId(id))), "submission");
      if (need(version, "state") != "published") continue;
      clock_.at = clock_.at.plus_ms(3 * hour_ms);
      done(run_task(pacts_.publish(reviewer, key(), PactId(id))), "publication");
      join(PactId(id), ++number, static_cast<std::size_t>(version.integer("first").value()),
           static_cast<std::size_t>(version.integer("join").value()), version.integer("within").value());
    }
    enter_papers(told, writer, PactId(id));
    ++result_.pacts;
  }

  json::Document told_;
  Instant now_;
  Random random_;
  StoryClock clock_;
  store::District known_;
  WorkerPool rendering_{1, 1};
  pacts::PactService pacts_;
  PactResult result_;
};

}  // namespace

PactResult replay_pacts(db::Database& database, const HistoryOptions& options) {
  return Story(database, options).run();
}

}  // namespace ws::seed
