#include "activities/digest_service.h"

#include <algorithm>

#include "activities/activity_store.h"
#include "activities/signup_store.h"
#include "base/json.h"
#include "notices/public.h"

namespace ws::activities {
namespace {

constexpr std::int64_t most_openings = 2000;
constexpr std::int64_t at_once = 500;
constexpr std::size_t most_told = 3;
constexpr std::int64_t week_ms = 7 * day_ms;

struct Words {
  std::string zh, en;
};

Words week_words(const store::OwnWeek& week, Instant now) {
  if (week.shifts == 0) return {"这一周您没有安排", "You have nothing planned this week"};
  const std::string count = std::to_string(week.shifts);
  return {"这一周您有 " + count + " 次活动，最近的是" + say_time(week.first_starts, now, "zh") + "的“" +
              week.first_title + "”",
          "You have " + count + " this week; the next is “" + week.first_title + "”, " +
              say_time(week.first_starts, now, "en")};
}

Words fit_words(const std::vector<Fit>& fits, Instant now) {
  if (fits.empty()) return {"没有新的合适活动", "Nothing new suits you"};
  Words words{"新来的可能合适：", "New and perhaps for you: "};
  for (const Fit& fit : fits) {
    const bool skilled = fit.why.front() == Why::skill;
    const bool first = &fit == &fits.front();
    words.zh += (first ? "“" : "；“") + fit.opening.title + "”（" + say_time(fit.opening.starts, now, "zh") + "，" +
                (skilled ? "用得上您的技能" : "就在您的镇街") + "）";
    words.en += (first ? "“" : "; “") + fit.opening.title + "” (" + say_time(fit.opening.starts, now, "en") + ", " +
                (skilled ? "your skill is needed" : "in your town") + ")";
  }
  return words;
}

void write_words(json::Writer& out, std::string_view name, const Words& words) {
  out.key(name).begin().field("zh", words.zh).field("en", words.en).end();
}

}  // namespace

Task<Result<std::string>> DigestService::choose(Actor actor, Wish wish, idempotency::Key key) {
  const Instant now = clock_.now();
  const Policy& policy = rules_.policy;
  const store::Digest digest{actor.person,
                             next_digest(now, policy.activity_digest_weekday, policy.activity_digest_minute), now};
  auto use_case = [wish, digest, key = std::move(key), now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (wish == Wish::weekly)
        store::want_digest(tx, digest);
      else
        store::drop_digest(tx, digest.person);
      return digest.person.str();
    });
  };
  auto waiting = db_.write(use_case);
  Result<std::string> done = co_await waiting;
  co_return done;
}

bool DigestService::wanted(const Actor& actor) const {
  return db_.read([&](db::Reader& reader) { return store::wants_digest(reader, actor.person); });
}

/// Of what suits, what they could have: the same rules as when they sign up.
std::vector<Fit> DigestService::fits_of(db::Reader& reader, const PersonId& person,
                                        const std::vector<Opening>& openings, std::size_t limit) const {
  const auto wishes = wishes_of_(reader, person);
  if (!wishes) return {};
  std::vector<Fit> found;
  for (Fit& fit : fitting(openings, *wishes)) {
    if (found.size() == limit) break;
    const auto activity = store::find(reader, fit.opening.activity);
    const auto role = store::find_role(reader, fit.opening.role);
    const Applicant applicant = store::applicant(reader, person, *activity, role->shift, role->role.plan);
    if (applicant.shifts_taken == 0 &&
        check_applicant(*activity, role->shift, role->role, applicant, Override::none, rules_.policy))
      found.push_back(std::move(fit));
  }
  return found;
}

std::vector<Fit> DigestService::fits(const Actor& actor, std::size_t limit) const {
  if (!actor.volunteer) return {};
  const Instant now = clock_.now();
  return db_.read([&](db::Reader& reader) {
    return fits_of(reader, actor.person, store::openings(reader, {}, now, most_openings), limit);
  });
}

Outcome DigestService::send(db::Tx& tx, const store::Digest& digest, const std::vector<Opening>& openings,
                            Instant now) const {
  const Policy& policy = rules_.policy;
  if (!store::move_digest(tx, digest, next_digest(now, policy.activity_digest_weekday, policy.activity_digest_minute),
                          now))
    return Error::conflict("digest.sent");
  const store::OwnWeek week = store::week_of(tx, digest.person, now, now.plus_ms(week_ms));
  std::vector<Opening> fresh = openings;
  std::erase_if(fresh, [&](const Opening& opening) { return opening.published <= digest.since; });
  const auto fits = fits_of(tx, digest.person, fresh, most_told);
  if (week.shifts == 0 && fits.empty()) return Done{};  // nothing to say is not said
  json::Writer params;
  params.begin();
  write_words(params, "week", week_words(week, now));
  write_words(params, "fits", fit_words(fits, now));
  notices::send(tx, {digest.person, "digest.week", {}, params.end().take(), {}}, now, random_);
  return Done{};
}

int DigestService::tick() {
  const Instant now = clock_.now();
  const auto due = db_.read([&](db::Reader& reader) { return store::due_digests(reader, now, at_once); });
  if (due.empty()) return 0;
  const Instant since =
      std::min_element(due.begin(), due.end(), [](const auto& a, const auto& b) { return a.since < b.since; })->since;
  const auto openings =
      db_.read([&](db::Reader& reader) { return store::openings(reader, since, now, most_openings); });
  int sent = 0;
  for (const store::Digest& digest : due)
    sent += db_.write_now([&](db::Tx& tx) { return send(tx, digest, openings, now); }).ok() ? 1 : 0;
  return sent;
}

}  // namespace ws::activities
