#include "seed/proof_history.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/json.h"
#include "base/run_task.h"
#include "base/worker_pool.h"
#include "certificates/public.h"
#include "hours/public.h"
#include "ledger/public.h"
#include "seed/history_store.h"
#include "seed/story_clock.h"
#include "stars/public.h"

namespace ws::seed {
namespace {

constexpr int most_turns = 1'000;
constexpr std::size_t veterans = 6;
constexpr int veteran_services = 30;
constexpr std::int64_t veteran_minutes = 220;

class Story {
 public:
  Story(db::Database& database, const Vault& vault, const Rules& rules, const HistoryOptions& options,
        const ProofOptions& proof)
      : database_(database),
        rules_(rules),
        options_(options),
        random_(options.seed ^ 0x9F00F),
        clock_(options.start),
        known_(database.read([](db::Reader& reader) { return store::read_district(reader); })),
        keys_(database, proof.keys.string(), clock_),
        hours_(database, clock_, random_, rules),
        stars_(database, clock_, random_, rules),
        ledger_(database, clock_, rules),
        certificates_({database, clock_, random_, vault, rules.policy, keys_, rendering_,
                       proof.address.empty() ? "http://127.0.0.1:8080" : proof.address}) {}

  ProofResult run() {
    seal(4);
    old_hands();
    seal(3);
    late_entries();
    doubts();
    seal(2);
    recognition();
    papers();
    suspicious_clerk();
    seal(0);
    return result_;
  }

 private:
  // ---- who

  Actor as(const PersonId& person) const {
    Actor actor;
    actor.person = person;
    actor.volunteer = std::any_of(known_.volunteers.begin(), known_.volunteers.end(),
                                  [&](const store::VolunteerKnown& one) { return one.person == person; });
    for (const store::GrantKnown& known : known_.grants)
      if (known.person == person) actor.grants.push_back(known.grant);
    return actor;
  }
  Actor login(const std::string& name) const {
    for (const store::LoginKnown& known : known_.logins)
      if (known.login == name) return as(known.person);
    throw std::runtime_error("the demo district has no " + name);
  }
  const store::VolunteerKnown& volunteer(const PersonId& person) const {
    return *std::find_if(known_.volunteers.begin(), known_.volunteers.end(),
                         [&](const store::VolunteerKnown& one) { return one.person == person; });
  }
  const store::PlaceKnown& center() const {
    return *std::find_if(known_.places.begin(), known_.places.end(),
                         [](const store::PlaceKnown& one) { return one.kind == "center"; });
  }
  /// Another dispatcher of the center than the demo's own.
  Actor colleague() const {
    const PersonId own = login("zhongxin").person;
    for (const store::GrantKnown& known : known_.grants)
      if (known.grant.role == Role::dispatcher && known.grant.site == center().id && known.person != own)
        return as(known.person);
    throw std::runtime_error("the demo district's center has one dispatcher only");
  }

  // ---- steps

  template <class T>
  bool done(const Result<T>& result) {
    if (!result) ++result_.refused;
    return result.ok();
  }
  idempotency::Key key(const Actor& actor, std::string use_case) {
    return {actor.person, "demo-" + std::to_string(++keys_used_), std::move(use_case), ""};
  }
  void seal(int days_ago) {
    const Instant before = clock_.at;
    clock_.at = options_.now.plus_ms(-days_ago * day_ms);
    // A turn does a bounded part of the work and answers 1 with the root.
    for (int turn = 0; turn < most_turns && ledger_.tick() == 0; ++turn) {
    }
    clock_.at = before;
  }
  void turn_hours() {
    for (int more = 1; more > 0;) {
      const auto moved = database_.write_now(
          [&](db::Tx& tx) { return hours::move_due(tx, random_, rules_.policy_at(clock_.at), clock_.at); });
      more = moved ? *moved : 0;
    }
  }

  /// Volunteers with a long record: two Saturdays a month and more, called by roll, confirmed and effective.
  void old_hands() {
    const std::array<std::string, 3> titles{"河道清洁", "图书馆整理书架", "敬老院陪伴"};
    const Actor clerk = login("zhongxin");
    for (std::size_t i = 0; i < veterans && i < known_.volunteers.size(); ++i) {
      const std::size_t at = i * (known_.volunteers.size() / veterans);
      const PersonId person = i == 0 ? login("zyz1").person : known_.volunteers[at].person;
      old_hands_.push_back(person);
      const auto written = database_.write_now([&](db::Tx& tx) -> Outcome {
        for (int n = 0; n < veteran_services; ++n) {
          const Instant day = start_of_day(local_date(options_.start.plus_ms(-(n * 7 + 3) * day_ms)));
          hours::Attendance attendance;
          attendance.source = hours::Source::roll_call;
          attendance.volunteer = person;
          attendance.site = center().id;
          attendance.title = titles[static_cast<std::size_t>(n) % titles.size()];
          attendance.starts = day.plus_ms(9 * hour_ms);
          attendance.ends = attendance.starts.plus_ms(veteran_minutes * minute_ms);
          attendance.evidence = "点名册 " + to_text(local_date(day));
          const Instant written_at = attendance.ends.plus_ms(hour_ms);
          const auto recorded =
              hours::record_presence(tx, random_, rules_.policy_at(day), attendance, written_at, {});
          if (auto confirmed = hours::confirm(tx, random_, clerk, recorded.entry, written_at.plus_ms(day_ms));
              !confirmed)
            return confirmed.error();
        }
        return Done{};
      });
      if (!written) ++result_.refused;
    }
    for (const std::int64_t days : {30, 20}) {  // publicised, then effective
      clock_.at = options_.now.plus_ms(-days * day_ms);
      turn_hours();
    }
    clock_.at = options_.now;
  }

  /// Yesterday's network was down: two wait for a colleague, one is publicised.
  void late_entries() {
    const Actor clerk = login("shuyuan");
    int hour = 30;
    for (const char* person : {"zyz1", "zyz2", "zyz3"}) {
      clock_.at = options_.now.plus_ms(-5 * hour_ms - hour * minute_ms);
      const auto entered = enter(clerk, login(person).person, hour++, "社区义诊秩序维护");
      if (entered && std::string_view(person) == "zyz2") {
        clock_.at = options_.now.plus_ms(-2 * hour_ms);
        const Actor office = login("pitong");
        done(run_task(hours_.confirm(office, key(office, "hours.confirm"), HoursEntryId(*entered))));
      }
    }
    clock_.at = options_.now;
    turn_hours();
  }
  Result<std::string> enter(const Actor& clerk, const PersonId& person, int hours_ago, const std::string& title) {
    hours::HoursService::LateEntry late;
    late.volunteer_number = volunteer(person).number;
    late.site = clerk.grants.front().site;
    late.title = title;
    late.starts = {(clock_.at.ms - hours_ago * hour_ms) / minute_ms * minute_ms};
    late.ends = late.starts.plus_ms(100 * minute_ms);
    late.evidence = "纸质签到表第 3 页，存站点档案柜";
    late.reason = "现场断网，没有签到";
    auto entered = run_task(hours_.enter_late(clerk, key(clerk, "hours.late"), late));
    if (done(entered)) ++result_.late_entries;
    return entered;
  }

  /// The demo's volunteers ask about their entries: one is answered, one corrected, others wait; a neighbour objects.
  void doubts() {
    const std::array<const char*, 4> words{"那天我提前半小时就到了，帮忙搬了桌椅。",
                                           "签退时手机没电，其实十一点半才走。", "我全程都在，请再核一下。",
                                           "和我记的差了二十分钟。"};
    std::size_t said = 0;
    for (const char* person : {"zyz1", "zyz2", "zyz3"}) {
      const Actor asker = login(person);
      std::size_t asked = 0;
      for (const hours::Listed& line : hours_.mine(asker, {}, 60).page.items) {
        if (line.source != "order" || (line.state != "effective" && line.state != "publicised") || asked == 2)
          continue;
        const hours::Claim claim =
            said % 2 == 0 ? hours::Claim{{line.starts.plus_ms(-30 * minute_ms), line.ends}} : std::nullopt;
        const auto disputed = run_task(
            hours_.dispute(asker, key(asker, "hours.dispute"), line.id, words.at(said++ % words.size()), claim));
        if (done(disputed)) ++result_.disputes;
        ++asked;
      }
    }
    answer_two();
    const Actor neighbour = login("jumin2");
    const auto shown = hours_.publicised(center().id, {}, 5);
    if (shown && !shown->items.empty() &&
        done(run_task(hours_.object(neighbour, key(neighbour, "hours.object"), shown->items.back().id,
                                    "那天下午活动室没有开门，请核实。"))))
      ++result_.disputes;
  }
  void answer_two() {
    const Actor checker = colleague();
    const auto open = hours_.open_disputes(checker, {}, 2);
    for (std::size_t i = 0; i < open.items.size(); ++i) {
      const hours::ListedDispute& dispute = open.items[i];
      hours::HoursService::Verdict verdict{"stands", "hours.not_present", "签到记录从到场开始，之前没有记录。", {}};
      if (i == 1 && dispute.recorded)
        verdict = {"corrected", "hours.by_evidence", "现场照片可以证明，按所述时间更正。",
                   hours::Planned{dispute.recorded->starts.plus_ms(-10 * minute_ms), dispute.recorded->ends}};
      done(run_task(hours_.answer(checker, key(checker, "hours.answer"), dispute.id, verdict)));
    }
  }

  /// Of those with a long record one has a star, two are publicised (one with an objection), two wait.
  void recognition() {
    const Actor reviewer = login("zhongxin");
    for (std::size_t i = 0; i + 1 < old_hands_.size(); ++i) {
      const Actor person = as(old_hands_[i]);
      clock_.at = options_.now.plus_ms(-(i == 0 ? 14 : 3) * day_ms);
      const auto star = run_task(stars_.apply(person, key(person, "stars.apply"), 1));
      if (!done(star)) continue;
      ++result_.stars;
      if (i < 3) done(run_task(stars_.approve(reviewer, key(reviewer, "stars.approve"), StarId(*star))));
      if (i == 2) {
        const Actor neighbour = login("jumin1");
        done(run_task(stars_.object(neighbour, key(neighbour, "stars.object"), StarId(*star),
                                    "其中有两场活动好像没有见到这位志愿者，请核实一下。")));
      }
    }
    clock_.at = options_.now;
    while (stars_.tick() > 0) {
    }
  }

  /// One valid, one replaced, one revoked, and requests that wait.
  void papers() {
    const Actor desk = login("zhongxin");
    const auto today = local_date(options_.now);
    const certificates::Wish wish{{{today.year, 1, 1}, today}, "升学"};
    for (std::size_t i = 0; i < old_hands_.size(); ++i) {
      const Actor person = as(old_hands_[i]);
      clock_.at = options_.now.plus_ms(-static_cast<std::int64_t>(i + 1) * 5 * hour_ms);
      const auto asked = run_task(certificates_.request(person, key(person, "certificates.request"), wish));
      if (!done(asked)) continue;
      ++result_.certificates;
      if (i > 3) continue;
      const CertificateId certificate(*asked);
      clock_.at = clock_.at.plus_ms(hour_ms);
      if (!done(run_task(certificates_.issue(desk, key(desk, "certificates.issue"), certificate, "")))) continue;
      if (i == 2)
        done(run_task(certificates_.replace(desk, key(desk, "certificates.replace"), certificate, "姓名用字更正")));
      if (i == 3)
        done(run_task(certificates_.revoke(desk, key(desk, "certificates.revoke"), certificate, "本人申请作废")));
    }
    clock_.at = options_.now;
  }

  /// A clerk enters a dozen late entries in a quarter of an hour, one of them for somebody who was elsewhere, and
  /// somebody confirms them in seconds: what an auditor is there for.
  void suspicious_clerk() {
    const Actor clerk = login("ziyun"), checker = login("zhongxin");
    std::vector<std::string> entries;
    for (int i = 0; i < 12; ++i) {
      clock_.at = options_.now.plus_ms(-26 * hour_ms + i * minute_ms);
      // The last one was at the station at that time.
      const bool elsewhere = i == 11;
      const auto at = static_cast<std::size_t>(i * 7 + 3) % known_.volunteers.size();
      const PersonId person = elsewhere ? login("zyz3").person : known_.volunteers[at].person;
      const auto entered = enter(clerk, person, elsewhere ? 11 : 40 + i, "基地开放日引导");
      if (entered) entries.push_back(*entered);
    }
    std::int64_t second = 0;
    for (const std::string& entry : entries) {
      clock_.at = options_.now.plus_ms(-25 * hour_ms + 3 * second_ms * second++);
      done(run_task(hours_.confirm(checker, key(checker, "hours.confirm"), HoursEntryId(entry))));
    }
    clock_.at = options_.now;
    turn_hours();
  }

  db::Database& database_;
  const Rules& rules_;
  const HistoryOptions& options_;
  Random random_;
  StoryClock clock_;
  store::District known_;
  WorkerPool rendering_{1, 4};
  certificates::KeyRing keys_;
  hours::HoursService hours_;
  stars::StarService stars_;
  ledger::LedgerService ledger_;
  certificates::CertificateService certificates_;
  std::vector<PersonId> old_hands_;
  int keys_used_ = 0;
  ProofResult result_;
};

json::Document read_trainings(const std::filesystem::path& data) {
  std::ifstream file(data / "pidu" / "training.json", std::ios::binary);
  if (!file) throw std::runtime_error("cannot read pidu/training.json");
  std::ostringstream text;
  text << file.rdbuf();
  return json::Document(text.str());
}

}  // namespace

Outcome replay_training(db::Database& database, const HistoryOptions& options) {
  const json::Document told = read_trainings(options.data);
  Random random(options.seed ^ 0x7EAC4);
  return database.write_now([&](db::Tx& tx) -> Outcome {
    const store::District known = store::read_district(tx);
    std::vector<PersonId> staff;
    for (const store::GrantKnown& grant : known.grants)
      if (grant.grant.role == Role::dispatcher) staff.push_back(grant.person);
    if (staff.size() < 2) throw std::runtime_error("the demo district has nobody who confirms trainings");
    for (const json::Document& course : told.items("courses")) {
      const std::string code = course.text("code").value();
      const Instant added = options.start.plus_ms(hour_ms);
      store::write_course(tx, code, course.text("title").value(), course.integer("valid_months").value(), staff[0],
                          added);
      for (const store::VolunteerKnown& one : known.volunteers) {
        if (static_cast<std::int64_t>(random.below(100)) >= course.integer("percent").value()) continue;
        const Instant at = options.start.plus_ms(-static_cast<std::int64_t>(random.below(150)) * day_ms);
        store::write_training(tx, {new_ulid(added, random), code, one.person, one.site, to_text(local_date(at)),
                                   course.text("trainer").value(), staff[0], staff[1], added});
      }
    }
    return Done{};
  });
}

ProofResult replay_proof(db::Database& database, const Vault& vault, const Rules& rules,
                         const HistoryOptions& options, const ProofOptions& proof) {
  return Story(database, vault, rules, options, proof).run();
}

}  // namespace ws::seed
