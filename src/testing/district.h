#pragma once
// The whole server in the test's own process: a seeded district, a clock that moves when told, people who call its
// API over real sockets. Every exchange is recorded for the contract check when WS_CONTRACT_LOG names a file.

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app.h"
#include "base/json.h"
#include "base/vault.h"
#include "testing/database.h"
#include "testing/fake_clock.h"
#include "testing/http_client.h"

namespace ws::testing {

class District;

/// Somebody with a session of their own (or nobody in particular).
class Caller {
 public:
  Caller(District& district, std::string token);
  Answer get(const std::string& target);
  Answer post(const std::string& target, const std::string& json = "{}", Headers headers = {});
  Answer put(const std::string& target, const std::string& json, Headers headers = {});
  Answer del(const std::string& target);

 private:
  Answer call(const std::string& method, const std::string& target, const std::string& json, Headers headers);
  District& district_;
  HttpClient client_;
};

class District {
 public:
  explicit District(db::Engine engine, std::size_t volunteers = 300, const std::string& wechat_api = "");
  ~District();

  Caller nobody() { return Caller(*this, ""); }
  /// By the login of a demo person (data/pidu/people.json).
  Caller as(const std::string& login);
  Caller as(const PersonId& person) { return Caller(*this, session_of(person)); }
  /// The token of a fresh session.
  std::string session_of(const PersonId& person);
  PersonId person(const std::string& login);
  /// The one value of a query; throws when there is none.
  std::string value(const std::string& sql);
  std::int64_t number(const std::string& sql);
  db::Database& database() { return *database_; }
  /// The key that the numbers of the district are sealed with.
  const Vault& vault() const { return *vault_; }
  int tick() { return app_->tick(); }
  std::uint16_t port() const { return app_->port(); }
  /// For a second process on the same storage.
  std::string url() const { return storage_.url(); }
  /// "METHOD PATTERN ACCESS" of every route and socket.
  std::vector<std::string> route_lines() const { return app_->route_lines(); }

  FakeClock clock;

 private:
  friend class Caller;
  TestDatabase storage_;
  std::filesystem::path folder_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<Vault> vault_;
  std::unique_ptr<App> app_;
  Random random_{11};
  std::atomic<int> intents_{0};
};

/// The value at a dotted path of an answer's document: texts as they are, numbers and lists as JSON.
std::string at(const Answer& answer, std::string_view path);

}  // namespace ws::testing
