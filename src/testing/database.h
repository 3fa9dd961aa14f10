#pragma once
// A fresh, empty database for each test, on either engine: the suites run the same on both.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "db/db.h"

namespace ws::testing {

/// A temporary SQLite file, or a database of its own on the PostgreSQL server that the environment variable
/// WS_TEST_POSTGRES names (a libpq URL of a database from which others can be created). Without the variable a
/// PostgreSQL test fails; it is never skipped. Everything is removed at the end: declare it before the Database.
class TestDatabase {
 public:
  explicit TestDatabase(db::Engine engine);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const std::string& url() const { return url_; }
  db::Engine engine() const { return engine_; }
  /// Opens it; may be called more than once, as a second node would.
  std::unique_ptr<db::Database> open(db::Options options = {}) const;

 private:
  db::Engine engine_;
  std::string name_;
  std::string folder_;  ///< of the SQLite file
  std::string url_;
};

/// For INSTANTIATE_TEST_SUITE_P(…, ::testing::ValuesIn(engines), engine_name).
extern const std::vector<db::Engine> engines;
std::string engine_name(const ::testing::TestParamInfo<db::Engine>& info);

}  // namespace ws::testing

namespace ws::db {
/// How GoogleTest prints an engine.
void PrintTo(Engine engine, std::ostream* out);
}  // namespace ws::db
