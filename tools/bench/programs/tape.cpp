// Preloaded into the server, it writes down what the writer asks of SQLite: every statement with its parameters, in
// order. bench_replay plays that tape in a bare loop, and so answers what the same work costs without a server.
//
//   LD_PRELOAD=libbench_tape.so WS_TAPE=FILE wushuang serve …
//
// A tape is lines of fields parted by TAB: "S id sql" names a statement, "R id value…" runs it; a value is "n",
// "i123" or "t…" with \\, \t and \n escaped. Only connections that open savepoints are on it, i.e. the writer's.

#include <dlfcn.h>
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace {

std::mutex mutex;

struct Known {
  std::size_t id = 0;  ///< 0: not on the tape yet
  bool running = false;
  std::vector<std::string> values;
};

std::map<sqlite3_stmt*, Known>& known() {
  static auto* map = new std::map<sqlite3_stmt*, Known>();
  return *map;
}
std::set<sqlite3*>& writers() {
  static auto* set = new std::set<sqlite3*>();
  return *set;
}
std::FILE* tape() {
  static std::FILE* file = std::getenv("WS_TAPE") ? std::fopen(std::getenv("WS_TAPE"), "w") : nullptr;
  return file;
}

template <class F>
F original(const char* name) {
  return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}

std::string escaped(const char* text, std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    if (text[i] == '\\') {
      out += "\\\\";
    } else if (text[i] == '\t') {
      out += "\\t";
    } else if (text[i] == '\n') {
      out += "\\n";
    } else {
      out += text[i];
    }
  }
  return out;
}

void bound(sqlite3_stmt* statement, int place, std::string value) {
  const std::lock_guard lock(mutex);
  auto& values = known()[statement].values;
  if (values.size() < static_cast<std::size_t>(place)) values.resize(static_cast<std::size_t>(place), "n");
  values[static_cast<std::size_t>(place) - 1] = std::move(value);
}

void began(sqlite3_stmt* statement) {
  const std::lock_guard lock(mutex);
  Known& one = known()[statement];
  if (one.running || tape() == nullptr) return;
  one.running = true;
  const char* const text = sqlite3_sql(statement);
  if (text == nullptr) return;  // one of SQLite's own
  const std::string sql = text;
  sqlite3* const connection = sqlite3_db_handle(statement);
  if (sql == "BEGIN IMMEDIATE") writers().insert(connection);
  if (!writers().contains(connection)) return;
  static std::size_t ids = 0;
  if (one.id == 0) {
    one.id = ++ids;
    std::fprintf(tape(), "S\t%zu\t%s\n", one.id, escaped(sql.data(), sql.size()).c_str());
  }
  std::fprintf(tape(), "R\t%zu", one.id);
  for (const std::string& value : one.values) std::fprintf(tape(), "\t%s", value.c_str());
  std::fputc('\n', tape());
}

}  // namespace

extern "C" {

int sqlite3_bind_null(sqlite3_stmt* statement, int place) {
  static const auto real = original<decltype(&sqlite3_bind_null)>("sqlite3_bind_null");
  bound(statement, place, "n");
  return real(statement, place);
}

int sqlite3_bind_int64(sqlite3_stmt* statement, int place, sqlite3_int64 value) {
  static const auto real = original<decltype(&sqlite3_bind_int64)>("sqlite3_bind_int64");
  bound(statement, place, "i" + std::to_string(value));
  return real(statement, place, value);
}

int sqlite3_bind_text64(sqlite3_stmt* statement, int place, const char* text, sqlite3_uint64 size, void (*end)(void*),
                        unsigned char encoding) {
  static const auto real = original<decltype(&sqlite3_bind_text64)>("sqlite3_bind_text64");
  bound(statement, place, "t" + escaped(text, size));
  return real(statement, place, text, size, end, encoding);
}

int sqlite3_step(sqlite3_stmt* statement) {
  static const auto real = original<decltype(&sqlite3_step)>("sqlite3_step");
  began(statement);
  return real(statement);
}

int sqlite3_reset(sqlite3_stmt* statement) {
  static const auto real = original<decltype(&sqlite3_reset)>("sqlite3_reset");
  {
    const std::lock_guard lock(mutex);
    known()[statement].running = false;
  }
  return real(statement);
}

int sqlite3_finalize(sqlite3_stmt* statement) {
  static const auto real = original<decltype(&sqlite3_finalize)>("sqlite3_finalize");
  {
    const std::lock_guard lock(mutex);
    known().erase(statement);
  }
  return real(statement);
}

int sqlite3_close(sqlite3* connection) {
  static const auto real = original<decltype(&sqlite3_close)>("sqlite3_close");
  {
    const std::lock_guard lock(mutex);
    writers().erase(connection);  // another one may get the same address
  }
  return real(connection);
}

int sqlite3_close_v2(sqlite3* connection) {
  static const auto real = original<decltype(&sqlite3_close_v2)>("sqlite3_close_v2");
  {
    const std::lock_guard lock(mutex);
    writers().erase(connection);
  }
  return real(connection);
}

}  // extern "C"
