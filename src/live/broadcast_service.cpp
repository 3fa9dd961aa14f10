#include "live/broadcast_service.h"

#include <sodium.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include "audit/public.h"
#include "base/json.h"
#include "base/text.h"
#include "live/audience_service.h"
#include "outbox/public.h"

namespace ws::live {
namespace {

constexpr std::string_view key_context = "live.stream_key";
constexpr std::size_t secret_length = 32;
constexpr std::int64_t most_at_once = 50;
constexpr std::int64_t most_on_shelf = 30;
constexpr int most_parts = 9'999;

Error changed_meanwhile() {
  return Error::conflict("live.changed_meanwhile");
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool same(std::string_view one, std::string_view other) {
  return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

void tell_room(db::Tx& tx, const Broadcast& broadcast, Instant now) {
  outbox::publish(tx, {"broadcast", broadcast.plan.site, {}, state_words(broadcast)}, now);
}

}  // namespace

std::string state_words(const Broadcast& broadcast) {
  json::Writer out;
  out.begin()
      .field("broadcast_id", broadcast.id)
      .field("type", "state")
      .field("state", to_text(broadcast.state))
      .field("waiting", broadcast.interrupted.has_value())
      .field("trouble", broadcast.trouble)
      .field("slow_s", broadcast.slow_s)
      .end();
  return out.take();
}

// ---- staff reads

Result<store::Page> BroadcastService::list(const Actor& actor, std::optional<State> state, const std::string& cursor,
                                           std::int64_t limit) const {
  const store::Filter filter{state, access::seen(actor), cursor, limit};
  return parts_.database.read([&](db::Reader& reader) { return store::list(reader, filter); });
}

Result<BroadcastService::Detail> BroadcastService::find(const Actor& actor, const BroadcastId& broadcast) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Detail> {
    auto found = access::get(reader, actor, broadcast);
    if (!found) return found.error();
    const bool may_run = access::may_run(reader, actor, *found);
    return Detail{std::move(*found), store::events(reader, broadcast), store::attendance(reader, broadcast), may_run};
  });
}

Outcome BroadcastService::check_may_run(const Actor& actor, const std::string& broadcast) const {
  const auto id = BroadcastId::parse(broadcast);
  if (!id) return Error::not_found("live.not_found");
  const auto found = parts_.database.read([&](db::Reader& reader) { return access::get_to_run(reader, actor, *id); });
  if (!found) return found.error();
  return may_have_key(*found);
}

// ---- steps of staff

Task<Result<std::string>> BroadcastService::run(idempotency::Key key, Step step) {
  const Instant now = parts_.clock.now();
  auto use_case = [key, step, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto after = step(tx, now);
      if (!after) return after.error();
      return after->id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Result<Broadcast> BroadcastService::moved(db::Tx& tx, Broadcast after, const PersonId& actor, std::string_view kind,
                                          const std::string& reason, Instant now) {
  if (!store::update(tx, after)) return changed_meanwhile();
  store::append_event(tx, parts_.random, after.id, actor, kind, reason, now);
  tell_room(tx, after, now);
  return after;
}

Task<Result<std::string>> BroadcastService::plan(Actor actor, idempotency::Key key, Plan plan) {
  Broadcast fresh;
  fresh.id = BroadcastId::fresh(parts_.clock.now(), parts_.random);
  fresh.plan = std::move(plan);
  Step step = [this, actor, fresh](db::Tx& tx, Instant now) -> Result<Broadcast> {
    if (const auto may = access::check_may_plan_at(tx, actor, fresh.plan.site); !may) return may.error();
    if (const auto right = check_plan(fresh.plan, now, parts_.rules); !right) return right.error();
    store::insert(tx, fresh, actor.person, now);
    store::append_event(tx, parts_.random, fresh.id, actor.person, "planned", "", now);
    return fresh;
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> BroadcastService::change(Actor actor, idempotency::Key key, BroadcastId broadcast,
                                                   Plan plan, std::int64_t version) {
  Step step = [this, actor, broadcast, plan, version](db::Tx& tx, Instant now) -> Result<Broadcast> {
    auto found = access::get_to_run(tx, actor, broadcast);
    if (!found) return found;
    if (found->version != version) return changed_meanwhile();
    if (const auto may = may_change(*found); !may) return may.error();
    if (const auto right = check_plan(plan, now, parts_.rules); !right) return right.error();
    const SiteId site = found->plan.site;
    found->plan = plan;
    found->plan.site = site;
    return moved(tx, std::move(*found), actor.person, "changed", "", now);
  };
  return run(std::move(key), std::move(step));
}

Outcome BroadcastService::shift(db::Tx& tx, const Actor& actor, const BroadcastId& broadcast, const Shift& by,
                                Instant now) {
  auto found = access::get_to_run(tx, actor, broadcast);
  if (!found) return found.error();
  if (const auto may = may_change(*found); !may) return may.error();
  found->plan.starts = found->plan.starts.plus_ms(by.starts_ms);
  found->plan.ends = found->plan.ends.plus_ms(by.ends_ms);
  if (const auto right = check_plan(found->plan, now, parts_.rules); !right) return right.error();
  if (const auto kept = moved(tx, std::move(*found), actor.person, "changed", "", now); !kept) return kept.error();
  return Done{};
}

Task<Result<std::string>> BroadcastService::announce(Actor actor, idempotency::Key key, BroadcastId broadcast) {
  Step step = [this, actor, broadcast](db::Tx& tx, Instant now) -> Result<Broadcast> {
    auto found = access::get_to_run(tx, actor, broadcast);
    if (!found) return found;
    if (const auto may = may_announce(*found, now); !may) return may.error();
    found->state = State::announced;
    return moved(tx, std::move(*found), actor.person, "announced", "", now);
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> BroadcastService::withdraw(Actor actor, idempotency::Key key, BroadcastId broadcast,
                                                     std::string reason) {
  Step step = [this, actor, broadcast, reason](db::Tx& tx, Instant now) -> Result<Broadcast> {
    auto found = access::get_to_run(tx, actor, broadcast);
    if (!found) return found;
    if (const auto may = may_withdraw(*found); !may) return may.error();
    found->state = State::planned;
    return moved(tx, std::move(*found), actor.person, "withdrawn", reason, now);
  };
  return run(std::move(key), std::move(step));
}

/// By staff, or because nobody came back. A poll that still runs ends with it.
Result<Broadcast> BroadcastService::over(db::Tx& tx, Broadcast broadcast, const PersonId& actor, Instant now) {
  broadcast.state = State::ended;
  broadcast.ended = now;
  broadcast.interrupted.reset();
  if (const auto poll = store::close_open(tx, broadcast.id, now))
    outbox::publish(tx, {"broadcast", broadcast.plan.site, {}, poll_words(store::find_poll(tx, *poll).value())}, now);
  return moved(tx, std::move(broadcast), actor, "ended", "", now);
}

Task<Result<std::string>> BroadcastService::end(Actor actor, idempotency::Key key, BroadcastId broadcast) {
  Step step = [this, actor, broadcast](db::Tx& tx, Instant now) -> Result<Broadcast> {
    auto found = access::get_to_run(tx, actor, broadcast);
    if (!found) return found;
    if (const auto may = may_end(*found); !may) return may.error();
    return over(tx, std::move(*found), actor.person, now);
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> BroadcastService::retry_replay(Actor actor, idempotency::Key key, BroadcastId broadcast) {
  Step step = [this, actor, broadcast](db::Tx& tx, Instant now) -> Result<Broadcast> {
    auto found = access::get_to_run(tx, actor, broadcast);
    if (!found) return found;
    const bool is_due = found->state == State::ended || found->cut_made != found->cut_turn;
    if (!is_due || found->replay_tries < parts_.rules.replay_tries) return Error::conflict("live.no_replay_due");
    found->replay_tries = 0;
    return moved(tx, std::move(*found), actor.person, "replay_retried", "", now);
  };
  return run(std::move(key), std::move(step));
}

std::string BroadcastService::secret(const BroadcastId& broadcast, std::int64_t turn) const {
  return parts_.vault.lookup_key(broadcast.str() + "." + std::to_string(turn), key_context).substr(0, secret_length);
}

Task<Result<BroadcastService::StreamKey>> BroadcastService::new_key(Actor actor, idempotency::Key key,
                                                                    BroadcastId broadcast) {
  if (!takes_streams()) co_return Error::conflict("live.no_ingest");
  const Instant now = parts_.clock.now();
  // Which key it is, and not the key, is what a retry is answered by.
  auto use_case = [this, actor, key, broadcast, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      auto found = access::get_to_speak(tx, actor, broadcast);
      if (!found) return found.error();
      if (const auto may = may_have_key(*found); !may) return may.error();
      ++found->key_turn;
      const std::string turn = std::to_string(found->key_turn);
      if (const auto kept = moved(tx, std::move(*found), actor.person, "key_made", "", now); !kept)
        return kept.error();
      audit::record(tx, {actor.person, "live.key_made", "broadcast", broadcast.str(), "", turn}, now);
      return turn;
    });
  };
  const auto turn = co_await parts_.database.write(use_case);
  if (!turn) co_return turn.error();
  // Another server shows viewers what a stream is called, but not its parameters.
  const std::string_view between = parts_.origin.empty() ? "-" : "?key=";
  co_return StreamKey{parts_.stream_address,
                      broadcast.str() + std::string(between) + secret(broadcast, std::stoll(*turn))};
}

// ---- whoever sends

Result<Broadcast> BroadcastService::check_key(std::string_view stream_name) const {
  const Error wrong = Error::not_found("live.wrong_key");
  const auto name = parse_stream_name(stream_name);
  if (!name) return wrong;
  auto found = parts_.database.read([&](db::Reader& reader) { return store::find(reader, name->broadcast); });
  // Compared whatever was found, so that the time it takes says nothing.
  const bool fits = same(name->secret, secret(name->broadcast, found ? found->key_turn : 0));
  if (!found || found->key_turn == 0 || !fits) return wrong;
  return std::move(*found);
}

Result<BroadcastId> BroadcastService::may_begin(std::string_view stream_name) const {
  const auto known = check_key(stream_name);
  if (!known) return known.error();
  if (const auto may = may_publish(*known, parts_.clock.now(), parts_.rules); !may) return may.error();
  return known->id;
}

Result<BroadcastId> BroadcastService::check_sender(std::string_view stream_name) const {
  const auto known = check_key(stream_name);
  if (!known) return known.error();
  return known->id;
}

Result<BroadcastId> BroadcastService::publish(std::string_view stream_name) {
  const auto known = check_key(stream_name);
  if (!known) return known.error();
  const Instant now = parts_.clock.now();
  const auto begun = parts_.database.write_now([&](db::Tx& tx) -> Result<Broadcast> {
    auto found = store::find(tx, known->id);
    if (!found || found->key_turn != known->key_turn) return Error::not_found("live.wrong_key");
    if (const auto may = may_publish(*found, now, parts_.rules); !may) return may.error();
    const bool first = !found->live;
    found->state = State::live;
    if (first) found->live = now;
    found->interrupted.reset();
    found->trouble.clear();
    return moved(tx, std::move(*found), {}, first ? "begun" : "resumed", "", now);
  });
  if (!begun) return begun.error();
  return begun->id;
}

void BroadcastService::interrupt(const BroadcastId& broadcast, const std::string& trouble) {
  const Instant now = parts_.clock.now();
  static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Result<Broadcast> {
    auto found = store::find(tx, broadcast);
    if (!found || found->state != State::live || found->interrupted) return Error::conflict("live.not_live");
    found->interrupted = now;
    found->trouble = trouble;
    return moved(tx, std::move(*found), {}, "interrupted", trouble, now);
  }));
}

bool BroadcastService::goes_on(const BroadcastId& broadcast) const {
  return parts_.database.read([&](db::Reader& reader) {
    const auto found = store::find(reader, broadcast);
    return found && found->state == State::live;
  });
}

void BroadcastService::interrupt_others(const std::set<BroadcastId>& sending) {
  const auto on_air = parts_.database.read([](db::Reader& reader) { return store::on_air(reader, most_at_once); });
  for (const Broadcast& broadcast : on_air)
    if (!broadcast.interrupted && !sending.contains(broadcast.id)) interrupt(broadcast.id, "");
}

std::filesystem::path BroadcastService::segments(const BroadcastId& broadcast) const {
  return parts_.data / "live" / broadcast.str();
}

std::filesystem::path BroadcastService::recordings(const BroadcastId& broadcast) const {
  return parts_.data / "recordings" / broadcast.str();
}

// ---- everybody

BroadcastService::Shelf BroadcastService::shelf(const std::string& cursor, std::int64_t limit) const {
  const Instant now = parts_.clock.now();
  return parts_.database.read([&](db::Reader& reader) {
    return Shelf{store::on_air(reader, most_on_shelf), store::announced(reader, now, most_on_shelf),
                 store::replays(reader, cursor, limit)};
  });
}

Result<Broadcast> BroadcastService::read(const BroadcastId& broadcast) const {
  return parts_.database.read([&](db::Reader& reader) { return access::get_public(reader, broadcast); });
}

/// What was cut so far, a part for each stretch; nothing before the first segment.
std::vector<Part> BroadcastService::cut(const BroadcastId& broadcast, Sort sort) const {
  std::vector<Part> parts;
  bool any = false;
  for (int part = 1; part <= most_parts; ++part) {
    const std::filesystem::path path = segments(broadcast) / part_name(sort, part);
    std::error_code failed;
    // A part without sound has no list of it; the parts are counted by their pictures.
    if (!std::filesystem::exists(segments(broadcast) / part_name(Sort::video, part), failed)) break;
    parts.push_back(parse_part(read_file(path)));
    any = any || !parts.back().empty();
  }
  return any ? parts : std::vector<Part>{};
}

Result<std::string> BroadcastService::playlist(const BroadcastId& broadcast, Sort sort) const {
  const std::string key = part_name(sort, 0) + broadcast.str();
  if (const auto young = playlists_.find_young(key)) return *young;
  const auto found = read(broadcast);
  if (!found) return found.error();
  const auto parts = cut(broadcast, sort);
  if (parts.empty()) return Error::not_found("live.not_found");
  const bool is_over = found->state != State::live;
  std::string list =
      live::playlist(is_over ? trimmed(parts, found->trim) : parts,
                     static_cast<std::size_t>(parts_.rules.playlist_segments), is_over ? Ending::over : Ending::open);
  playlists_.keep(key, found->version, std::make_shared<const std::string>(list));
  return list;
}

Result<std::string> BroadcastService::segment(const BroadcastId& broadcast, std::string_view name) const {
  const std::filesystem::path path = segments(broadcast) / std::string(name);
  std::error_code failed;
  if (!is_segment_name(name) || !std::filesystem::is_regular_file(path, failed))
    return Error::not_found("live.not_found");
  return path.string();
}

/// Each trim makes a file of its own, so that whoever watches the one before is not disturbed.
std::filesystem::path BroadcastService::replay_path(const BroadcastId& broadcast, std::int64_t cut) const {
  return recordings(broadcast) / (cut == 0 ? "replay.mp4" : "replay-" + std::to_string(cut) + ".mp4");
}

Result<std::string> BroadcastService::replay(const BroadcastId& broadcast) const {
  const auto found = read(broadcast);
  if (!found) return found.error();
  const std::filesystem::path path = replay_path(broadcast, found->cut_made);
  std::error_code failed;
  if (found->state != State::replay_published || !std::filesystem::is_regular_file(path, failed))
    return Error::not_found("live.not_found");
  return path.string();
}

// ---- clocks

int BroadcastService::tick() {
  const Instant now = parts_.clock.now();
  const auto [on_air, to_clear] = parts_.database.read([&](db::Reader& reader) {
    const Instant before = now.plus_ms(-parts_.rules.segments_kept_minutes * minute_ms);
    return std::pair(store::on_air(reader, most_at_once), store::to_clear(reader, before, most_at_once));
  });
  int count = 0;
  for (const Broadcast& seen : on_air) {
    if (!is_abandoned(seen, now, parts_.rules)) continue;
    const auto closed = parts_.database.write_now([&](db::Tx& tx) -> Result<Broadcast> {
      auto found = store::find(tx, seen.id);
      if (!found || !is_abandoned(*found, now, parts_.rules)) return Error::conflict("live.not_live");
      return over(tx, std::move(*found), {}, now);
    });
    if (closed) ++count;
  }
  for (const BroadcastId& broadcast : to_clear) {
    std::error_code failed;
    std::filesystem::remove_all(segments(broadcast), failed);
    if (failed) continue;
    static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
      store::note_cleared(tx, broadcast);
      return Done{};
    }));
  }
  return count;
}

namespace {

/// "1.flv", "2.flv" …, in order; another server calls them by their time.
std::vector<std::filesystem::path> recorded(const std::filesystem::path& folder) {
  std::map<std::int64_t, std::filesystem::path> found;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    const std::string name = entry.path().stem();
    const bool is_number = !name.empty() && name.size() <= 18 && name.find_first_not_of("0123456789") == name.npos;
    if (is_number && entry.path().extension() == ".flv" && entry.file_size(failed) > 0)
      found.emplace(std::stoll(name), entry.path());
  }
  std::vector<std::filesystem::path> paths;
  for (const auto& [number, path] : found) paths.push_back(path);
  return paths;
}

}  // namespace

int BroadcastService::make_replays(const Join& join) {
  const auto due = parts_.database.read(
      [&](db::Reader& reader) { return store::without_replay(reader, parts_.rules.replay_tries, most_at_once); });
  for (const Broadcast& broadcast : due) {
    const auto parts = recorded(recordings(broadcast.id));
    const bool made = !parts.empty() && join(parts, broadcast.trim, replay_path(broadcast.id, broadcast.cut_turn));
    note_replay(broadcast, made);
  }
  return static_cast<int>(due.size());
}

void BroadcastService::note_replay(const Broadcast& tried, bool made) {
  const Instant now = parts_.clock.now();
  const auto noted = parts_.database.write_now([&](db::Tx& tx) -> Result<Broadcast> {
    auto found = store::find(tx, tried.id);
    if (!found || !found->ended) return Error::conflict("live.not_found");
    ++found->replay_tries;
    if (made) {
      found->state = State::replay_published;
      if (!found->replay) found->replay = now;
      found->cut_made = tried.cut_turn;
    }
    return moved(tx, std::move(*found), {}, made ? "replay_published" : "replay_failed", "", now);
  });
  std::error_code failed;
  if (noted && made && tried.state == State::replay_published)
    std::filesystem::remove(replay_path(tried.id, tried.cut_made), failed);
}

}  // namespace ws::live
