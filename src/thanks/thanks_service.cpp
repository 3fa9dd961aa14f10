#include "thanks/thanks_service.h"

#include <algorithm>
#include <map>

#include "base/json.h"
#include "base/local_time.h"
#include "hours/public.h"
#include "notices/public.h"
#include "people/public.h"
#include "stars/public.h"

namespace ws::thanks {
namespace {

constexpr int first_year = 2000;
constexpr std::int64_t most_services = 5000;
constexpr std::int64_t people_at_once = 500;
// After a start the clock looks back this far: thanks are said once, however often it looks.
constexpr std::int64_t looks_back_ms = 7 * day_ms;
// An entry's time is taken before its transaction commits.
constexpr std::int64_t overlap_ms = 10 * minute_ms;

Instant start_of_year(int year) {
  return start_of_day({year, 1, 1});
}

}  // namespace

Result<ThanksService::Year> ThanksService::year(const Actor& actor, int year) const {
  if (year < first_year || year > local_date(parts_.clock.now()).year) return Error::not_found("thanks.no_year");
  return parts_.database.read([&](db::Reader& reader) -> Result<Year> {
    std::vector<Service> services;
    for (hours::EffectiveEntry& entry :
         hours::effective_entries(reader, actor.person, start_of_year(year), start_of_year(year + 1), most_services))
      services.push_back(
          {ws::to_text(local_date(entry.starts)), std::move(entry.title), std::move(entry.site_name), entry.minutes});
    return Year{review_of(year, services), stars::level_of(reader, actor.person),
                store::milestones_of(reader, actor.person)};
  });
}

Task<Result<std::string>> ThanksService::card(Actor actor, int year, CardForm form) {
  const auto found = this->year(actor, year);
  if (!found) co_return found.error();
  if (found->review.services == 0) co_return Error::conflict("thanks.empty_year");
  const auto name =
      parts_.database.read([&](db::Reader& reader) { return people::find_name(reader, actor.person).value_or(""); });
  auto draw = [review = found->review, stars = found->stars, name, form] {
    return draw_card(review, name, stars, form);
  };
  auto rendering = parts_.rendering.run(draw);
  auto bytes = co_await rendering;
  co_return bytes;
}

int ThanksService::tick() {
  const Instant now = parts_.clock.now();
  const Instant from = looked_.ms == 0 ? now.plus_ms(-looks_back_ms) : looked_.plus_ms(-overlap_ms);
  const auto people = parts_.database.read(
      [&](db::Reader& reader) { return store::newly_effective(reader, from, now.plus_ms(1), people_at_once); });
  int said = 0;
  for (const PersonId& person : people) said += thank(person, now);
  looked_ = now;
  return said;
}

int ThanksService::thank(const PersonId& person, Instant now) {
  // Reading first keeps the writer free: nearly always there is nothing to say.
  const auto due = parts_.database.read([&](db::Reader& reader) {
    const auto sum = hours::effective_sum(reader, person);
    auto reached = milestones_for(sum.services, sum.minutes, parts_.policy);
    for (const store::Said& said : store::milestones_of(reader, person)) std::erase(reached, said.milestone);
    return reached;
  });
  if (due.empty()) return 0;
  const auto said = parts_.database.write_now([&](db::Tx& tx) -> Result<int> {
    std::map<std::string, std::int64_t> greatest;  // by kind: several at once are one notice
    for (const Milestone& milestone : due)
      if (store::insert_milestone(tx, person, milestone, now)) greatest[milestone.kind] = milestone.reached;
    for (const auto& [kind, reached] : greatest) {
      json::Writer out;
      out.begin().field("count", std::to_string(reached)).end();
      const std::string notice = "thanks." + (kind == "services" && reached == 1 ? "first" : kind);
      notices::send(tx, {person, notice, {}, out.take()}, now, parts_.random);
    }
    return static_cast<int>(greatest.size());
  });
  return said ? *said : 0;
}

}  // namespace ws::thanks
