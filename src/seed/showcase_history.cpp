#include "seed/showcase_history.h"

#include <algorithm>
#include <stdexcept>

#include "areas/public.h"
#include "base/run_task.h"
#include "seed/story.h"
#include "showcase/public.h"

namespace ws::seed {
namespace {

using showcase::ShowcaseService;

class Story {
 public:
  Story(db::Database& database, const Rules& rules, const HistoryOptions& options)
      : told_(read_text(options.data / "pidu" / "showcase.json")),
        now_(options.now),
        random_(options.seed + 40),
        clock_(options.now),
        database_(database),
        known_(database.read([](db::Reader& reader) { return store::read_district(reader); })),
        figures_(database, clock_),
        showcase_({database, clock_, random_, rules, figures_, {}}),
        areas_(database, clock_, random_) {}

  ShowcaseResult run() {
    for (const json::Document& told : told_.items("entries")) enter(told);
    clock_.at = now_;
    for (const json::Document& told : told_.items("areas")) keep(told);
    for (const json::Document& told : told_.items("rooms")) link(told);
    return result_;
  }

 private:
  static idempotency::Key key() { return {{}, "", "seed.showcase", ""}; }
  std::string done(Result<std::string> result, const std::string& what) {
    if (!result) throw std::runtime_error("showcase.json: " + what + ": " + result.error().reason);
    return std::move(*result);
  }
  template <class Find>
  std::string look_up(Find find, const std::string& name) {
    return database_.read([&](db::Reader& reader) { return find(reader, name); });
  }

  SiteId site_of(const std::string& code) const {
    const auto found = std::find_if(known_.places.begin(), known_.places.end(),
                                    [&](const store::PlaceKnown& place) { return place.code == code; });
    if (found == known_.places.end()) throw std::runtime_error("showcase.json: no site " + code);
    return found->id;
  }
  TeamId team_of(const std::string& code) const {
    const auto found = std::find_if(known_.teams.begin(), known_.teams.end(),
                                    [&](const store::TeamKnown& team) { return team.code == code; });
    if (found == known_.teams.end()) throw std::runtime_error("showcase.json: no team " + code);
    return found->id;
  }

  showcase::Plan plan_of(const json::Document& told) {
    showcase::Plan plan;
    plan.kind = showcase::parse_kind(need(told, "kind")).value();
    if (const auto name = told.text("project")) plan.project = ProjectId(look_up(store::project_named, *name));
    if (const auto code = told.text("team")) plan.team = team_of(*code);
    if (const auto title = told.text("article")) plan.article = ArticleId(look_up(store::article_named, *title));
    if (const auto code = told.text("site")) plan.site = site_of(*code);
    const auto words = [&](std::string_view field) { return told.text(field).value_or(""); };
    plan.words = {words("title"), words("need"), words("done"), words("outcome")};
    plan.civilization = {words("civilization_office"), words("civilization_owner")};
    plan.governance = {words("governance_office"), words("governance_owner")};
    plan.reason = need(told, "reason");
    plan.year = local_date(clock_.at).year;
    return plan;
  }

  void enter(const json::Document& told) {
    clock_.at = now_.plus_ms(told.integer("days").value() * day_ms);
    const std::string reason = need(told, "reason"), state = need(told, "state");
    const ShowcaseId id(
        done(run_task(showcase_.nominate(actor_named(known_, need(told, "by")), key(), plan_of(told))), reason));
    ++result_.entries;
    if (state == "nominated") return;
    clock_.at = clock_.at.plus_ms(5 * hour_ms);
    const Actor center = actor_named(known_, need(told, "reviewer"));
    if (state == "returned") {
      done(run_task(showcase_.give_back(center, key(), id, need(told, "because"))), reason);
      return;
    }
    done(run_task(showcase_.approve(center, key(), id)), reason);
    if (const auto text = told.text("objection")) {
      clock_.at = clock_.at.plus_ms(day_ms);
      const std::string objection =
          done(run_task(showcase_.object(actor_named(known_, need(told, "objector")), key(), id, *text)), reason);
      if (const auto words = told.text("answer"))
        done(run_task(showcase_.answer(actor_named(known_, need(told, "answered_by")), key(), id,
                                       {ShowcaseObjectionId(objection), false, *words})),
             reason);
    }
    if (state == "publicised") return;
    clock_.at = std::min(now_, clock_.at.plus_ms(16 * day_ms));
    showcase_.tick();
    if (state == "revoked") done(run_task(showcase_.revoke(center, key(), id, need(told, "because"))), reason);
  }

  void keep(const json::Document& told) {
    const AreaId id(look_up(store::area_named, need(told, "area")));
    const auto found = areas_.find(id);
    areas::Plan plan{found->name, found->summary, need(told, "office"), need(told, "responsible"), {}, {}};
    for (const areas::Ref& site : found->sites) plan.sites.emplace_back(site.id);
    for (const std::string& name : told.texts("projects"))
      plan.projects.emplace_back(look_up(store::project_named, name));
    done(run_task(areas_.change(actor_named(known_, "zhongxin"), key(), id, plan, found->version)), found->name);
    ++result_.areas;
  }

  void link(const json::Document& told) {
    const std::string venue = look_up(store::venue_named, need(told, "venue"));
    const std::string room = need(told, "room");
    const Outcome linked = database_.write_now([&](db::Tx& tx) -> Outcome {
      store::link_room(tx, room, venue);
      return Done{};
    });
    if (!linked) throw std::runtime_error("showcase.json: " + room);
  }

  json::Document told_;
  Instant now_;
  Random random_;
  StoryClock clock_;
  db::Database& database_;
  store::District known_;
  figures::FiguresService figures_;
  ShowcaseService showcase_;
  areas::AreaService areas_;
  ShowcaseResult result_;
};

}  // namespace

ShowcaseResult replay_showcase(db::Database& database, const Rules& rules, const HistoryOptions& options) {
  return Story(database, rules, options).run();
}

}  // namespace ws::seed
