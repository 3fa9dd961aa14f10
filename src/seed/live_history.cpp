#include "seed/live_history.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/json.h"
#include "base/local_time.h"
#include "base/run_task.h"
#include "live/public.h"
#include "seed/history_store.h"
#include "seed/story_clock.h"

namespace ws::seed {
namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string ffmpeg_if_there() {
  try {
    return find_ffmpeg();
  } catch (const std::runtime_error&) {
    return "";
  }
}

constexpr std::int64_t clip_s = 12;

class Story {
 public:
  Story(db::Database& database, const Vault& vault, const HistoryOptions& options, const std::filesystem::path& data)
      : told_(read_text(options.data / "pidu" / "broadcasts.json")),
        now_(options.now),
        random_(options.seed ^ 0x11FE),
        clock_(options.start),
        known_(database.read([](db::Reader& reader) { return store::read_district(reader); })),
        ffmpeg_(ffmpeg_if_there()),
        service_({database, vault, random_, clock_,
                  live::LiveRules::parse(read_text(options.data / "live" / "rules.json")), data,
                  "rtmp://127.0.0.1/live"}),
        rooms_({database, vault, random_, clock_, service_.rules(), [](const std::string&, std::string_view) {}}),
        audience_({database, random_, clock_, service_.rules(), [](const std::string&, std::string_view) {}}),
        replays_(database, random_, clock_) {}

  BroadcastResult run() {
    for (const json::Document& broadcast : told_.items("broadcasts")) tell(broadcast);
    return result_;
  }

 private:
  static std::string need(const json::Document& of, std::string_view field) {
    const auto found = of.text(field);
    if (!found) throw std::runtime_error("broadcasts.json: no " + std::string(field));
    return *found;
  }
  template <class T>
  T done(Result<T> result, const std::string& what) {
    if (!result) throw std::runtime_error("broadcasts.json: " + what + ": " + result.error().reason);
    return std::move(*result);
  }
  idempotency::Key key() { return {{}, "", "seed.live", ""}; }

  Actor login(const std::string& name) const {
    const auto found = std::find_if(known_.logins.begin(), known_.logins.end(),
                                    [&](const store::LoginKnown& one) { return one.login == name; });
    if (found == known_.logins.end()) throw std::runtime_error("broadcasts.json names the unknown " + name);
    Actor actor;
    actor.person = found->person;
    for (const store::GrantKnown& known : known_.grants)
      if (known.person == actor.person) actor.grants.push_back(known.grant);
    return actor;
  }

  /// That many days from today, at a local time "19:30".
  Instant at(std::int64_t days, const std::string& clock) const {
    int hour = 0, minute = 0;
    if (std::sscanf(clock.c_str(), "%2d:%2d", &hour, &minute) != 2)
      throw std::runtime_error("broadcasts.json: no time " + clock);
    return start_of_day(local_date(now_)).plus_ms(days * day_ms + hour * hour_ms + minute * minute_ms);
  }

  void tell(const json::Document& told) {
    const std::string state = need(told, "state");
    if (state == "replay" && ffmpeg_.empty()) return;
    const Actor staff = login(need(told, "by"));
    live::Plan plan{
        staff.grants.at(0).site, need(told, "title"), need(told, "summary"), need(told, "lecturer"), {}, {}};
    plan.starts = at(told.integer("starts_days").value(), need(told, "at"));
    plan.ends = plan.starts.plus_ms(told.integer("minutes").value() * minute_ms);
    clock_.at = std::min(now_, plan.starts.plus_ms(-3 * day_ms));
    const live::BroadcastId id(done(run_task(service_.plan(staff, key(), plan)), plan.title));
    ++result_.broadcasts;
    if (state == "planned") return;
    done(run_task(service_.announce(staff, key(), id)), plan.title);
    ask(id, told);
    if (state == "replay") hold(staff, id, plan, told);
  }

  void hold(const Actor& staff, const live::BroadcastId& id, const live::Plan& plan, const json::Document& told) {
    clock_.at = plan.starts.plus_ms(-10 * minute_ms);
    const auto stream = done(run_task(service_.new_key(staff, key(), id)), plan.title);
    clock_.at = plan.starts;
    done(service_.publish(stream.name), plan.title);
    for (const json::Document& line : told.items("lines")) {
      clock_.at = clock_.at.plus_ms(7 * minute_ms);
      done(run_task(rooms_.speak(login(need(line, "by")), key(), id, need(line, "text"))), plan.title);
    }
    poll(staff, id, told);
    record(id, plan);
    clock_.at = plan.ends;
    done(run_task(service_.end(staff, key(), id)), plan.title);
    clock_.at = plan.ends.plus_ms(2 * minute_ms);
    service_.make_replays(
        [this](const auto& recordings, const live::Trim& trim, const std::filesystem::path& replay) {
          return live::join_recordings(ffmpeg_, recordings, trim, replay, {});
        });
    if (!service_.replay(id)) return;
    ++result_.replays;
    arrange(staff, id, told);
  }

  /// Questions, each with those who would ask it too.
  void ask(const live::BroadcastId& id, const json::Document& told) {
    using Vote = live::AudienceService::Vote;
    for (const json::Document& one : told.items("questions")) {
      clock_.at = clock_.at.plus_ms(minute_ms);
      const std::string text = need(one, "text");
      const std::string asked = done(run_task(audience_.ask(login(need(one, "by")), key(), id, text)), text);
      const live::QuestionId question(asked.substr(asked.find(' ') + 1));
      for (const std::string& voter : one.texts("votes"))
        done(run_task(audience_.vote(login(voter), key(), question, Vote::given)), text);
    }
  }

  /// One that was asked while it was on, with the choices of some.
  void poll(const Actor& staff, const live::BroadcastId& id, const json::Document& told) {
    if (!told.text("poll.question")) return;
    live::Poll poll;
    poll.question = need(told, "poll.question");
    for (const std::string& label : told.texts("poll.choices")) poll.choices.push_back({label, 0});
    const live::PollId opened(done(run_task(audience_.open_poll(staff, key(), id, poll)), poll.question));
    for (const json::Document& vote : told.items("poll.votes"))
      done(run_task(audience_.choose(login(need(vote, "by")), key(), opened, vote.integer("choice").value())),
           poll.question);
  }

  void arrange(const Actor& staff, const live::BroadcastId& id, const json::Document& told) {
    std::vector<Chapter> chapters;
    for (const json::Document& one : told.items("chapters"))
      chapters.push_back({one.integer("at_s").value() * second_ms, need(one, "title")});
    const std::int64_t version = done(service_.read(id), "read").version;
    if (!chapters.empty()) done(run_task(replays_.arrange(staff, key(), id, {}, chapters, version)), "chapters");
    if (const auto captions = told.text("captions"))
      done(run_task(replays_.caption(staff, key(), id, *captions)), "captions");
  }

  /// A title on red and a quiet tone: nobody's picture, nobody's voice.
  void record(const live::BroadcastId& id, const live::Plan& plan) {
    const std::filesystem::path folder = service_.recordings(id);
    std::filesystem::create_directories(folder);
    const std::string font = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc";
    const std::string words = folder / "title.txt";
    std::ofstream(words) << plan.title;
    std::string picture = "color=c=0xC7161D:s=640x360:r=12";
    if (std::filesystem::exists(font))
      picture += ",drawtext=fontfile=" + font + ":textfile=" + words +
                 ":fontcolor=white:fontsize=34:x=(w-text_w)/2:y=(h-text_h)/2";
    const std::string length = std::to_string(clip_s);
    Child drawing({ffmpeg_,
                   "-hide_banner",
                   "-nostdin",
                   "-loglevel",
                   "error",
                   "-y",
                   "-f",
                   "lavfi",
                   "-i",
                   picture,
                   "-f",
                   "lavfi",
                   "-i",
                   "sine=frequency=220",
                   "-t",
                   length,
                   "-af",
                   "volume=0.05",
                   "-c:v",
                   "libx264",
                   "-preset",
                   "veryfast",
                   "-g",
                   "24",
                   "-pix_fmt",
                   "yuv420p",
                   "-threads",
                   "1",
                   "-c:a",
                   "aac",
                   "-b:a",
                   "32k",
                   (folder / "1.flv").string()},
                  Child::Input::none);
    if (!drawing.finish(60'000)) throw std::runtime_error("broadcasts.json: ffmpeg could not draw a clip");
    std::filesystem::remove(words);
  }

  json::Document told_;
  Instant now_;
  Random random_;
  StoryClock clock_;
  store::District known_;
  const std::string ffmpeg_;
  live::BroadcastService service_;
  live::RoomService rooms_;
  live::AudienceService audience_;
  live::ReplayService replays_;
  BroadcastResult result_;
};

}  // namespace

BroadcastResult replay_broadcasts(db::Database& database, const Vault& vault, const HistoryOptions& options,
                                  const std::filesystem::path& data) {
  return Story(database, vault, options, data).run();
}

}  // namespace ws::seed
