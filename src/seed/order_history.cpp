#include "seed/order_history.h"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <functional>
#include <queue>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "hours/public.h"
#include "orders/public.h"
#include "people/public.h"
#include "seed/history_store.h"
#include "seed/history_words.h"
#include "seed/made_up_people.h"

namespace ws::seed {
namespace {

using store::ItemKnown;
using store::PlaceKnown;
using store::TeamKnown;
using store::VolunteerKnown;

constexpr std::int64_t clocks_every_ms = hour_ms;
constexpr int events_at_once = 300;
constexpr std::size_t residents = 620;
constexpr std::int64_t first_mobile = 500'000;
constexpr int most_dispatches = 4;

/// Where a story of the demo people is held, so that everybody finds something on their page.
enum class Hold { none, submitted, triaged, dispatched, accepted, scheduled, in_service, completed };
enum class Fate { usual, rejected, withdrawn_early, withdrawn_late, neglected, returned, complained };
enum class Way { any, volunteers, team, open_claim };

struct Resident {
  std::string name, mobile;
  PersonId person;  ///< known once they have ordered
  std::size_t place = 0;
  std::string address;
};

struct Member {
  VolunteerKnown known;
  std::vector<std::pair<Instant, Instant>> busy;
  std::int64_t load = 0;
  bool demo = false;
};

struct Story {
  std::size_t resident = 0;
  std::size_t place = 0;
  const ItemKnown* item = nullptr;  ///< null: a need in words
  NeedWords words;
  std::string lane = "online";
  Instant created, starts, ends;
  Fate fate = Fate::usual;
  Hold hold = Hold::none;
  Way way = Way::any;
  std::vector<PersonId> wanted;  ///< who is asked
  TeamId team;                   ///< which is asked
  std::optional<Instant> dispatch_at;
  bool answered = true;  ///< false: nobody has answered yet
  bool rated = true;

  OrderId id;
  std::vector<PersonId> crew, asked;
  PersonId leader;  ///< of the accepting team
  int dispatches = 0;
  bool done = false, ended = false;
  std::int64_t needed() const { return item ? item->volunteers : 1; }
};

class Replay {
 public:
  Replay(store::District known, const Vault& vault, const Rules& rules, const HistoryOptions& options,
         const DistrictData& district, const HistoryWords& words)
      : vault_(vault),
        rules_(rules),
        options_(options),
        words_(words),
        random_(options.seed ^ 0x5151),
        steps_(vault, random_, rules),
        known_(std::move(known)) {
    index(district);
    make_residents(district);
  }

  void plan() {
    plan_weeks();
    plan_demo();
    for (Instant at = options_.start.plus_ms(clocks_every_ms); at <= options_.now; at = at.plus_ms(clocks_every_ms))
      later(at, [this] { turn_clocks(); });
  }

  bool over() const { return events_.empty() || events_.top().at > options_.now; }

  /// The next events, at most `most`.
  void go_on(db::Tx& tx, int most) {
    tx_ = &tx;
    for (; most > 0 && !over(); --most) {
      const Event event = events_.top();
      events_.pop();
      now_ = event.at;
      event.act();
    }
    tx_ = nullptr;
  }

  const HistoryResult& result() const { return result_; }

 private:
  struct Event {
    Instant at;
    std::uint64_t turn;
    std::function<void()> act;
    bool operator<(const Event& other) const { return std::pair(at, turn) > std::pair(other.at, other.turn); }
  };

  // ---- the district at hand

  void index(const DistrictData& district) {
    for (std::size_t i = 0; i < known_.places.size(); ++i) {
      place_at_[known_.places[i].id.str()] = i;
      place_of_code_[known_.places[i].code] = i;
    }
    for (const store::GrantKnown& grant : known_.grants) {
      grants_[grant.person.str()].push_back(grant.grant);
      if (!grant.grant.site.empty()) staff_[grant.grant.site.str()].push_back(grant);
      if (!grant.grant.team.empty() && !leader_of_.contains(grant.grant.team.str()))
        leader_of_[grant.grant.team.str()] = grant.person;
    }
    for (const store::LoginKnown& login : known_.logins) login_[login.login] = login.person;
    for (const VolunteerKnown& volunteer : known_.volunteers) {
      member_at_[volunteer.person.str()] = members_.size();
      for (const std::string& skill : volunteer.skills) skilled_[skill].push_back(members_.size());
      members_.push_back({volunteer, {}, 0, false});
    }
    for (const auto& [login, person] : login_)
      if (const auto found = member_at_.find(person.str()); found != member_at_.end())
        members_[found->second].demo = true;
    for (const ItemKnown& item : known_.items) item_of_[item.code] = &item;
    for (const DemoData& demo : district.demo) demo_[demo.login] = &demo;
    weigh_places();
  }

  void weigh_places() {
    for (const PlaceKnown& place : known_.places) {
      std::int64_t weight = place.kind == "station" ? 4 : place.kind == "office" ? 6 : 1;
      if (place.town_code == "510117001") weight *= 3;
      if (place.code == "510117001021") weight *= 3;
      weights_.push_back(place.operating && place.kind != "center" ? weight : 0);
    }
  }

  std::string address_at(std::size_t place) {
    return known_.places[place].name + "辖区" + pick(random_, words_.compounds) +
           std::to_string(between(random_, 1, 18)) + "栋" + std::to_string(between(random_, 1, 3)) + "单元" +
           std::to_string(between(random_, 1, 9)) + "0" + std::to_string(between(random_, 1, 4)) + "号";
  }

  void make_residents(const DistrictData& district) {
    PeopleMaker maker(district, random_, options_.start);
    for (std::size_t i = 0; i < residents; ++i) {
      std::string tail = std::to_string(first_mobile + static_cast<std::int64_t>(i));
      tail.insert(0, 8 - tail.size(), '0');
      const std::size_t place = weighted(random_, weights_);
      residents_.push_back({maker.make(24, 84).name, "199" + tail, {}, place, address_at(place)});
    }
    for (const DemoData& demo : district.demo) {
      if (demo.role != "resident") continue;
      const std::size_t place = place_of_code_.at(demo.scope);
      resident_of_[demo.login] = residents_.size();
      residents_.push_back({demo.name, demo.mobile, login_.at(demo.login), place, address_at(place)});
    }
  }

  Actor as(const PersonId& person) const {
    Actor actor;
    actor.person = person;
    actor.volunteer = member_at_.contains(person.str());
    if (const auto found = grants_.find(person.str()); found != grants_.end()) actor.grants = found->second;
    return actor;
  }

  /// Who works on an order of this place: of the nearest site upwards that has such a person.
  Actor staff(std::size_t place, bool dispatching) {
    for (std::size_t at = place;;) {
      std::vector<PersonId> fitting;
      if (const auto found = staff_.find(known_.places[at].id.str()); found != staff_.end())
        for (const store::GrantKnown& grant : found->second)
          if (grant.grant.role == Role::dispatcher || (!dispatching && grant.grant.role == Role::clerk))
            fitting.push_back(grant.person);
      if (!fitting.empty()) return as(pick(random_, fitting));
      if (known_.places[at].parent.empty()) throw std::runtime_error("the district has no dispatcher");
      at = place_at_.at(known_.places[at].parent.str());
    }
  }

  // ---- time

  void later(Instant at, std::function<void()> act) { events_.push({at, ++turns_, std::move(act)}); }
  Instant in_minutes(std::int64_t from, std::int64_t until) {
    return now_.plus_ms(between(random_, from, until) * minute_ms + between(random_, 0, 59) * second_ms);
  }
  /// `at`, or soon after the next opening.
  Instant working(Instant at) {
    while (!rules_.calendar.is_working_day(local_date(at)) || minute_of_day(at) >= 17 * 60 + 30)
      at = start_of_day(next_day(local_date(at))).plus_ms(9 * hour_ms + between(random_, 0, 70) * minute_ms);
    if (minute_of_day(at) < 9 * 60)
      at = start_of_day(local_date(at)).plus_ms(9 * hour_ms + between(random_, 0, 70) * minute_ms);
    return at;
  }
  /// A time people ask for, `days` after `from`.
  Instant slot(Instant from, std::int64_t days) {
    static const std::vector<std::int64_t> weekday_minutes{540, 570, 600, 600, 840, 870, 900, 930, 960, 1110, 1140};
    static const std::vector<std::int64_t> weekend_minutes{540, 570, 600, 630, 840, 870, 900, 960};
    const LocalDate day = local_date(from.plus_ms(days * day_ms));
    return start_of_day(day).plus_ms(pick(random_, weekday(day) >= 6 ? weekend_minutes : weekday_minutes) *
                                     minute_ms);
  }
  Instant by_day(Instant at) const {
    if (minute_of_day(at) < 8 * 60) return start_of_day(local_date(at)).plus_ms(9 * hour_ms);
    if (minute_of_day(at) > 20 * 60) return start_of_day(next_day(local_date(at))).plus_ms(9 * hour_ms);
    return at;
  }

  // ---- what happens in the weeks

  template <class R>
  bool stepped(const R& result) {
    ++result_.steps;
    if (!result) ++result_.refused;
    return result.ok();
  }

  Story& tell(std::size_t resident, const NeedWords& words, Instant created, Instant starts) {
    Story& story = stories_.emplace_back();
    story.resident = resident;
    story.place = residents_[resident].place;
    story.words = words;
    if (const auto item = item_of_.find(words.item); item != item_of_.end()) story.item = item->second;
    story.created = created;
    story.starts = starts;
    story.ends = starts.plus_ms((story.item ? story.item->minutes : 60) * minute_ms);
    later(created, [this, &story] { place(story); });
    return story;
  }

  void plan_weeks() {
    static const std::map<std::string, std::int64_t> shares{
        {"care", 22},   {"convenience", 21}, {"health", 15},     {"law_safety", 10}, {"family_education", 13},
        {"culture", 5}, {"arts_sports", 5},  {"environment", 3}, {"theory", 3},      {"technology_farming", 7}};
    std::map<std::string, std::vector<const NeedWords*>> by_category;
    for (const NeedWords& words : words_.orders)
      if (item_of_.contains(words.item)) by_category[words.category].push_back(&words);
    std::vector<std::string> categories;
    std::vector<std::int64_t> weights;
    for (const auto& [category, list] : by_category) {
      categories.push_back(category);
      weights.push_back(shares.at(category));
    }
    const std::int64_t days = (options_.now.ms - options_.start.ms) / day_ms;
    for (std::size_t i = 0; i < options_.orders; ++i) {
      // Denser towards the end: the platform grows.
      const std::int64_t ago = days * between(random_, 0, 999) * between(random_, 400, 1000) / 1'000'000;
      const LocalDate date = local_date(options_.now.plus_ms(-ago * day_ms));
      const Instant created = start_of_day(date).plus_ms(between(random_, 7 * 60 + 30, 21 * 60) * minute_ms +
                                                         between(random_, 0, 59'999));
      const NeedWords& words = chance(random_, 4)
                                   ? pick(random_, words_.free_text)
                                   : *pick(random_, by_category.at(categories[weighted(random_, weights)]));
      if (created < options_.start || created > options_.now) continue;
      Story& story = tell(random_.below(residents), words, created, slot(created, between(random_, 2, 8)));
      const std::size_t lane = weighted(random_, {62, 30, 8});
      story.lane = std::vector<std::string>{"online", "phone", "paper"}[lane];
      if (lane != 0) story.created = working(created);
      story.fate = std::vector<Fate>{
          Fate::usual,     Fate::rejected, Fate::withdrawn_early, Fate::withdrawn_late,
          Fate::neglected, Fate::returned, Fate::complained}[weighted(random_, {800, 40, 25, 25, 20, 55, 35})];
    }
  }

  void place(Story& story) {
    if (story.created > now_) return later(story.created, [this, &story] { place(story); });
    Resident& resident = residents_[story.resident];
    orders::PlaceOrder wish;
    if (story.item) wish.menu_item = story.item->id;
    wish.category = story.words.category;
    wish.need = story.words.text;
    wish.site = known_.places[story.place].id;
    const std::string fixed = story.item ? story.item->place : "home";
    wish.place = fixed == "either" ? (chance(random_, 60) ? "home" : "site") : fixed;
    wish.starts = story.starts;
    wish.contact_name = resident.name;
    wish.contact_mobile = resident.mobile;
    wish.address = wish.place == "home" ? resident.address : "";
    wish.consent_version = rules_.privacy_version;
    wish.lane = story.lane;
    if (resident.person.empty())
      resident.person = people::ensure_person(*tx_, vault_, random_, resident.name, resident.mobile, now_);
    if (story.lane != "online") wish.consent_note = story.lane == "phone" ? "电话中已告知并同意" : "纸质单上签字";
    const auto placed = story.lane == "online" ? steps_.place(*tx_, as(resident.person), wish, now_)
                                               : steps_.place_on_behalf(*tx_, staff(story.place, false), wish, now_);
    if (!stepped(placed)) return;
    ++result_.orders;
    story.id = placed->id;
    by_id_[story.id.str()] = &story;
    after_placing(story);
  }

  void after_placing(Story& story) {
    if (story.hold == Hold::submitted) return;
    if (story.fate == Fate::rejected)
      return later(working(in_minutes(20, 500)), [this, &story] {
        stepped(steps_.reject(*tx_, staff(story.place, false), story.id, pick(random_, words_.rejections), now_));
      });
    if (story.fate == Fate::withdrawn_early) return later(in_minutes(10, 300), [this, &story] { withdraw(story); });
    const Instant when = story.fate == Fate::neglected ? in_minutes(2 * 1440, 5 * 1440) : in_minutes(10, 300);
    later(working(when), [this, &story] { triage(story); });
  }

  void withdraw(Story& story) {
    if (story.ended) return;
    if (stepped(steps_.withdraw(*tx_, as(residents_[story.resident].person), story.id,
                                pick(random_, words_.withdrawals), now_)))
      end(story);
  }

  void end(Story& story) {
    story.ended = true;
    release(story);
  }

  void triage(Story& story) {
    if (!stepped(steps_.triage(*tx_, staff(story.place, false), story.id, {{}, {}, story.words.note}, now_))) return;
    if (story.hold == Hold::triaged) return;
    later(story.dispatch_at.value_or(working(in_minutes(5, 240))), [this, &story] { dispatch(story); });
  }

  // ---- dispatch and answers

  bool free_at(const Member& member, Instant starts, Instant ends, bool by_week) const {
    for (const auto& [from, until] : member.busy)
      if (from < ends && starts < until) return false;
    if (!by_week) return true;
    const int day = weekday(local_date(starts));
    const int from = minute_of_day(starts);
    const auto until = from + static_cast<int>((ends.ms - starts.ms) / minute_ms);
    return std::any_of(member.known.times.begin(), member.known.times.end(), [&](const store::FreeKnown& time) {
      return time.weekday == day && time.from_minute <= from && until <= time.until_minute;
    });
  }

  /// The nearest who have the skill and the time, those with little to do first.
  std::vector<PersonId> candidates(const Story& story, std::size_t wanted) {
    const PlaceKnown& place = known_.places[story.place];
    std::vector<std::pair<std::int64_t, std::size_t>> found;
    const auto consider = [&](std::size_t at, bool by_week) {
      const Member& member = members_[at];
      if (member.demo || !free_at(member, story.starts, story.ends, by_week)) return;
      if (std::find(story.asked.begin(), story.asked.end(), member.known.person) != story.asked.end()) return;
      const std::int64_t north = (member.known.lat_e6 - place.lat_e6) / 100;
      const std::int64_t east = (member.known.lon_e6 - place.lon_e6) * 86 / 10000;
      found.emplace_back((north * north + east * east) * (4 + member.load), at);
    };
    for (const bool by_week : {true, false}) {
      if (found.size() >= wanted) break;
      found.clear();
      if (story.item)
        for (const std::size_t at : skilled_[story.item->skill]) consider(at, by_week);
      else
        for (std::size_t at = 0; at < members_.size(); ++at) consider(at, by_week);
    }
    std::sort(found.begin(), found.end());
    std::vector<PersonId> people;
    for (std::size_t i = 0; i < found.size() && i < wanted; ++i)
      people.push_back(members_[found[i].second].known.person);
    return people;
  }

  /// Members of the team and those below it who can go.
  std::vector<PersonId> team_crew(const Story& story, const TeamId& team) {
    std::vector<PersonId> crew;
    for (const TeamKnown& known : known_.teams) {
      if (known.id != team && known.parent != team) continue;
      for (const PersonId& person : known.members) {
        const auto at = member_at_.find(person.str());
        if (at == member_at_.end() || std::find(crew.begin(), crew.end(), person) != crew.end()) continue;
        const Member& member = members_[at->second];
        const auto& skills = member.known.skills;
        if (story.item && std::find(skills.begin(), skills.end(), story.item->skill) == skills.end()) continue;
        if (!member.demo && free_at(member, story.starts, story.ends, false)) crew.push_back(person);
        if (static_cast<std::int64_t>(crew.size()) == story.needed()) return crew;
      }
    }
    return {};
  }

  TeamId team_for(const Story& story) {
    if (!story.item) return {};
    std::vector<TeamId> fitting;
    for (const TeamKnown& team : known_.teams)
      if (leader_of_.contains(team.id.str()) &&
          std::find(team.items.begin(), team.items.end(), story.item->code) != team.items.end() &&
          !team_crew(story, team.id).empty())
        fitting.push_back(team.id);
    return fitting.empty() ? TeamId() : pick(random_, fitting);
  }

  void dispatch(Story& story) {
    if (story.ended || ++story.dispatches > most_dispatches) return;
    const std::int64_t open = story.needed() - static_cast<std::int64_t>(story.crew.size());
    if (open <= 0) return;
    if (story.starts < now_.plus_ms(hour_ms) && story.crew.empty()) move_on(story);
    orders::Dispatch to;
    if (chance(random_, 35)) to.note = pick(random_, words_.dispatch_notes);
    choose(story, to, static_cast<std::size_t>(open));
    if (!stepped(steps_.dispatch(*tx_, staff(story.place, true), story.id, to, now_)))
      return later(working(in_minutes(30, 200)), [this, &story] { dispatch(story); });
    for (const PersonId& person : to.volunteers) story.asked.push_back(person);
    story.wanted.clear();
    if (!story.answered || story.hold == Hold::dispatched) return;
    if (to.open_claim) await_claims(story, static_cast<std::size_t>(open));
    await_answers(story);
    later(working(in_minutes(14 * 60, 18 * 60)), [this, &story] { dispatch_again(story); });
  }

  /// Those who would come have a new time in mind; the order itself is moved once somebody has accepted.
  void move_on(Story& story) {
    const std::int64_t length_ms = story.ends.ms - story.starts.ms;
    story.starts = slot(now_, between(random_, 1, 3));
    story.ends = story.starts.plus_ms(length_ms);
  }

  void choose(Story& story, orders::Dispatch& to, std::size_t open) {
    if (story.way == Way::any)
      story.way = story.crew.empty()
                      ? std::vector<Way>{Way::volunteers, Way::team, Way::open_claim}[weighted(random_, {48, 30, 22})]
                      : Way::volunteers;
    if (story.way == Way::team && story.team.empty()) story.team = team_for(story);
    if (story.way == Way::team && !story.team.empty()) {
      to.teams = {story.team};
    } else if (story.way == Way::volunteers || story.way == Way::team) {
      to.volunteers = story.wanted.empty() ? candidates(story, open + (chance(random_, 30) ? 1 : 0)) : story.wanted;
    }
    to.open_claim = to.teams.empty() && to.volunteers.empty();
    story.way = Way::any;
  }

  void await_answers(Story& story) {
    for (const orders::OfferRow& offer : orders::open_offers(*tx_, story.id)) {
      const std::int64_t left = (offer.expires.ms - now_.ms) / minute_ms;
      if (left < 3 || chance(random_, 6)) continue;
      const Instant when = in_minutes(2, std::min<std::int64_t>(left - 1, 320));
      const bool yes = chance(random_, 86);
      later(when, [this, &story, offer, yes] { answer(story, offer, yes); });
    }
  }

  void answer(Story& story, const orders::OfferRow& offer, bool yes) {
    if (story.ended) return;
    const bool of_team = !offer.team.empty();
    const PersonId who = of_team ? leader_of_.at(offer.team.str()) : offer.volunteer;
    const std::vector<PersonId> crew = of_team ? team_crew(story, offer.team) : std::vector<PersonId>{};
    if (!yes || (of_team && crew.empty())) {
      stepped(steps_.decline(*tx_, as(who), offer.id, pick(random_, words_.declines), now_));
      story.team = {};
      return;
    }
    const auto accepted = steps_.accept(*tx_, as(who), offer.id, crew, now_);
    if (!stepped(accepted)) return;
    if (of_team) story.leader = who;
    for (const PersonId& person : of_team ? crew : std::vector<PersonId>{who}) engage(story, person);
    if (accepted->state == orders::State::accepted) accepted_by_all(story);
  }

  void await_claims(Story& story, std::size_t open) {
    if (chance(random_, 12)) return;
    for (const PersonId& person : candidates(story, open))
      later(in_minutes(4, 600), [this, &story, person] {
        if (story.ended) return;
        const auto claimed = steps_.claim(*tx_, as(person), story.id, now_);
        if (!stepped(claimed)) return;
        engage(story, person);
        if (claimed->state == orders::State::accepted) accepted_by_all(story);
      });
  }

  void dispatch_again(Story& story) {
    const auto order = orders::find(*tx_, story.id);
    if (order && order->state == orders::State::dispatched) dispatch(story);
  }

  void engage(Story& story, const PersonId& person) {
    story.crew.push_back(person);
    Member& member = members_[member_at_.at(person.str())];
    member.busy.emplace_back(story.starts, story.ends);
    ++member.load;
  }

  void release(Story& story) {
    for (const PersonId& person : story.crew) {
      auto& busy = members_[member_at_.at(person.str())].busy;
      std::erase(busy, std::pair(story.starts, story.ends));
    }
    story.crew.clear();
    story.leader = {};
  }

  // ---- the service

  void accepted_by_all(Story& story) {
    if (story.fate == Fate::returned) {
      story.fate = Fate::usual;
      return later(in_minutes(30, 500), [this, &story] { give_back(story); });
    }
    if (story.fate == Fate::withdrawn_late) {
      const Instant when = std::min(in_minutes(30, 900), std::max(now_, story.starts.plus_ms(-hour_ms)));
      return later(when, [this, &story] { withdraw(story); });
    }
    if (story.hold == Hold::accepted) return;
    const auto order = orders::find(*tx_, story.id);
    const bool moved = order->starts != story.starts || order->starts < now_;
    if (moved || story.hold == Hold::scheduled || chance(random_, 45)) return settle_time(story, moved);
    await_service(story);
  }

  void settle_time(Story& story, bool moved) {
    if (story.starts < now_.plus_ms(10 * minute_ms)) {
      release_times(story);
      move_on(story);
      take_times(story);
    }
    const Actor who =
        moved ? staff(story.place, false) : as(story.leader.empty() ? story.crew.front() : story.leader);
    if (stepped(steps_.schedule(*tx_, who, story.id, story.starts, 0, now_)) && story.hold != Hold::scheduled)
      await_service(story);
  }

  void release_times(Story& story) {
    for (const PersonId& person : story.crew)
      std::erase(members_[member_at_.at(person.str())].busy, std::pair(story.starts, story.ends));
  }
  void take_times(Story& story) {
    for (const PersonId& person : story.crew)
      members_[member_at_.at(person.str())].busy.emplace_back(story.starts, story.ends);
  }

  void give_back(Story& story) {
    if (story.ended || story.crew.empty()) return;
    const PersonId who = story.leader.empty() ? story.crew.front() : story.leader;
    if (!stepped(steps_.give_back(*tx_, as(who), story.id, pick(random_, words_.returns), now_))) return;
    if (!story.leader.empty()) {
      release(story);
    } else {
      std::erase(members_[member_at_.at(who.str())].busy, std::pair(story.starts, story.ends));
      story.crew.erase(story.crew.begin());
    }
    story.team = {};
    if (story.hold == Hold::dispatched) return;
    later(working(in_minutes(20, 300)), [this, &story] { dispatch(story); });
  }

  void await_service(Story& story) {
    for (const PersonId& person : story.crew) {
      const Instant in = std::max(now_, story.starts.plus_ms(between(random_, -9, 5) * minute_ms));
      later(in, [this, &story, person] { come(story, person); });
      if (story.hold == Hold::in_service || chance(random_, 3)) continue;
      const Instant out =
          std::max(in.plus_ms(9 * minute_ms), story.ends.plus_ms(between(random_, -4, 11) * minute_ms));
      later(out, [this, &story, person] { leave(story, person); });
    }
  }

  bool by_requester(const Story& story) const { return story.lane == "online"; }

  void come(Story& story, const PersonId& person) {
    if (story.ended) return;
    if (chance(random_, 65)) {
      const std::string code = rotating_code(vault_, rules_.policy, story.id.str(), now_).code;
      stepped(steps_.check_in(*tx_, as(person), story.id, code, now_));
      return;
    }
    stepped(steps_.confirm_presence(*tx_, witness(story), story.id, person, "in", now_));
  }

  Actor witness(const Story& story) {
    return by_requester(story) ? as(residents_[story.resident].person) : staff(story.place, false);
  }

  void leave(Story& story, const PersonId& person) {
    if (story.ended) return;
    const auto left = chance(random_, 75)
                          ? steps_.check_out(*tx_, as(person), story.id, now_)
                          : steps_.confirm_presence(*tx_, witness(story), story.id, person, "out", now_);
    if (stepped(left) && left->state == orders::State::completed) completed(story);
  }

  void completed(Story& story) {
    if (story.done) return;
    story.done = true;
    if (chance(random_, 88)) later(working(in_minutes(120, 2400)), [this, &story] { confirm_hours(story); });
    if (story.hold == Hold::completed) return;
    if (story.rated && chance(random_, 72)) later(in_minutes(20, 2200), [this, &story] { rate(story); });
    if (story.fate == Fate::complained) {
      story.fate = Fate::usual;
      later(in_minutes(120, 2600), [this, &story] { complain(story); });
    }
  }

  void confirm_hours(Story& story) {
    const Actor clerk = staff(story.place, false);
    for (const std::string& entry : store::hours_of(*tx_, story.id))
      stepped(hours::confirm(*tx_, random_, clerk, HoursEntryId(entry), now_));
  }

  void rate(Story& story) {
    if (!story.done) return;  // reopened meanwhile
    const RatingWords words = words_.rating(random_, story.item ? story.item->skill : "");
    stepped(steps_.rate(*tx_, as(residents_[story.resident].person), story.id, words.score, words.text, now_));
  }

  void complain(Story& story) {
    if (!stepped(steps_.complain(*tx_, as(residents_[story.resident].person), story.id,
                                 pick(random_, words_.complaints), now_)))
      return;
    if (chance(random_, 15)) return;
    later(working(in_minutes(60, 1500)), [this, &story] {
      const bool reopen = chance(random_, 45);
      static const std::vector<std::string> dismissals{"已与双方核实，签到签退与照片一致，向您电话说明。",
                                                       "经回访，问题已当场解决，您表示理解。",
                                                       "已向队伍提出整改并向您致歉，本单服务已完成，不再重派。"};
      static const std::vector<std::string> reopenings{"情况属实，向您道歉，另派队伍重新服务。",
                                                       "核实后服务没有做完，重新派单，由所里跟进到底。"};
      if (!stepped(steps_.answer_complaint(*tx_, staff(story.place, true), story.id, reopen,
                                           pick(random_, reopen ? reopenings : dismissals), now_)))
        return;
      if (reopen) serve_again(story);
    });
  }

  void serve_again(Story& story) {
    for (const PersonId& person : story.crew) story.asked.push_back(person);
    release(story);
    story.done = false;
    story.dispatches = 0;
    story.team = {};
    later(working(in_minutes(10, 120)), [this, &story] { dispatch(story); });
  }

  void turn_clocks() {
    constexpr std::int64_t most = 500;
    for (const orders::OfferRow& offer : orders::expired_offers(*tx_, now_, most))
      stepped(steps_.expire_offer(*tx_, offer.id, now_));
    for (const OrderId& id : orders::due_for_escalation(*tx_, now_, most)) stepped(steps_.escalate(*tx_, id, now_));
    for (const OrderId& id : orders::overstayed(*tx_, now_.plus_ms(-rules_.policy.check_out_late_ms()), most))
      if (stepped(steps_.close_presence(*tx_, id, now_))) completed(*by_id_.at(id.str()));
    for (const OrderId& id :
         orders::quiet_since(*tx_, now_.plus_ms(-rules_.policy.archived_after_days * day_ms), most))
      stepped(steps_.archive(*tx_, id, now_));
    static_cast<void>(hours::move_due(*tx_, random_, rules_.policy_at(now_), now_));
  }

  // ---- the demo people: each finds something on every page

  NeedWords words_for(const std::string& item) {
    std::vector<const NeedWords*> fitting;
    for (const NeedWords& words : words_.orders)
      if (words.item == item) fitting.push_back(&words);
    if (fitting.empty()) throw std::runtime_error("needs.json has no words for " + item);
    return *pick(random_, fitting);
  }

  Instant ago(std::int64_t minutes) const { return options_.now.plus_ms(-minutes * minute_ms); }
  /// `days` from today at a minute of the day; negative: before today.
  Instant on(std::int64_t days, std::int64_t minute) const {
    return start_of_day(local_date(options_.now.plus_ms(days * day_ms))).plus_ms(minute * minute_ms);
  }

  Story& tell(const std::string& login, const std::string& item, Instant created, Instant starts, Hold hold) {
    Story& story = tell(resident_of_.at(login), words_for(item), created, starts);
    story.lane = login == "jumin1" ? "phone" : "online";
    story.hold = hold;
    return story;
  }

  /// Of anybody who lives around `place`.
  Story& tell_at(std::size_t place, const std::string& item, Instant created, Instant starts, Hold hold) {
    Story& story = tell(random_.below(residents), words_for(item), created, starts);
    story.place = place;
    story.hold = hold;
    return story;
  }

  static Story& ask(Story& story, const PersonId& volunteer) {
    story.way = Way::volunteers;
    story.wanted = {volunteer};
    return story;
  }

  void plan_demo() {
    plan_residents();
    for (const char* login : {"zyz1", "zyz2", "zyz3"}) plan_volunteer(login);
    plan_veterans();
    plan_desks();
    plan_today();
  }

  void plan_residents() {
    tell("jumin1", "companion_visit", on(-20, 600), on(-16, 600), Hold::none);
    tell("jumin1", "bp_check", on(-12, 620), on(-9, 570), Hold::none);
    ask(tell("jumin1", "haircut_home", on(-5, 640), on(1, 570), Hold::accepted), login_.at("zyz2"));
    tell("jumin1", "meal_delivery", on(-6, 650), ago(20), Hold::in_service);
    tell("jumin1", "smartphone_class", on(-2, 660), on(4, 900), Hold::triaged);
    tell("jumin2", "four_thirty", on(-9, 1230), on(-3, 990), Hold::completed);
    tell("jumin2", "homework_help", on(-7, 1240), on(2, 1140), Hold::scheduled);
    tell("jumin2", "parenting_talk", on(-4, 1250), on(5, 600), Hold::triaged);
    tell("jumin2", "family_photo", ago(90), on(6, 630), Hold::submitted);
    tell("jumin2", "form_filling", on(-15, 1200), on(-11, 600), Hold::none).fate = Fate::rejected;
    tell("jumin3", "vegetable_technique", on(-15, 1200), on(-12, 840), Hold::none).way = Way::team;
    tell("jumin3", "live_selling", on(-6, 1210), on(3, 840), Hold::accepted).way = Way::team;
    tell("jumin3", "smartphone_class", on(-18, 1190), on(-14, 1140), Hold::none).fate = Fate::withdrawn_early;
    Story& chives = tell("jumin3", "chive_technique", on(-4, 1200), on(4, 540), Hold::dispatched);
    chives.way = Way::open_claim;
  }

  /// An item this volunteer has the skill for; single places first, so that one yes fills the order.
  std::string item_for(const Member& member) {
    const ItemKnown* best = nullptr;
    for (const ItemKnown& item : known_.items) {
      const auto& skills = member.known.skills;
      if (std::find(skills.begin(), skills.end(), item.skill) == skills.end() || item.minutes > 120) continue;
      if (!best || item.volunteers < best->volunteers) best = &item;
    }
    if (!best) throw std::runtime_error("no item for a demo volunteer");
    return best->code;
  }

  std::size_t nearest_station(const Member& member, std::size_t skip) const {
    std::vector<std::pair<std::int64_t, std::size_t>> found;
    for (std::size_t i = 0; i < known_.places.size(); ++i) {
      const PlaceKnown& place = known_.places[i];
      if (place.operating && place.kind == "station")
        found.emplace_back(
            std::abs(place.lat_e6 - member.known.lat_e6) + std::abs(place.lon_e6 - member.known.lon_e6), i);
    }
    std::sort(found.begin(), found.end());
    return found.at(skip).second;
  }

  void plan_volunteer(const std::string& login) {
    const PersonId person = login_.at(login);
    const Member& member = members_[member_at_.at(person.str())];
    const std::string item = item_for(member);
    std::size_t near = 0;
    const auto serve = [&](std::int64_t created_day, Instant starts, Hold hold) -> Story& {
      Story& story = tell_at(nearest_station(member, near++ % 5), item, on(created_day, 560), starts, hold);
      ask(story, person);
      return story;
    };
    for (const std::int64_t days : {-30, -23, -16, -9, -5}) serve(days - 5, on(days, 900), Hold::none);
    serve(-6, ago(25), Hold::in_service);
    serve(-6, by_day(options_.now.plus_ms(4 * hour_ms)), Hold::accepted);
    serve(-6, on(3, 870), Hold::scheduled);
    for (const std::int64_t days : {2, 4}) {
      Story& story = serve(-4, on(days, 1110), Hold::dispatched);
      story.dispatch_at = ago(15 + 10 * days);
    }
    for (const std::int64_t days : {1, 2, 3, 5}) {
      Story& story = tell_at(nearest_station(member, near++ % 5), item, on(-4, 600), on(days, 960), Hold::dispatched);
      story.way = Way::open_claim;
    }
  }

  void plan_veterans() {
    const auto veterans = std::find_if(known_.teams.begin(), known_.teams.end(),
                                       [](const TeamKnown& team) { return team.code == "veterans_corps"; });
    if (veterans == known_.teams.end()) throw std::runtime_error("the seed has no team veterans_corps");
    const std::size_t place = place_of_code_.at("510117001021");
    const auto serve = [&](const char* item, std::int64_t created_day, Instant starts, Hold hold) -> Story& {
      Story& story = tell_at(place, item, on(created_day, 600), starts, hold);
      story.way = Way::team;
      story.team = veterans->id;
      return story;
    };
    serve("river_guard", -24, on(-18, 540), Hold::none);
    serve("mediation_service", -15, on(-9, 870), Hold::none);
    serve("veteran_help", -7, on(1, 600), Hold::accepted);
    serve("traffic_guide", -6, ago(35), Hold::in_service);
    serve("appliance_fix", -4, on(2, 570), Hold::dispatched).dispatch_at = ago(45);
    serve("night_patrol", -4, on(3, 1170), Hold::dispatched).dispatch_at = ago(20);
  }

  void plan_desks() {
    const std::size_t academy = place_of_code_.at("510117001021");
    for (const char* item : {"errand_run", "knife_sharpening", "legal_advice"})
      tell_at(academy, item, ago(between(random_, 40, 400)), on(5, 600), Hold::submitted);
    tell_at(academy, "mending", on(-5, 620), on(2, 900), Hold::submitted);
    std::vector<std::size_t> stations;
    for (std::size_t i = 0; i < known_.places.size(); ++i)
      if (known_.places[i].operating && known_.places[i].kind == "station" &&
          known_.places[i].town_code == "510117001")
        stations.push_back(i);
    const auto station = [&] { return pick(random_, stations); };
    for (const char* item : {"ride_hospital", "water_power_check", "bath_help"})
      tell_at(station(), item, on(-4, 700), on(3, 600), Hold::triaged);
    tell_at(station(), "pet_care_help", on(-8, 600), on(2, 840), Hold::triaged);
    for (const char* item : {"appliance_fix", "hospital_escort"}) {
      Story& story = tell_at(station(), item, on(-5, 640), on(2, 540), Hold::dispatched);
      story.way = Way::volunteers;
      story.answered = false;
    }
    for (const char* item : {"companion_visit", "balcony_garden"}) {
      Story& story = tell_at(station(), item, on(-7, 640), on(3, 900), Hold::none);
      story.way = Way::volunteers;
      story.fate = Fate::returned;
    }
    for (const char* item : {"homework_help", "haircut_home", "rehab_guidance"})
      tell_at(station(), item, on(-8, 640), on(-3, 900), Hold::none).fate = Fate::complained;
  }

  void plan_today() {
    static const std::vector<std::string> items{"bp_check",     "errand_run",   "companion_visit",
                                                "policy_talk",  "legal_advice", "smartphone_class",
                                                "haircut_home", "square_dance"};
    for (std::size_t i = 0; i < 16; ++i) {
      const bool running = i < 7;
      const Instant starts = running ? ago(between(random_, 8, 25)) : by_day(ago(-between(random_, 60, 700)));
      tell_at(weighted(random_, weights_), items[i % items.size()], on(-6, between(random_, 540, 1020)), starts,
              running ? Hold::in_service : Hold::none);
    }
  }

  db::Tx* tx_ = nullptr;  ///< of the slice that runs
  const Vault& vault_;
  const Rules& rules_;
  const HistoryOptions& options_;
  const HistoryWords& words_;
  Random random_;
  orders::Steps steps_;
  store::District known_;
  std::unordered_map<std::string, std::size_t> place_at_, place_of_code_, member_at_;
  std::unordered_map<std::string, std::vector<Grant>> grants_;
  std::unordered_map<std::string, std::vector<store::GrantKnown>> staff_;
  std::unordered_map<std::string, PersonId> leader_of_;
  std::map<std::string, PersonId> login_;
  std::unordered_map<std::string, std::vector<std::size_t>> skilled_;
  std::unordered_map<std::string, const ItemKnown*> item_of_;
  std::map<std::string, const DemoData*> demo_;
  std::map<std::string, std::size_t> resident_of_;
  std::vector<std::int64_t> weights_;
  std::vector<Resident> residents_;
  std::vector<Member> members_;
  std::deque<Story> stories_;  ///< grows without moving
  std::unordered_map<std::string, Story*> by_id_;
  std::priority_queue<Event> events_;
  std::uint64_t turns_ = 0;
  Instant now_;
  HistoryResult result_;
};

}  // namespace

Result<HistoryResult> replay_orders(db::Database& database, const Vault& vault, const Rules& rules,
                                    const HistoryOptions& options) {
  const DistrictData district = read_district(options.data);
  const HistoryWords words = read_words(options.data);
  Replay replay(database.read(store::read_district), vault, rules, options, district, words);
  replay.plan();
  while (!replay.over()) {
    bool began = false;
    const auto done = database.write_now([&](db::Tx& tx) -> Result<Done> {
      if (std::exchange(began, true)) throw std::runtime_error("the database was away while it was filled");
      replay.go_on(tx, events_at_once);
      return Done{};
    });
    if (!done) return done.error();
  }
  return replay.result();
}

}  // namespace ws::seed
