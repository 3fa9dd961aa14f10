#include "testing/district.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <stdexcept>

#include "seed/public.h"
#include "testing/source_dir.h"

namespace ws::testing {
namespace {

std::filesystem::path fresh_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "ws_district_XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

void record(const http::Routes& routes, const std::string& method, const std::string& target, const std::string& sent,
            const Answer& answer) {
  const char* path = std::getenv("WS_CONTRACT_LOG");
  if (path == nullptr || !target.starts_with("/api/")) return;
  static const std::map<std::string, http::Method> methods{{"GET", http::Method::get},
                                                           {"POST", http::Method::post},
                                                           {"PUT", http::Method::put},
                                                           {"DELETE", http::Method::del}};
  const auto match = routes.match(methods.at(method), target.substr(0, target.find('?')));
  if (match.route == nullptr) return;
  json::Writer line;
  line.begin()
      .field("method", method)
      .field("route", match.route->pattern)
      .field("status", answer.status)
      .field("content_type", answer.header("content-type"))
      .field("request_body", sent)
      .field("response_body", answer.body)
      .end();
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  std::ofstream(path, std::ios::app) << line.take() << '\n';
}

}  // namespace

Caller::Caller(District& district, std::string token) : district_(district), client_(district.app_->port()) {
  if (!token.empty()) client_.use_session(token);
}

Answer Caller::call(const std::string& method, const std::string& target, const std::string& json, Headers headers) {
  const bool typed =
      std::any_of(headers.begin(), headers.end(), [](const auto& h) { return h.first == "Content-Type"; });
  if (!json.empty() && !typed) headers.emplace_back("Content-Type", "application/json");
  // A key of its own for each intent, whoever asks and through however many connections.
  const bool keyed =
      std::any_of(headers.begin(), headers.end(), [](const auto& h) { return h.first == "Idempotency-Key"; });
  if (method != "GET" && !keyed)
    headers.emplace_back("Idempotency-Key", "intent-" + std::to_string(++district_.intents_));
  Answer answer = client_.request(method, target, json, std::move(headers));
  record(district_.app_->routes(), method, target, json, answer);
  return answer;
}

Answer Caller::get(const std::string& target) {
  return call("GET", target, "", {});
}
Answer Caller::post(const std::string& target, const std::string& json, Headers headers) {
  return call("POST", target, json, std::move(headers));
}
Answer Caller::put(const std::string& target, const std::string& json, Headers headers) {
  return call("PUT", target, json, std::move(headers));
}
Answer Caller::del(const std::string& target) {
  return call("DELETE", target, "", {});
}

District::District(db::Engine engine, std::size_t volunteers, const std::string& wechat_api)
    : storage_(engine), folder_(fresh_folder()) {
  const std::string source = source_dir();
  database_ = storage_.open();
  database_->migrate();
  vault_ = std::make_unique<Vault>(Vault::from_file(folder_ / "master.key"));
  seed::SeedOptions options;
  options.data = source + "/data";
  options.start = clock.now().plus_ms(-42 * day_ms);
  options.volunteers = volunteers;
  options.password = "not used here";
  if (!seed::seed_pidu(*database_, *vault_, options)) throw std::runtime_error("the district cannot be seeded");
  AppOptions app;
  app.database = storage_.url();
  app.data = folder_;
  app.assets = source;
  app.port = 0;
  app.log_requests = false;
  app.run_clocks = false;
  app.rtmp_port = 0;
  app.wechat_api = wechat_api;
  app_ = std::make_unique<App>(app, clock);
  app_->start();
}

District::~District() {
  app_.reset();
  database_.reset();
  std::filesystem::remove_all(folder_);
}

PersonId District::person(const std::string& login) {
  return PersonId(database_->read([&](db::Reader& reader) {
    const auto row = reader.find("SELECT id FROM persons WHERE login = $1", login);
    if (!row) throw std::runtime_error("no demo person " + login);
    return row->text(0);
  }));
}

Caller District::as(const std::string& login) {
  return as(person(login));
}

std::string District::session_of(const PersonId& person) {
  const std::string token = SecretRandom().token_hex(32);
  const auto written = database_->write_now([&](db::Tx& tx) -> Outcome {
    tx.exec(
        "INSERT INTO sessions (id, token_hash, person_id, created_ms, seen_ms, expires_ms) VALUES ($1, $2, $3, $4, "
        "$5, $6)",
        new_ulid(clock.now(), random_), sha256_hex(token), person, clock.now(), clock.now(),
        clock.now().plus_ms(90 * day_ms));
    return Done{};
  });
  if (!written) throw std::runtime_error("no session");
  return token;
}

std::string District::value(const std::string& sql) {
  return database_->read([&](db::Reader& reader) {
    const auto row = reader.find(sql);
    if (!row) throw std::runtime_error("nothing found: " + sql);
    return row->text(0);
  });
}

std::int64_t District::number(const std::string& sql) {
  return database_->read([&](db::Reader& reader) {
    const auto row = reader.find(sql);
    if (!row) throw std::runtime_error("nothing found: " + sql);
    return row->i64(0);
  });
}

std::string at(const Answer& answer, std::string_view path) {
  const json::Document document(answer.body);
  if (auto text = document.text(path)) return *text;
  return document.json(path);
}

}  // namespace ws::testing
