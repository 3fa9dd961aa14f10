#include "screen/screen_pump_service.h"

#include <algorithm>
#include <chrono>
#include <iostream>

#include "base/json.h"
#include "orders/public.h"
#include "screen/screen_service.h"
#include "screen/screen_store.h"

namespace ws::screen {
namespace {

constexpr std::int64_t most_at_once = 500;
constexpr std::chrono::milliseconds look_again{1'000};
/// A room is kept at least this long: its socket may still be on its way in.
constexpr std::int64_t room_rests_us = 60'000'000;

/// The part of a message that says something new, which begins with `member`.
std::string substance(const std::string& message, std::string_view member) {
  const std::size_t at = message.find(member);
  return at == std::string::npos ? message : message.substr(at);
}

}  // namespace

ScreenPump::ScreenPump(db::Database& database, const Clock& clock, Publish publish, IsOpen is_open)
    : database_(database),
      clock_(clock),
      publish_(std::move(publish)),
      is_open_(std::move(is_open)),
      last_seq_(database.read([](db::Reader& reader) { return outbox::last_seq(reader); })) {}

void ScreenPump::watch(const std::string& room) {
  const std::lock_guard lock(mutex_);
  rooms_[room] = clock_.ticks_us();
}

void ScreenPump::start() {
  thread_ = std::jthread([this](std::stop_token stopping) { run(stopping); });
}

void ScreenPump::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void ScreenPump::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  waiting_.notify_one();
}

void ScreenPump::run(std::stop_token stopping) {
  while (!stopping.stop_requested()) {
    try {
      turn();
    } catch (const std::exception& trouble) {
      // Storage may be away; what was not delivered is still in the outbox.
      std::clog << "screen: " << trouble.what() << "\n";
    }
    const auto pause =
        stale_.empty() && stale_activities_.empty() ? look_again : std::chrono::milliseconds(figures_pause_ms);
    std::unique_lock lock(mutex_);
    waiting_.wait_for(lock, stopping, pause, [this] { return woken_; });
    woken_ = false;
  }
}

void ScreenPump::turn(bool at_once) {
  while (deliver()) {
  }
  const std::int64_t ticks = clock_.ticks_us();
  if (at_once || ticks - figures_at_us_ >= figures_pause_ms * 1000) {
    if (!stale_.empty() || !stale_activities_.empty()) figures_at_us_ = ticks;
    tell_figures(std::exchange(stale_, {}), false);
    tell_activities(std::exchange(stale_activities_, {}), false);
  }
  if (ticks - refreshed_at_us_ >= figures_refresh_ms * 1000) {
    refreshed_at_us_ = ticks;
    above_.clear();
    forget_empty_rooms();
    tell_figures(watched(), true);
    tell_activities(watched(), true);
  }
}

/// True if there may be more.
bool ScreenPump::deliver() {
  return database_.read([this](db::Reader& reader) {
    const auto messages = outbox::after(reader, last_seq_, most_at_once);
    if (messages.empty()) return false;
    // Asked after reading: a room that comes later reads a later snapshot itself.
    const Rooms rooms = watched();
    if (rooms.empty()) {
      last_seq_ = outbox::last_seq(reader);
      return false;
    }
    for (const outbox::Delivered& message : messages) {
      if (message.topic == "order.moved") deliver_move(reader, message, rooms);
      if (message.topic == "notice" && rooms.contains(message.person.str()))
        publish_(message.person.str(), notice_words(message.seq, message.payload));
      if (message.topic == "activity.moved") deliver_activity_move(reader, message, rooms);
      if (message.topic == "broadcast") deliver_broadcast(message, rooms);
      last_seq_ = message.seq;
    }
    return static_cast<std::int64_t>(messages.size()) == most_at_once;
  });
}

void ScreenPump::deliver_move(db::Reader& reader, const outbox::Delivered& message, const Rooms& rooms) {
  const json::Document move(message.payload);
  std::string text;
  for (const SiteId& site : rooms_above(reader, message.site)) {
    if (!rooms.contains(site.str())) continue;
    if (text.empty())
      text = move_words(message.seq, message.payload,
                        orders::row_json(reader, OrderId(move.text("order_id").value_or(""))).value_or("null"));
    publish_(site.str(), text);
    stale_.insert(site.str());
  }
  // Triage may have given the order to another site: those who lost it learn it from their figures.
  if (move.text("kind") == "triaged") stale_.insert(rooms.begin(), rooms.end());
}

/// Pages of one activity ask anew when something of it moved; screens above it are told today's activities.
void ScreenPump::deliver_activity_move(db::Reader& reader, const outbox::Delivered& message, const Rooms& rooms) {
  const std::string room = json::Document(message.payload).text("activity_id").value_or("");
  if (rooms.contains(room)) publish_(room, activity_words(message.seq));
  for (const SiteId& site : rooms_above(reader, message.site))
    if (rooms.contains(site.str())) stale_activities_.insert(site.str());
}

/// Said to everybody in the room as it was written.
void ScreenPump::deliver_broadcast(const outbox::Delivered& message, const Rooms& rooms) {
  const std::string room = json::Document(message.payload).text("broadcast_id").value_or("");
  if (rooms.contains(room)) publish_(room, message.payload);
}

const std::vector<SiteId>& ScreenPump::rooms_above(db::Reader& reader, const SiteId& site) {
  auto found = above_.find(site);
  if (found == above_.end()) found = above_.emplace(site, ancestors(reader, site)).first;
  return found->second;
}

void ScreenPump::tell_figures(const std::set<std::string>& rooms, bool only_changed) {
  if (rooms.empty()) return;
  const Instant now = clock_.now();
  database_.read([&](db::Reader& reader) {
    std::optional<District> district;
    for (const std::string& room : rooms) {
      const SiteId root(room);
      const auto places = places_below(reader, root);
      if (places.empty()) continue;  // a person's room
      if (!district) district = count_district(reader, now);
      const std::string message = figures_words(take_snapshot(reader, places, *district, root, now));
      std::string said = substance(message, "\"figures\":");
      const bool beat = only_changed && told_[room] == said;
      publish_(room, beat ? beat_words(last_seq_, now) : message);
      told_[room] = std::move(said);
    }
    return 0;
  });
}

void ScreenPump::tell_activities(const std::set<std::string>& rooms, bool only_changed) {
  if (rooms.empty()) return;
  const Instant now = clock_.now();
  database_.read([&](db::Reader& reader) {
    std::optional<DistrictToday> district;
    for (const std::string& room : rooms) {
      const auto places = places_below(reader, SiteId(room));
      if (places.empty()) continue;  // a person's or an activity's room
      if (!district) district = read_today(reader, now);
      const std::string message = activities_words(last_seq_, now, add_up_today(places, *district, now));
      std::string said = substance(message, "\"activities\":{");
      if (!only_changed || told_activities_[room] != said) publish_(room, message);
      told_activities_[room] = std::move(said);
    }
    return 0;
  });
}

ScreenPump::Rooms ScreenPump::watched() {
  const std::lock_guard lock(mutex_);
  Rooms rooms;
  for (const auto& [room, ticks] : rooms_) rooms.insert(room);
  return rooms;
}

void ScreenPump::forget_empty_rooms() {
  const std::int64_t before = clock_.ticks_us() - room_rests_us;
  const std::lock_guard lock(mutex_);
  std::erase_if(rooms_, [&](const auto& room) { return room.second < before && !is_open_(room.first); });
}

}  // namespace ws::screen
