#include "testing/database.h"

#include <libpq-fe.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <stdexcept>

#include "base/random.h"

namespace ws::testing {
namespace {

std::string maintenance_url() {
  const char* url = std::getenv("WS_TEST_POSTGRES");
  if (url == nullptr || *url == '\0')
    throw std::runtime_error(
        "WS_TEST_POSTGRES is not set. The PostgreSQL half of the tests needs a server: set it to a libpq URL of a "
        "database from which others can be created, such as postgresql://postgres@127.0.0.1:5432/postgres");
  return url;
}

void run_on_server(const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> server(PQconnectdb(maintenance_url().c_str()), &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(server.get(), sql.c_str()), &PQclear);
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
    throw std::runtime_error("WS_TEST_POSTGRES: " + std::string(PQerrorMessage(server.get())));
}

std::string percent_encoded(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    if (std::isalnum(byte) != 0) {
      encoded += each;
    } else {
      encoded += '%';
      encoded += digits[byte >> 4];
      encoded += digits[byte & 15];
    }
  }
  return encoded;
}

/// The server's URL with another database.
std::string url_of(const std::string& name) {
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(maintenance_url().c_str(), &message), &PQconninfoFree);
  if (!options) throw std::runtime_error("WS_TEST_POSTGRES: " + std::string(message ? message : "no memory"));
  std::string url = "postgresql:///" + name + "?";
  for (const PQconninfoOption* each = options.get(); each->keyword != nullptr; ++each)
    if (each->val != nullptr && std::string_view(each->keyword) != "dbname")
      url += std::string(each->keyword) + "=" + percent_encoded(each->val) + "&";
  url.pop_back();
  return url;
}

}  // namespace

TestDatabase::TestDatabase(db::Engine engine) : engine_(engine) {
  Random random = Random::from_system();
  name_ = "ws_test_" + std::to_string(random.next());
  if (engine == db::Engine::postgres) {
    run_on_server("CREATE DATABASE " + name_ + " TEMPLATE template0 ENCODING 'UTF8'");
    url_ = url_of(name_);
    return;
  }
  folder_ = std::filesystem::temp_directory_path() / name_;
  std::filesystem::create_directory(folder_);
  url_ = folder_ + "/test.db";
}

TestDatabase::~TestDatabase() {
  if (engine_ == db::Engine::postgres) {
    try {
      run_on_server("DROP DATABASE " + name_ + " WITH (FORCE)");
    } catch (const std::exception& failure) {
      ADD_FAILURE() << failure.what();
    }
    return;
  }
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
  EXPECT_FALSE(error) << folder_ << ": " << error.message();
}

std::unique_ptr<db::Database> TestDatabase::open(db::Options options) const {
  options.url = url_;
  return db::Database::open(std::move(options));
}

const std::vector<db::Engine> engines{db::Engine::sqlite, db::Engine::postgres};

std::string engine_name(const ::testing::TestParamInfo<db::Engine>& info) {
  return info.param == db::Engine::sqlite ? "sqlite" : "postgres";
}

}  // namespace ws::testing

void ws::db::PrintTo(Engine engine, std::ostream* out) {
  *out << (engine == Engine::sqlite ? "sqlite" : "postgres");
}
