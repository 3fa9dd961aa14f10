#include "seed/venue_history.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "base/run_task.h"
#include "seed/story.h"
#include "venues/public.h"

namespace ws::seed {
namespace {

constexpr int most_shifted_days = 3;  ///< a booking told for a day that is not open moves on

using venues::BookingSteps;

std::int64_t minute_of(const std::string& clock) {
  int hour = 0, minute = 0;
  if (std::sscanf(clock.c_str(), "%2d:%2d", &hour, &minute) != 2) throw std::runtime_error("venues.json: " + clock);
  return hour * 60 + minute;
}

class Story {
 public:
  Story(db::Database& database, const Vault& vault, const Rules& rules, const HistoryOptions& options)
      : told_(read_text(options.data / "pidu" / "venues.json")),
        now_(options.now),
        random_(options.seed + 30),
        clock_(options.now),
        known_(database.read([](db::Reader& reader) { return store::read_district(reader); })),
        venues_(database, clock_, random_, vault, rules),
        bookings_(database, clock_, {vault, random_, rules, {}}) {}

  VenueResult run() {
    for (const json::Document& told : told_.items("venues")) open(told);
    for (const json::Document& told : told_.items("bookings")) book(told);
    for (const json::Document& told : told_.items("series")) repeat(told);
    clock_.at = now_;
    object();
    for (const json::Document& told : told_.items("days")) keep_day(told);
    for (const json::Document& told : told_.items("closures")) shut(told);
    return result_;
  }

 private:
  struct Known {
    VenueId id;
    Actor keeper;
    venues::Plan plan;
  };

  std::string done(Result<std::string> result, const std::string& what) {
    if (!result) throw std::runtime_error("venues.json: " + what + ": " + result.error().reason);
    return std::move(*result);
  }
  static idempotency::Key key() { return {{}, "", "seed.venues", ""}; }

  const Known& venue(const std::string& name) const {
    const auto found =
        std::find_if(all_.begin(), all_.end(), [&](const Known& one) { return one.plan.name == name; });
    if (found == all_.end()) throw std::runtime_error("venues.json: no venue " + name);
    return *found;
  }

  void open(const json::Document& told) {
    venues::Plan plan;
    plan.kind = venues::parse_kind(need(told, "kind")).value();
    plan.name = need(told, "name");
    plan.summary = need(told, "summary");
    plan.rules = need(told, "rules");
    plan.access = need(told, "access");
    plan.units = told.integer("units").value();
    plan.capacity = told.integer("capacity").value();
    plan.slot_minutes = told.integer("slot_minutes").value();
    plan.longest_minutes = told.integer("longest_minutes").value();
    plan.days_ahead = told.integer("days_ahead").value();
    plan.open_per_person = told.integer("open_per_person").value();
    plan.approval = told.integer("approval").value() == 1;
    for (const json::Document& span : told.items("hours"))
      for (const std::int64_t weekday : span.integers("days"))
        plan.hours.push_back({weekday, minute_of(need(span, "from")), minute_of(need(span, "until"))});
    const Actor keeper = actor_named(known_, need(told, "by"));
    clock_.at = now_.plus_ms(-40 * day_ms);
    const VenueId id(done(run_task(venues_.make(keeper, key(), keeper.grants.at(0).site, plan)), plan.name));
    done(run_task(venues_.edit(keeper, key(), id, plan, venues::VenueState::open, 1)), plan.name);
    all_.push_back({id, keeper, plan});
    ++result_.venues;
  }

  /// "now": the slot that is running, or none when nothing is open.
  std::optional<Instant> start_of(const json::Document& told, const Known& where, std::int64_t shifted) const {
    const LocalDate day = local_date(now_.plus_ms((told.integer("days").value() + shifted) * day_ms));
    if (need(told, "from") != "now") return start_of_day(day).plus_ms(minute_of(need(told, "from")) * minute_ms);
    venues::Venue venue;
    venue.plan = where.plan;
    for (const venues::Span& slot : venues::slots_on(venue, day))
      if (slot.starts <= now_ && now_ < slot.ends) return slot.starts;
    return std::nullopt;
  }

  venues::Wish wish_of(const json::Document& told, const Known& where, Instant starts) const {
    const Instant ends = starts.plus_ms(told.integer("slots").value() * where.plan.slot_minutes * minute_ms);
    return {{starts, ends}, told.integer("units").value_or(1), told.integer("heads").value(), need(told, "purpose")};
  }

  Result<std::string> enter(const json::Document& told, const Known& where, const venues::Wish& wish) {
    const std::string guest = told.text("guest").value_or("");
    if (!guest.empty())
      return run_task(bookings_.book_on_behalf(where.keeper, key(), where.id,
                                               {guest, "", "phone", "打电话来，不用手机", {}, {}}, wish));
    const Actor actor = actor_named(known_, need(told, "by"));
    TeamId team;
    if (told.boolean("team").value_or(false))
      for (const Grant& grant : actor.grants)
        if (grant.role == Role::team_leader) team = grant.team;
    return run_task(bookings_.book(actor, key(), where.id, team, wish));
  }

  void book(const json::Document& told) {
    const Known& where = venue(need(told, "venue"));
    const std::string purpose = need(told, "purpose");
    for (int shifted = 0;; ++shifted) {
      const auto starts = start_of(told, where, shifted);
      if (!starts) return;
      clock_.at = std::min(now_.plus_ms(-2 * hour_ms), starts->plus_ms(-2 * day_ms));
      if (need(told, "from") == "now") clock_.at = starts->plus_ms(-hour_ms);
      const auto entered = enter(told, where, wish_of(told, where, *starts));
      if (!entered && entered.error().reason == "booking.no_slot" && shifted < most_shifted_days) continue;
      const BookingId id(done(entered, purpose));
      ++result_.bookings;
      go_on(told, where, id, wish_of(told, where, *starts).span);
      return;
    }
  }

  void turn(const BookingId& id, const std::string& what, venues::BookingService::Turn step) {
    done(run_task(bookings_.turn(key(), std::move(step))), what + " " + id.str());
  }

  void go_on(const json::Document& told, const Known& where, const BookingId& id, const venues::Span& span) {
    const std::string state = need(told, "state");
    if (state == "requested") return;
    clock_.at = clock_.at.plus_ms(hour_ms);
    if (where.plan.approval && state != "declined")
      turn(id, state, [&](db::Tx& tx, const BookingSteps& steps, Instant now) {
        return steps.confirm(tx, where.keeper, id, now);
      });
    if (state == "declined")
      turn(id, state, [&, reason = need(told, "reason")](db::Tx& tx, const BookingSteps& steps, Instant now) {
        return steps.decline(tx, where.keeper, id, reason, now);
      });
    if (state == "cancelled")
      turn(id, state,
           [&, actor = actor_named(known_, need(told, "by"))](db::Tx& tx, const BookingSteps& steps, Instant now) {
             return steps.cancel(tx, actor, id, "", now);
           });
    if (state == "ended" || state == "checked_in") {
      clock_.at = state == "ended" ? span.starts.plus_ms(3 * minute_ms) : span.starts;
      turn(id, state, [&](db::Tx& tx, const BookingSteps& steps, Instant now) {
        return steps.receive(tx, where.keeper, id, now);
      });
    }
    if (state == "ended") clock_.at = span.ends;
    if (state == "no_show") clock_.at = span.starts.plus_ms(bookings_.limits().grace_minutes * minute_ms);
    if (state == "ended" || state == "no_show") bookings_.tick();
  }

  void repeat(const json::Document& told) {
    const Known& where = venue(need(told, "venue"));
    clock_.at = now_.plus_ms(-day_ms);
    const Instant starts = *start_of(told, where, 0);
    const LocalDate until = local_date(starts.plus_ms(told.integer("weeks").value() * 7 * day_ms));
    done(run_task(bookings_.book_series(
             actor_named(known_, need(told, "by")), key(), where.id, {}, wish_of(told, where, starts),
             {static_cast<int>(told.integer("every").value()), until}, venues::IfTaken::book_the_free)),
         need(told, "purpose"));
    ++result_.bookings;
  }

  /// Whoever did not come three times says why.
  void object() {
    const Actor farmer = actor_named(known_, "jumin3");
    for (const venues::store::Pause& pause : bookings_.own_pauses(farmer))
      done(run_task(bookings_.appeal(farmer, key(), pause.id, "那几天抢收莴笋，忘了取消，对不起。")), "appeal");
  }

  void keep_day(const json::Document& told) {
    const Known& where = venue(need(told, "venue"));
    venues::OtherDay day{local_date(now_.plus_ms(told.integer("days").value() * day_ms)), {}, need(told, "note")};
    if (const std::string from = told.text("from").value_or(""); !from.empty())
      day.hours = venues::Opening{weekday(day.day), minute_of(from), minute_of(need(told, "to"))};
    done(run_task(venues_.keep_day(where.keeper, key(), where.id, day)), day.note);
  }

  void shut(const json::Document& told) {
    const Known& where = venue(need(told, "venue"));
    const Instant starts = start_of_day(local_date(now_.plus_ms(told.integer("days").value() * day_ms)));
    const venues::Span span{starts, starts.plus_ms(told.integer("length").value() * day_ms)};
    done(run_task(bookings_.close(where.keeper, key(), where.id, {{}, span, need(told, "reason")})), "closure");
  }

  json::Document told_;
  Instant now_;
  Random random_;
  StoryClock clock_;
  store::District known_;
  venues::VenueService venues_;
  venues::BookingService bookings_;
  std::vector<Known> all_;
  VenueResult result_;
};

}  // namespace

VenueResult replay_venues(db::Database& database, const Vault& vault, const Rules& rules,
                          const HistoryOptions& options) {
  return Story(database, vault, rules, options).run();
}

}  // namespace ws::seed
