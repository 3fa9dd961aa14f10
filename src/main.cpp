// The command line: serve, migrate, found, seed, routes, backup, restore, verify-ledger, tally.

#include <sodium.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "app.h"
#include "base/json.h"
#include "base/text.h"
#include "base/vault.h"
#include "db/db.h"
#include "hours/public.h"
#include "hours/tally_service.h"
#include "http/http.h"
#include "ledger/verify_service.h"
#include "seed/activity_history.h"
#include "seed/book_history.h"
#include "seed/content_history.h"
#include "seed/course_history.h"
#include "seed/founding.h"
#include "seed/lecture_history.h"
#include "seed/live_history.h"
#include "seed/order_history.h"
#include "seed/pact_history.h"
#include "seed/proof_history.h"
#include "seed/public.h"
#include "seed/showcase_history.h"
#include "seed/survey_history.h"
#include "seed/team_history.h"
#include "seed/venue_history.h"
#include "seed/visit_history.h"
#include "seed/volunteer_life.h"

namespace {

namespace fs = std::filesystem;

struct Arguments {
  ws::AppOptions app;
  std::string code_gateway_token_file;
  std::string file;
  std::string district;
  std::string password = "wushuang2026";
  std::uint64_t seed = 510117;
  bool check = false;
  ws::seed::Founding founding;
  std::vector<std::string> system_admin, security_admin, auditor;
};

/// The demo district looks back on this many weeks.
constexpr std::int64_t demo_weeks = 6;

/// The database of a data directory, unless another one is named.
void settle(Arguments& arguments) {
  fs::create_directories(arguments.app.data);
  if (arguments.app.database.empty()) arguments.app.database = arguments.app.data + "/wushuang.db";
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

int serve(Arguments& arguments) {
  // Blocked before any thread starts, so that only the wait below takes them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  if (!arguments.code_gateway_token_file.empty())
    arguments.app.code_gateway_token = ws::trim(text_of(arguments.code_gateway_token_file));
  const ws::SystemClock clock;
  ws::App app(arguments.app, clock);
  app.start();
  const std::string at = "http://" + arguments.app.address + ":" + std::to_string(app.port());
  std::cout << "\nWushuang 五双 is serving.\n\n"
            << "  public  公众端   " << at << "/\n"
            << "  desk    志愿者端 " << at << "/desk\n"
            << "  admin   管理端   " << at << "/admin\n"
            << "  screen  指挥大屏 " << at << "/screen\n\n"
            << ws::seed::demo_table(*ws::db::Database::open({arguments.app.database})) << std::endl;
  int received = 0;
  sigwait(&signals, &received);
  std::cout << "stopping: finishing what is under way …" << std::endl;
  app.stop();
  return 0;
}

int migrate(const Arguments& arguments) {
  const auto database = ws::db::Database::open({arguments.app.database});
  std::cout << database->migrate() << " migrations applied\n";
  return 0;
}

int print_routes(Arguments& arguments) {
  const fs::path scratch = fs::temp_directory_path() / ("wushuang-routes-" + std::to_string(getpid()));
  fs::create_directories(scratch);
  arguments.app.data = scratch.string();
  arguments.app.database = (scratch / "routes.db").string();
  arguments.app.log_requests = false;
  {
    const ws::SystemClock clock;
    for (const std::string& line : ws::App(arguments.app, clock).route_lines()) std::cout << line << '\n';
  }
  fs::remove_all(scratch);
  return 0;
}

int seed(const Arguments& arguments) {
  const ws::SystemClock clock;
  const auto vault = ws::Vault::from_file(arguments.app.data + "/master.key");
  const auto database = ws::db::Database::open({arguments.app.database});
  database->migrate();
  ws::seed::SeedOptions options;
  options.data = arguments.app.assets + "/data";
  options.seed = arguments.seed;
  options.start = clock.now().plus_ms(-demo_weeks * 7 * ws::day_ms);
  options.password = arguments.password;
  const auto seeded = ws::seed::seed_pidu(*database, vault, options);
  if (!seeded) {
    std::cerr << "seed: the database holds data already; nothing was changed\n";
    return 1;
  }
  std::cout << "seed " << options.seed << ": " << seeded->offices << " offices, " << seeded->stations << " stations, "
            << seeded->bases << " bases, " << seeded->items << " menu items, " << seeded->teams << " teams, "
            << seeded->volunteers << " volunteers\n";
  const ws::seed::HistoryOptions history{options.data, options.seed, options.start, clock.now()};
  const ws::Rules rules = ws::read_rules(options.data, clock.now());
  const auto replayed = ws::seed::replay_orders(*database, vault, rules, history);
  if (!replayed) {
    std::cerr << "seed: the orders could not be replayed: " << replayed.error().reason << '\n';
    return 1;
  }
  if (const auto trained = ws::seed::replay_training(*database, history); !trained) {
    std::cerr << "seed: the trainings could not be replayed: " << trained.error().reason << '\n';
    return 1;
  }
  const auto held = ws::seed::replay_activities(*database, vault, rules, history);
  if (!held) {
    std::cerr << "seed: the activities could not be replayed: " << held.error().reason << '\n';
    return 1;
  }
  const auto came = ws::seed::replay_newcomers(*database, vault, rules, history);
  if (!came) {
    std::cerr << "seed: the newcomers could not come: " << came.error().reason << '\n';
    return 1;
  }
  const auto proven =
      ws::seed::replay_proof(*database, vault, rules, history, {arguments.app.data, arguments.app.public_address});
  std::cout << proven.late_entries << " late entries, " << proven.disputes << " disputes, " << proven.stars
            << " stars, " << proven.certificates << " certificates\n";
  const auto waiting = ws::seed::replay_teams(*database, rules, history);
  if (!waiting) {
    std::cerr << "seed: the teams could not be replayed: " << waiting.error().reason << '\n';
    return 1;
  }
  const auto told = ws::seed::replay_content(*database, history,
                                             {arguments.app.data, arguments.app.assets + "/web/src/shared/art"});
  std::cout << told.columns << " columns with " << told.articles << " articles, " << told.pictures << " pictures\n";
  const auto lectured = ws::seed::replay_lectures(*database, history,
                                                  {arguments.app.data, arguments.app.assets + "/web/src/shared/art"});
  std::cout << lectured.lectures << " micro-lectures\n";
  const auto read =
      ws::seed::replay_books(*database, history, {arguments.app.data, arguments.app.assets + "/web/src/shared/art"});
  std::cout << read.books << " books with " << read.chapters << " chapters\n";
  const auto broadcast = ws::seed::replay_broadcasts(*database, vault, history, arguments.app.data);
  std::cout << broadcast.broadcasts << " broadcasts, " << broadcast.replays << " of them with a replay\n";
  const auto toured = ws::seed::replay_visits(*database, vault, history, {arguments.app.data});
  std::cout << toured.tours << " cloud visits with " << toured.scenes << " scenes\n";
  const auto asked = ws::seed::replay_surveys(*database, history);
  const auto taught = ws::seed::replay_courses(*database, vault, history);
  std::cout << asked.surveys << " surveys with " << asked.replies << " replies, " << taught.courses
            << " courses with " << taught.sessions << " sessions\n";
  const auto opened = ws::seed::replay_venues(*database, vault, rules, history);
  std::cout << opened.venues << " venues with " << opened.bookings << " bookings\n";
  const auto examples = ws::seed::replay_showcase(*database, rules, history);
  const auto agreed = ws::seed::replay_pacts(*database, history);
  std::cout << examples.entries << " entries of the showcase, " << examples.areas << " areas, " << agreed.pacts
            << " pacts with " << agreed.joinings << " joinings\n";
  std::cout << replayed->orders << " orders in " << replayed->steps << " steps\n"
            << held->projects << " projects with " << held->activities << " activities and " << held->signups
            << " sign-ups\n";
  return 0;
}

/// NAME MOBILE [LOGIN] of the command line.
ws::seed::FirstAdministrator administrator(const std::vector<std::string>& words) {
  return {words.at(0), words.at(1), words.size() > 2 ? words.at(2) : ""};
}

int found(Arguments& arguments) {
  ws::seed::Founding& founding = arguments.founding;
  founding.data = arguments.app.assets + "/data";
  founding.system_admin = administrator(arguments.system_admin);
  founding.security_admin = administrator(arguments.security_admin);
  founding.auditor = administrator(arguments.auditor);
  const auto vault = ws::Vault::from_file(arguments.app.data + "/master.key");
  const auto database = ws::db::Database::open({arguments.app.database});
  database->migrate();
  ws::Random random = ws::Random::from_system();
  const auto founded = ws::seed::found(*database, vault, random, founding, ws::SystemClock().now());
  if (!founded) {
    const ws::Error& error = founded.error();
    std::cerr << "found: nothing was written. " << (error.field.empty() ? "" : "--" + error.field + ": ")
              << ws::http::sentence(error.reason, "zh") << " " << ws::http::sentence(error.reason, "en") << '\n';
    return 1;
  }
  std::cout << founding.name << "\n\nInitial passwords, shown this once 初始口令，仅显示这一次:\n";
  for (const auto& login : founded->logins)
    std::cout << "  " << ws::to_text(login.role) << '\t' << login.name << '\t' << login.login << '\t'
              << login.password << '\n';
  return 0;
}

int backup(const Arguments& arguments) {
  const bool embedded = !arguments.app.database.starts_with("postgresql:");
  if (embedded && !fs::exists(arguments.app.database)) {
    std::cerr << "backup: there is no database at " << arguments.app.database << '\n';
    return 1;
  }
  const auto database = ws::db::Database::open({arguments.app.database});
  const auto done = database->backup_to(arguments.file);
  if (!done) {
    std::cerr << "backup failed: " << done.error().reason << " " << done.error().detail << '\n';
    return 1;
  }
  const fs::path key = fs::path(arguments.app.data) / "master.key";
  std::cout << "saved to " << arguments.file << "\nKeep " << key.string()
            << " in another safe place: without it the sealed personal numbers cannot be read.\n";
  return 0;
}

int restore(const Arguments& arguments) {
  const auto done = ws::db::restore(arguments.file, arguments.app.database);
  if (!done) {
    std::cerr << "restore failed, nothing was changed: " << done.error().reason << " " << done.error().detail << '\n';
    return 1;
  }
  const auto database = ws::db::Database::open({arguments.app.database});
  std::cout << "restored; " << database->migrate() << " newer migrations applied\n";
  const fs::path key = fs::path(arguments.app.data) / "master.key";
  if (!fs::exists(key)) std::cout << "Now put the master key back to " << key.string() << ".\n";
  return 0;
}

std::vector<ws::ledger::Root> saved_roots(const std::string& file) {
  std::vector<ws::ledger::Root> roots;
  if (file.empty()) return roots;
  for (const auto& item : ws::json::Document(text_of(file)).items("items"))
    roots.push_back({item.text("day").value_or(""), item.integer("size").value_or(0), item.text("root").value_or(""),
                     item.text("previous_root").value_or(""), "", item.integer("sealed_ms").value_or(0)});
  return roots;
}

int verify_ledger(const Arguments& arguments) {
  const auto database = ws::db::Database::open({arguments.app.database});
  const auto verdict = ws::ledger::verify(*database, saved_roots(arguments.file));
  if (!verdict.trouble.empty()) {
    std::cerr << "verify-ledger: " << verdict.trouble << '\n';
    return 1;
  }
  std::cout << verdict.leaves << " entries and events, " << verdict.sealed << " of them sealed by " << verdict.days
            << " daily roots: nothing was changed\n";
  return 0;
}

/// Compares the tallies with the ledger, or makes them anew.
int tally(const Arguments& arguments) {
  const auto database = ws::db::Database::open({arguments.app.database});
  database->migrate();
  if (arguments.check) {
    const auto wrong = database->read([](ws::db::Reader& reader) { return ws::hours::find_wrong_tally(reader); });
    if (wrong) {
      std::cerr << "tally: " << *wrong << '\n';
      return 1;
    }
    std::cout << "the tallies are what the ledger says\n";
    return 0;
  }
  const auto counted = ws::hours::tally_in_parts(*database);
  if (!counted) {
    std::cerr << "tally: " << counted.error().reason << ": the ledger went on; stop serve and run it again\n";
    return 1;
  }
  std::cout << *counted << " entries counted\n";
  return 0;
}

void add_database_options(CLI::App& command, Arguments& arguments) {
  command.add_option("--data", arguments.app.data, "directory of the database file and the master key")->required();
  command.add_option("--db", arguments.app.database, "postgresql://… instead of the embedded file");
}

void add_founding_options(CLI::App& command, Arguments& arguments) {
  command.add_option("--name", arguments.founding.name, "of the center")->required();
  command.add_option("--short-name", arguments.founding.short_name, "of the center")->required();
  command.add_option("--code", arguments.founding.code, "of the district, six digits")->required();
  command.add_option("--address", arguments.founding.address, "of the center")->required();
  command.add_option("--phone", arguments.founding.phone, "of the center")->required();
  command.add_option("--assets", arguments.app.assets, "directory with web/ and data/");
  const auto add = [&command](const char* option, std::vector<std::string>& words, const char* says) {
    command.add_option(option, words, says)->required()->expected(2, 3)->type_name("NAME MOBILE [LOGIN]");
  };
  add("--system-admin", arguments.system_admin, "sites and menu; login: system");
  add("--security-admin", arguments.security_admin, "people and their roles; login: security");
  add("--auditor", arguments.auditor, "the audit log; login: auditor");
}

}  // namespace

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 70;
  Arguments arguments;
  arguments.app.assets = ".";
  CLI::App cli("Wushuang 五双: the platform of a New Era Civilization Practice Center");
  cli.require_subcommand(1);

  auto* serving = cli.add_subcommand("serve", "serve the four faces");
  add_database_options(*serving, arguments);
  serving->add_option("--port", arguments.app.port, "TCP port")->default_val(8080);
  serving->add_option("--address", arguments.app.address, "address to listen on")->default_val("127.0.0.1");
  serving->add_option("--threads", arguments.app.threads, "I/O threads")->default_val(2);
  serving->add_option("--assets", arguments.app.assets, "directory with web/ and data/");
  serving->add_option("--public-address", arguments.app.public_address,
                      "where people reach this server, as certificates say it: https://…");
  serving->add_option("--code-gateway", arguments.app.code_gateway,
                      "URL that sends one-time codes; default: none are sent");
  serving->add_option("--code-gateway-token-file", arguments.code_gateway_token_file, "holds its bearer token")
      ->check(CLI::ExistingFile);
  serving->add_option("--wechat-api", arguments.app.wechat_api, "where the API of WeChat's public accounts is");
  const auto rtmp =
      serving->add_option("--rtmp", arguments.app.rtmp_port, "port that takes live streams; default: none are taken");
  serving->add_option("--rtmp-address", arguments.app.rtmp_address, "address to take them on");
  const auto origin = serving->add_option("--stream-origin", arguments.app.stream_origin,
                                          "https://… below which nginx-rtmp or SRS gives live streams out");
  serving->add_option("--stream-server", arguments.app.stream_server, "rtmp://…/live, where it takes them")
      ->needs(origin)
      ->excludes(rtmp);
  origin->excludes(rtmp);
  serving->add_flag("--show-codes", arguments.app.show_codes, "one-time codes on this console: for a demonstration");
  serving->add_option("--trusted-proxy", arguments.app.trusted_proxy, "address whose X-Forwarded-For is believed");
  serving->add_flag("--behind-tls", arguments.app.secure_cookies, "secure cookies and HSTS");
  serving->add_flag("!--quiet", arguments.app.log_requests, "no line per request");

  auto* migrating = cli.add_subcommand("migrate", "apply missing migrations");
  add_database_options(*migrating, arguments);
  auto* founding = cli.add_subcommand("found", "set up an empty database for real use");
  add_database_options(*founding, arguments);
  add_founding_options(*founding, arguments);
  auto* seeding = cli.add_subcommand("seed", "fill an empty database with the demo district");
  add_database_options(*seeding, arguments);
  seeding->add_option("district", arguments.district, "pidu")->required()->check(CLI::IsMember({"pidu"}));
  seeding->add_option("--seed", arguments.seed, "the same number gives the same people and places");
  seeding->add_option("--password", arguments.password, "of all demo logins");
  seeding->add_option("--assets", arguments.app.assets, "directory with web/ and data/");
  auto* listing = cli.add_subcommand("routes", "print every path and its access");
  listing->add_option("--assets", arguments.app.assets, "directory with web/ and data/");
  auto* saving = cli.add_subcommand("backup", "a consistent copy while serving");
  add_database_options(*saving, arguments);
  saving->add_option("file", arguments.file)->required();
  auto* restoring = cli.add_subcommand("restore", "a saved copy into an empty directory");
  add_database_options(*restoring, arguments);
  restoring->add_option("file", arguments.file)->required()->check(CLI::ExistingFile);
  auto* verifying = cli.add_subcommand("verify-ledger", "recompute the hours ledger against its daily roots");
  add_database_options(*verifying, arguments);
  verifying->add_option("--roots", arguments.file, "a saved /api/ledger/roots, compared too")
      ->check(CLI::ExistingFile);

  auto* tallying = cli.add_subcommand("tally", "make the figures' tallies anew from the ledger");
  add_database_options(*tallying, arguments);
  tallying->add_flag("--check", arguments.check, "only compare them");

  CLI11_PARSE(cli, argc, argv);
  try {
    if (listing->parsed()) return print_routes(arguments);
    settle(arguments);
    if (serving->parsed()) return serve(arguments);
    if (migrating->parsed()) return migrate(arguments);
    if (founding->parsed()) return found(arguments);
    if (seeding->parsed()) return seed(arguments);
    if (verifying->parsed()) return verify_ledger(arguments);
    if (tallying->parsed()) return tally(arguments);
    if (saving->parsed()) return backup(arguments);
    return restore(arguments);
  } catch (const std::exception& trouble) {
    std::cerr << "wushuang: " << trouble.what() << '\n';
    return 1;
  }
}
