#include "activities/sharing_service.h"

#include "activities/activity_access.h"
#include "activities/activity_list_store.h"
#include "outbox/public.h"
#include "teams/public.h"

namespace ws::activities {
namespace {

constexpr std::int64_t most_entries = 500;
constexpr std::int64_t most_news = 50;
/// A calendar hears that something was called off, or moved, this long afterwards.
constexpr std::int64_t looks_back_ms = 30 * day_ms;
constexpr std::string_view secret_context = "activities.calendar";

}  // namespace

Result<SharingService::Drawable> SharingService::drawable(const ActivityId& id) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Drawable> {
    const auto seen = access::see(reader, {}, id);
    if (!seen) return seen.error();
    const Plan& plan = seen->activity.plan;
    const auto row = store::find_row(reader, id, parts_.clock.now());
    Drawable found;
    found.version = seen->activity.version;
    found.sheet = {plan.title,
                   plan.summary,
                   plan.conditions,
                   plan.place,
                   row->site.name,
                   row->team.name,
                   row->category_name,
                   seen->activity.state,
                   plan.closes,
                   store::shifts(reader, id),
                   address("/activities/" + id.str())};
    return found;
  });
}

Task<Result<std::string>> SharingService::card(Sheet sheet) const {
  auto rendering = parts_.rendering.run([sheet = std::move(sheet)] { return draw_card(sheet); });
  auto bytes = co_await rendering;
  co_return bytes;
}

Task<Result<std::string>> SharingService::poster(Sheet sheet) const {
  auto rendering = parts_.rendering.run([sheet = std::move(sheet)] { return draw_poster(sheet); });
  auto bytes = co_await rendering;
  co_return bytes;
}

std::vector<ical::Event> SharingService::events(const std::vector<store::CalendarFileEntry>& entries) const {
  std::vector<ical::Event> events;
  for (const store::CalendarFileEntry& entry : entries) {
    ical::Event event;
    event.uid = entry.shift.str() + "@wushuang";
    event.title = entry.role.empty() ? entry.title : entry.title + "（" + entry.role + "）";
    event.description = entry.summary + "\n" + entry.site_name;
    event.place = entry.place;
    event.url = address("/activities/" + entry.activity.str());
    event.starts = entry.starts;
    event.ends = entry.ends;
    event.changed = entry.changed;
    event.sequence = entry.sequence;
    event.cancelled = entry.cancelled;
    events.push_back(std::move(event));
  }
  return events;
}

Result<std::string> SharingService::calendar_of(const ActivityId& id) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<std::string> {
    const auto seen = access::see(reader, {}, id);
    if (!seen) return seen.error();
    return ical::write(seen->activity.plan.title, events(store::entries_of_activity(reader, id)));
  });
}

Result<std::string> SharingService::calendar_of(const TeamId& id) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<std::string> {
    const auto team = teams::find_brief(reader, id);
    if (!team || !team->active) return Error::not_found("team.not_found");
    const Instant since = parts_.clock.now().plus_ms(-looks_back_ms);
    return ical::write(team->name, events(store::entries_of_team(reader, id, since, most_entries)));
  });
}

Result<std::string> SharingService::own_calendar(const std::string& secret) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<std::string> {
    const auto person = store::feed_owner(reader, sha256_hex(secret));
    if (!person) return Error::not_found("calendar.not_found");
    const Instant since = parts_.clock.now().plus_ms(-looks_back_ms);
    std::vector<ical::Event> all = events(store::entries_of_person(reader, *person, since, most_entries));
    if (parts_.elsewhere)
      for (ical::Event& event : parts_.elsewhere(reader, *person, since)) all.push_back(std::move(event));
    return ical::write("我的志愿服务和课程", all);
  });
}

std::vector<store::News> SharingService::newest() const {
  return parts_.database.read([](db::Reader& reader) { return store::newest(reader, most_news); });
}

Task<Result<std::string>> SharingService::open_feed(Actor actor, idempotency::Key key) const {
  const Instant now = parts_.clock.now();
  // Made from the key, so that a form sent twice gives one address and nothing but a hash need be kept.
  std::string secret = parts_.vault.lookup_key(actor.person.str() + ":" + key.key, secret_context);
  auto use_case = [actor, key = std::move(key), hash = sha256_hex(secret), now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      store::keep_feed(tx, actor.person, hash, now);
      return std::string();
    });
  };
  auto waiting = parts_.database.write(use_case);
  const Result<std::string> done = co_await waiting;
  if (!done) co_return done.error();
  co_return secret;
}

Task<Result<std::string>> SharingService::close_feed(Actor actor, idempotency::Key key) const {
  const Instant now = parts_.clock.now();
  auto use_case = [actor, key = std::move(key), now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      store::drop_feed(tx, actor.person);
      return std::string();
    });
  };
  auto waiting = parts_.database.write(use_case);
  Result<std::string> done = co_await waiting;
  co_return done;
}

std::optional<Instant> SharingService::feed_since(const Actor& actor) const {
  return parts_.database.read([&](db::Reader& reader) { return store::feed_since(reader, actor.person); });
}

std::int64_t SharingService::mark() const {
  return parts_.database.read([](db::Reader& reader) { return outbox::last_seq(reader); });
}

}  // namespace ws::activities
