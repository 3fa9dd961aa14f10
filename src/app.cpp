#include "app.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "activities/activity_api.h"
#include "activities/presence_api.h"
#include "activities/sharing_api.h"
#include "areas/area_api.h"
#include "audit/audit_api.h"
#include "base/child.h"
#include "base/policy.h"
#include "base/vault.h"
#include "base/worker_pool.h"
#include "books/book_api.h"
#include "certificates/certificate_api.h"
#include "channels/channel_api.h"
#include "channels/wechat_service.h"
#include "content/article_api.h"
#include "content/film_api.h"
#include "content/film_making_service.h"
#include "content/media_api.h"
#include "courses/course_api.h"
#include "db/db.h"
#include "duplicates/merge_api.h"
#include "figures/figures_api.h"
#include "hours/anomaly_api.h"
#include "hours/hours_api.h"
#include "http/hub.h"
#include "http/server.h"
#include "idempotency/public.h"
#include "imports/import_api.h"
#include "ledger/ledger_api.h"
#include "live/broadcast_api.h"
#include "live/ingest_service.h"
#include "menu/menu_api.h"
#include "notices/notice_api.h"
#include "operation_api.h"
#include "orders/order_api.h"
#include "organisations/organisation_api.h"
#include "outbox/public.h"
#include "own_data/own_data_api.h"
#include "pacts/pact_api.h"
#include "people/people_api.h"
#include "people/session_api.h"
#include "portal/portal_api.h"
#include "portal/portal_page_api.h"
#include "screen/screen_api.h"
#include "search/search_api.h"
#include "showcase/showcase_api.h"
#include "sites/site_api.h"
#include "stars/star_api.h"
#include "surveys/survey_api.h"
#include "teams/team_api.h"
#include "thanks/thanks_api.h"
#include "training/training_api.h"
#include "venues/venue_api.h"
#include "visits/tour_api.h"
#include "volunteers/recovery_api.h"
#include "volunteers/volunteer_api.h"

namespace ws {
namespace {

constexpr std::int64_t idempotency_keeps_ms = 7 * day_ms;
constexpr std::int64_t most_forgotten = 2'000;  ///< rows in one transaction
constexpr int most_turns = 100;                 ///< transactions an hour
constexpr std::chrono::seconds clock_period{2};
constexpr std::chrono::seconds room_period{1};
constexpr std::chrono::milliseconds stop_grace{8'000};

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Without a slash at its end.
std::string public_address(const AppOptions& options) {
  if (options.public_address.empty()) return "http://" + options.address + ":" + std::to_string(options.port);
  const std::size_t end = options.public_address.find_last_not_of('/');
  return options.public_address.substr(0, end + 1);
}

/// Where senders of live streams reach the server: the host that people know, and the listener's port.
std::string stream_address(const AppOptions& options, std::uint16_t port) {
  std::string host = public_address(options);
  host = host.substr(host.find("://") + 3);
  return "rtmp://" + host.substr(0, host.find_first_of(":/")) + ":" + std::to_string(port) + "/live";
}

std::unique_ptr<people::CodeSender> code_sender(const AppOptions& options) {
  using people::ConsoleSender;
  if (!options.code_gateway.empty())
    return std::make_unique<people::HttpSender>(people::Gateway{options.code_gateway, options.code_gateway_token});
  return std::make_unique<ConsoleSender>(
      std::cout, options.show_codes ? ConsoleSender::Codes::shown : ConsoleSender::Codes::hidden);
}

/// What the front end's build left; without one there is nothing to serve below /assets/ (tests of the API alone).
std::vector<http::StaticDirectory> statics(const std::string& assets) {
  const std::string built = assets + "/web/dist/assets";
  if (!std::filesystem::is_directory(built)) return {};
  return {{"/assets/", built}};
}

std::unique_ptr<db::Database> open_migrated(const std::string& url) {
  auto database = db::Database::open({url});
  database->migrate();
  return database;
}

/// A full disk or a lost database is the operator's trouble, and passes: 503, and the client tries again.
std::optional<Error> storage_refusal(const std::exception& exception) {
  const auto* failure = dynamic_cast<const db::Failure*>(&exception);
  if (!failure || (failure->kind != db::Failure::Kind::full && failure->kind != db::Failure::Kind::away))
    return std::nullopt;
  return Error{ErrorCode::unavailable, "storage.unavailable", {}, failure->what(), {}};
}

/// "" without one: then no film is made.
std::string ffmpeg_if_there() {
  try {
    return find_ffmpeg();
  } catch (const std::runtime_error&) {
    return "";
  }
}

/// A feature's own numbers, of the policy in force.
template <class Limits>
Limits read_limits(const std::string& data, int version) {
  for (const auto& file : std::filesystem::directory_iterator(data + "/policy")) {
    if (file.path().extension() != ".json") continue;
    const std::string text = read_file(file.path().string());
    if (Policy::parse(text).version == version) return Limits::parse(text);
  }
  return {};
}

}  // namespace

Rules read_rules(const std::string& data, Instant now) {
  std::vector<Policy> policies;
  for (const auto& file : std::filesystem::directory_iterator(data + "/policy"))
    if (file.path().extension() == ".json") policies.push_back(Policy::parse(read_file(file.path().string())));
  Rules rules;
  rules.use(std::move(policies), now);
  rules.calendar = WorkCalendar::parse(read_file(data + "/calendar/cn.json"));
  return rules;
}

struct App::Parts {
  Parts(AppOptions chosen, const Clock& of)
      : options(std::move(chosen)),
        clock(of),
        random(Random::from_system()),
        vault(Vault::from_file(options.data + "/master.key")),
        rules(read_rules(options.assets + "/data", clock.now())),
        database(open_migrated(options.database)),
        sender(code_sender(options)) {
    database->read([&](db::Reader& reader) { people::require_key(reader, vault); });
  }

  void add_features();
  people::Cookies cookie_kind() const {
    return options.secure_cookies ? people::Cookies::secure : people::Cookies::plain;
  }
  http::Templates templates(const std::string& language) const;
  portal::PortalParts portal_parts();
  http::ServerOptions server_options();
  void repeat(const char* name, std::chrono::milliseconds period, std::function<bool(std::stop_token)> work);
  void run_clocks();
  int make_replays(std::stop_token stopping);
  void take_streams();
  int tick();
  void hourly();
  void forget(const std::function<std::int64_t(db::Tx&)>& some);

  AppOptions options;
  const Clock& clock;
  Random random;
  Vault vault;
  Rules rules;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<people::CodeSender> sender;

  WorkerPool hashing{2, 256};
  WorkerPool sending{2, 64};
  WorkerPool rendering{1, 32};
  WorkerPool judging{1, 4};
  WorkerPool picturing{1, 8};
  WorkerPool receiving{1, 32};
  people::SessionCache session_cache{clock};
  people::SessionService sessions{{*database, clock, random, vault, hashing, sending, *sender, session_cache}};
  people::TextService texts{{*database, clock, vault, *sender}};
  people::SignInLimits sign_in_limits{clock};
  people::PeopleService people{{*database, clock, random, vault, session_cache}};
  audit::AuditService audit{*database};
  notices::NoticeService notices{*database, clock};
  sites::SiteService sites{*database, clock, random};
  areas::AreaService areas{*database, clock, random};
  menu::MenuService menu{*database, clock, random};
  organisations::OrganisationService organisations{*database, clock, random};
  teams::TeamService teams{*database, clock, random, rules};
  duplicates::MergeService merges{{*database, clock, random, vault, rules}};
  imports::ImportService imports{{*database, clock, random, vault, rules, judging}};
  search::SearchService search{*database};
  hours::HoursService hours{*database, clock, random, rules};
  hours::AnomalyService anomalies{*database, clock, rules};
  ledger::LedgerService ledger{*database, clock, rules};
  figures::FiguresService figures{*database, clock};
  figures::ExportService exports{{*database, clock, random, rules.policy, options.data + "/exports"}};
  orders::OrderService orders{*database, vault, random, clock, rules};
  certificates::KeyRing signing_keys{*database, options.data, clock};
  certificates::CertificateService certificates{
      {*database, clock, random, vault, rules.policy, signing_keys, rendering, public_address(options)}};
  http::RateLimiter verifications{60, 60, clock};
  stars::StarService stars{*database, clock, random, rules};
  training::TrainingService training{*database, clock, random};
  thanks::ThanksService thanks{{*database, clock, random, rules.policy, rendering}};
  activities::ActivityService activities{*database, vault, random, clock, rules};
  volunteers::VolunteerService volunteers{{*database, clock, random, vault, rules, session_cache}};
  volunteers::GuardianService guardians{{*database, clock, random, rules}};
  volunteers::RecoveryService recoveries{{*database, clock, random, vault, rules, session_cache}};
  own_data::OwnDataService own_data{{*database, clock, random, vault, rules, session_cache}};
  http::RateLimiter registrations{10, 1, clock};
  activities::SharingService sharing{{*database, vault, clock, rendering, public_address(options),
                                      [this](db::Reader& reader, const PersonId& person, Instant since) {
                                        return courses::calendar_events(reader, person, since,
                                                                        public_address(options));
                                      }}};
  activities::DigestService digests{*database, clock, random, rules, volunteers::wishes_of};
  activities::PresenceService presence{*database, vault, clock, rules, activities};
  http::RateLimiter code_tries{10, 10, clock};
  content::ArticleService articles{
      {*database, clock, random, public_address(options),
       [this](db::Tx& tx, const content::Article& article, Instant now) { channels.follow(tx, article, now); }}};
  content::MediaService media{{*database, clock, random, picturing, options.data + "/media"}};
  content::LibraryLimits library_limits =
      read_limits<content::LibraryLimits>(options.assets + "/data", rules.policy.version);
  content::FilmService films{
      {*database, clock, random, receiving, library_limits, options.data + "/media", ffmpeg_if_there()}};
  content::FilmMaker film_maker{
      {*database, clock, random, media, library_limits, options.data + "/media", ffmpeg_if_there()}};
  content::LibraryFileService library_files{
      {*database, clock, random, receiving, library_limits, options.data + "/media"}};
  channels::ChannelService channels{
      {*database, clock, random, vault, articles, media,
       [this](const channels::Channel& channel, const std::string& secret) {
         return std::make_unique<channels::WechatAccount>(options.wechat_api, channel.account, secret, clock);
       },
       [this] { return content::drawing_as_jpeg(read_file(options.assets + "/data/channels/cover.svg")); }}};
  books::BookService books{{*database, clock, random, picturing, media, options.data}};
  live::BroadcastService broadcasts{{*database, vault, random, clock,
                                     live::LiveRules::parse(read_file(options.assets + "/data/live/rules.json")),
                                     options.data, options.stream_server, options.stream_origin}};
  live::RoomService rooms{{*database, vault, random, clock, broadcasts.rules(),
                           [this](const std::string& room, std::string_view words) { hub.publish(room, words); }}};
  live::AudienceService audience{
      {*database, random, clock, broadcasts.rules(),
       [this](const std::string& room, std::string_view words) { rooms.tell_now(room, words); }}};
  live::AppealService appeals{*database, random, clock};
  live::HandoutService handouts{
      {*database, random, clock, broadcasts.rules(), picturing, options.data + "/handouts"}};
  live::ReplayService replays{*database, random, clock};
  http::RateLimiter viewers{600, 600, clock};
  visits::Panoramas panoramas{*database, options.data};
  visits::TourService tours{{*database, clock, random, picturing, panoramas,
                             visits::TourRules::parse(read_file(options.assets + "/data/visits/rules.json")),
                             options.data}};
  visits::GuideService guides{
      {*database, clock, random, tours.rules(),
       [this](const Actor& actor, const std::string& broadcast) {
         return broadcasts.check_may_run(actor, broadcast);
       },
       [this](const std::string& room, std::string_view words) { hub.publish(room, words); }}};
  surveys::Limits survey_limits = read_limits<surveys::Limits>(options.assets + "/data", rules.policy.version);
  surveys::SurveyService surveys{*database, clock, random, survey_limits};
  surveys::InvitationService invitations{*database, clock, random, survey_limits};
  surveys::ExportService survey_exports{
      {*database, clock, random, rules.policy, rendering, options.data + "/exports"}};
  http::RateLimiter survey_replies{30, 10, clock};
  courses::CourseService courses{{*database, clock, random, rules, broadcasts, survey_limits,
                                  read_limits<courses::Limits>(options.assets + "/data", rules.policy.version),
                                  public_address(options)}};
  venues::VenueService venues{*database, clock, random, vault, rules};
  venues::BookingService bookings{
      *database,
      clock,
      {vault, random, rules, read_limits<venues::Limits>(options.assets + "/data", rules.policy.version)}};
  showcase::ShowcaseService showcase{{*database, clock, random, rules, figures,
                                      read_limits<showcase::Limits>(options.assets + "/data", rules.policy.version)}};
  pacts::PactService pacts{{*database, clock, random, rendering,
                            read_limits<pacts::Limits>(options.assets + "/data", rules.policy.version),
                            public_address(options)}};
  screen::ScreenService screen{*database, clock};

  http::Catalogue assets = portal::load_assets(options.assets + "/web/dist/manifest.json");
  http::Templates zh = templates("zh");
  http::Templates en = templates("en");
  portal::Portal portal{portal_parts()};

  http::Routes routes;
  http::Hub hub;
  screen::ScreenPump screen_pump{*database, clock,
                                 [this](const std::string& room, std::string_view text) { hub.publish(room, text); },
                                 [this](const std::string& room) { return hub.is_open(room); }};
  std::unique_ptr<http::Server> server;
  std::unique_ptr<live::Ingest> ingest;
  std::string ffmpeg;  ///< where streams come, for their replays
  std::vector<std::jthread> threads;
};

http::Templates App::Parts::templates(const std::string& language) const {
  const std::string directory = options.assets + "/web/templates";
  return http::Templates(directory, http::load_catalogue(directory + "/text/" + language + ".json"), assets);
}

portal::PortalParts App::Parts::portal_parts() {
  const auto cookies = cookie_kind();
  return {
      zh,
      en,
      {*database,    vault,         clock,     rules,      orders,     menu,
       sites,        organisations, teams,     search,     sessions,   notices,
       certificates, volunteers,    guardians, recoveries, own_data,   activities,
       sharing,      digests,       hours,     ledger,     stars,      training,
       thanks,       figures,       articles,  books,      broadcasts, {rooms, audience, appeals, handouts, replays},
       surveys,      courses,       venues,    bookings,   tours,      guides,
       showcase,     pacts,         areas},
      assets,
      {[this](const std::string& peer, const std::string& name) { return sign_in_limits.sign_in(peer, name); },
       [this](const std::string& peer, const std::string& mobile) { return sign_in_limits.send_code(peer, mobile); },
       [this](const PersonId& person) { return registrations.take(person.str()); },
       [this](const std::string& peer) { return verifications.take(peer); },
       [this](const std::string& peer) { return survey_replies.take(peer); },
       [this](const PersonId& person) { return code_tries.take(person.str()); },
       [cookies](const std::string& token) { return people::keep_session(token, cookies); },
       [cookies] { return people::end_session(cookies); }, options.secure_cookies},
      read_file(options.assets + "/data/privacy.json"),
      public_address(options)};
}

void App::Parts::add_features() {
  const auto cookies = cookie_kind();
  people::add_session_routes(routes, sessions, sign_in_limits, cookies);
  people::add_people_routes(routes, people);
  audit::add_routes(routes, audit);
  notices::add_routes(routes, notices);
  sites::add_routes(routes, sites);
  areas::add_routes(routes, areas);
  menu::add_routes(routes, menu);
  organisations::add_routes(routes, organisations);
  teams::add_routes(routes, teams);
  duplicates::add_routes(routes, merges);
  imports::add_routes(routes, imports);
  search::add_routes(routes, search);
  hours::add_routes(routes, hours);
  hours::add_routes(routes, anomalies);
  ledger::add_routes(routes, ledger);
  figures::add_routes(routes, figures, exports);
  orders::add_routes(routes, orders, code_tries);
  orders::add_worklist(routes, orders, [this](const Actor& actor) {
    return database->read([&](db::Reader& reader) { return hours::pending_count(reader, actor); });
  });
  certificates::add_routes(routes, certificates, signing_keys);
  certificates::add_public_routes(routes, certificates, verifications);
  stars::add_routes(routes, stars);
  training::add_routes(routes, training);
  thanks::add_routes(routes, thanks);
  activities::add_routes(routes, activities);
  volunteers::add_routes(routes, volunteers, guardians, registrations);
  volunteers::add_routes(routes, recoveries);
  own_data::add_routes(routes, own_data);
  activities::add_routes(routes, sharing);
  activities::add_presence_routes(routes, presence, code_tries);
  activities::add_presence_socket(hub, presence, [this](const std::string& room) { screen_pump.watch(room); });
  content::add_routes(routes, articles);
  content::add_feed_routes(routes, articles);
  channels::add_routes(routes, channels);
  content::add_media_routes(routes, media);
  content::add_film_routes(routes, films);
  content::add_file_routes(routes, library_files);
  books::add_routes(routes, books);
  live::add_routes(routes, broadcasts, replays);
  live::add_audience_routes(routes, audience, appeals);
  live::add_handout_routes(routes, handouts, broadcasts.rules());
  live::add_hook_routes(routes, broadcasts, sending);
  live::add_room_routes(routes, rooms, viewers);
  live::add_room_socket(
      hub, rooms, [this](const std::string& room) { screen_pump.watch(room); },
      [this](const std::string& room) { return guides.greeting(room); });
  visits::add_routes(routes, tours, panoramas);
  visits::add_guide_routes(routes, guides);
  surveys::add_routes(routes, surveys, survey_exports);
  surveys::add_invitation_routes(routes, invitations);
  courses::add_routes(routes, courses);
  venues::add_routes(routes, venues, bookings);
  venues::add_booking_routes(routes, bookings, code_tries);
  showcase::add_routes(routes, showcase);
  pacts::add_routes(routes, pacts);
  screen::add_routes(routes, screen);
  screen::add_sockets(hub, screen, screen_pump);
  portal.add_routes(routes);
  operation::add_routes(routes, {*database, [this] { return server->figures(); }, options.assets});
}

http::ServerOptions App::Parts::server_options() {
  http::ServerOptions serving;
  serving.address = options.address;
  serving.port = options.port;
  serving.threads = options.threads;
  serving.secure_cookies = options.secure_cookies;
  serving.trusted_proxy = options.trusted_proxy;
  serving.on_exception = storage_refusal;
  serving.error_page = [this](const http::Request& request, const Error& error) {
    return portal.error_page(request, error);
  };
  if (options.log_requests) serving.log = [](const std::string& line) { std::clog << line + "\n"; };
  return serving;
}

int App::Parts::tick() {
  return orders.tick() + activities.tick() + digests.tick() + hours.tick() + ledger.tick() + certificates.tick() +
         stars.tick() + thanks.tick() + imports.tick() + texts.tick() + articles.tick() + broadcasts.tick() +
         bookings.tick() + showcase.tick() + courses.tick();
}

/// In small transactions, so that nobody waits long for the writer.
void App::Parts::forget(const std::function<std::int64_t(db::Tx&)>& some) {
  for (int turn = 0; turn < most_turns; ++turn) {
    const auto gone = database->write_now([&](db::Tx& tx) -> Result<std::int64_t> { return some(tx); });
    if (!gone || *gone < most_forgotten) return;
  }
}

void App::Parts::hourly() {
  const Instant now = clock.now();
  forget([&](db::Tx& tx) { return idempotency::forget(tx, now.plus_ms(-idempotency_keeps_ms), most_forgotten); });
  forget([&](db::Tx& tx) {
    return outbox::forget(tx, now.plus_ms(-rules.policy.outbox_days * day_ms), most_forgotten);
  });
  forget([&](db::Tx& tx) {
    return notices::forget_read(tx, now.plus_ms(-rules.policy.read_notices_days * day_ms), most_forgotten);
  });
  static_cast<void>(sessions.sweep());
  own_data.sweep();
  survey_exports.forget();
  film_maker.sweep();
}

/// Storage may be full or away: the same work is still due at the next turn.
void App::Parts::repeat(const char* name, std::chrono::milliseconds period,
                        std::function<bool(std::stop_token)> work) {
  threads.emplace_back([name, period, work = std::move(work)](std::stop_token stopping) {
    std::mutex mutex;
    std::condition_variable_any waiting;
    while (!stopping.stop_requested()) {
      bool more = false;
      try {
        more = work(stopping);
      } catch (const std::exception& trouble) {
        std::clog << name << ": " << trouble.what() << "\n";
      }
      std::unique_lock lock(mutex);
      if (!more) waiting.wait_for(lock, stopping, period, [] { return false; });
    }
  });
}

/// Each on a thread of its own, so that none waits for another: a large file, hours of recording and somebody else's
/// server take longer than the clocks may wait.
void App::Parts::run_clocks() {
  repeat("clocks", clock_period, [this, hour = std::int64_t{-1}](std::stop_token) mutable {
    tick();
    if (const std::int64_t now_hour = clock.now().ms / hour_ms; now_hour != hour) {
      hour = now_hour;
      hourly();
    }
    return false;
  });
  repeat("exports", clock_period, [this](std::stop_token stopping) { return exports.work(stopping) > 0; });
  repeat("replays", clock_period, [this](std::stop_token stopping) {
    make_replays(stopping);
    return false;
  });
  repeat("rooms", room_period, [this](std::stop_token) {
    rooms.tick();  // likes, votes and figures are told once a second
    audience.tick();
    return false;
  });
  repeat("channels", clock_period, [this](std::stop_token stopping) { return channels.work(stopping) > 0; });
  repeat("films", clock_period, [this](std::stop_token stopping) { return film_maker.make(stopping) > 0; });
  // A book has many pictures, and a large panorama takes seconds.
  repeat("books", clock_period, [this](std::stop_token stopping) { return books.work(stopping) > 0; });
  repeat("panoramas", clock_period, [this](std::stop_token stopping) { return panoramas.prepare(stopping) > 0; });
  // At its own pace: ten times a second while a guide looks around, else hardly at all.
  threads.emplace_back([this](std::stop_token stopping) { guides.run(stopping); });
}

int App::Parts::make_replays(std::stop_token stopping) {
  if (ffmpeg.empty()) return 0;
  return broadcasts.make_replays(
      [&](const auto& recordings, const live::Trim& trim, const std::filesystem::path& replay) {
        return live::join_recordings(ffmpeg, recordings, trim, replay, stopping);
      });
}

void App::Parts::take_streams() {
  if (!options.stream_origin.empty()) ffmpeg = find_ffmpeg();
  if (!options.rtmp_port) return;
  ffmpeg = find_ffmpeg();
  ingest = std::make_unique<live::Ingest>(broadcasts, options.rtmp_address, *options.rtmp_port);
  broadcasts.set_stream_address(stream_address(options, ingest->port()));
  ingest->start();
}

App::App(AppOptions options, const Clock& clock) : parts_(std::make_unique<Parts>(std::move(options), clock)) {
  Parts& parts = *parts_;
  parts.add_features();
  parts.server = std::make_unique<http::Server>(
      parts.server_options(), parts.routes, statics(parts.options.assets), parts.hub,
      [&parts](std::string_view token) { return parts.sessions.authenticate(token); }, clock, parts.random);
}

App::~App() {
  stop();
}

void App::start() {
  parts_->take_streams();
  parts_->server->start();
  parts_->database->on_commit([pump = &parts_->screen_pump] { pump->wake(); });
  parts_->screen_pump.start();
  if (parts_->options.run_clocks) parts_->run_clocks();
}

std::uint16_t App::port() const {
  return parts_->server->port();
}

void App::stop() {
  if (parts_->ingest) parts_->ingest->stop();
  for (std::jthread& thread : parts_->threads) thread.request_stop();
  parts_->threads.clear();  // joins them
  parts_->database->on_commit({});
  parts_->screen_pump.stop();
  parts_->server->stop(stop_grace);
}

int App::tick() {
  parts_->rooms.tick();
  parts_->audience.tick();
  return parts_->tick() + parts_->exports.work() + parts_->make_replays({}) + parts_->channels.work() +
         parts_->books.work() + parts_->panoramas.prepare() + parts_->film_maker.make() + parts_->guides.turn();
}

const http::Routes& App::routes() const {
  return parts_->routes;
}

std::vector<std::string> App::route_lines() const {
  std::vector<std::string> lines;
  for (const http::Route& route : parts_->routes.all())
    lines.push_back(std::string(http::to_text(route.method)) + " " + route.pattern + " " +
                    std::string(http::to_text(route.access)));
  for (const auto& endpoint : parts_->hub.endpoints())
    lines.push_back("SOCKET " + endpoint.path + " " + std::string(http::to_text(endpoint.access)));
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace ws
