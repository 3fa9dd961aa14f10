// Plays a tape (tape.cpp) on a SQLite file in one bare loop: the same statements with the same parameters in the same
// order, prepared once, WAL, synchronous=FULL, `BATCH` use cases to a transaction. The whole machine is its own: no
// network, no JSON, no second thread.
//
//   bench_replay FILE TAPE BATCH        prints one JSON line

#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

struct Value {
  char kind;
  std::int64_t number;
  std::string text;
};

struct Run {
  std::size_t statement;
  std::vector<Value> values;
};
/// From SAVEPOINT to RELEASE.
using UseCase = std::vector<Run>;

struct Tape {
  std::map<std::size_t, std::string> statements;
  std::vector<UseCase> use_cases;
};

std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    ++i;
    out += text[i] == 't' ? '\t' : text[i] == 'n' ? '\n' : '\\';
  }
  return out;
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> parts;
  for (std::size_t end; (end = line.find('\t')) != line.npos; line.remove_prefix(end + 1))
    parts.push_back(line.substr(0, end));
  parts.push_back(line);
  return parts;
}

Value value_of(std::string_view text) {
  const std::string rest(text.substr(1));
  return {text[0], text[0] == 'i' ? std::stoll(rest) : 0, text[0] == 't' ? plain(rest) : std::string()};
}

bool ends_batch(const std::string& sql) {
  return sql == "BEGIN IMMEDIATE" || sql == "COMMIT" || sql == "ROLLBACK";
}

Tape read_tape(const char* path) {
  std::ifstream file(path);
  Tape tape;
  UseCase current;
  for (std::string line; std::getline(file, line);) {
    const auto parts = split(line);
    const std::size_t id = std::strtoul(std::string(parts.at(1)).c_str(), nullptr, 10);
    if (parts[0] == "S") {
      tape.statements[id] = plain(parts.at(2));
      continue;
    }
    const std::string& sql = tape.statements.at(id);
    if (ends_batch(sql)) continue;  // batches are made anew
    Run run{id, {}};
    for (std::size_t i = 2; i < parts.size(); ++i) run.values.push_back(value_of(parts[i]));
    current.push_back(std::move(run));
    if (sql == "RELEASE use_case") tape.use_cases.push_back(std::exchange(current, {}));
  }
  if (tape.use_cases.empty()) throw std::runtime_error("the tape is empty");
  return tape;
}

class Loop {
 public:
  Loop(const char* file, const Tape& tape) {
    check(sqlite3_open_v2(file, &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr));
    // As the server's writer has it.
    check(sqlite3_exec(handle_,
                       "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
                       "PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864",
                       nullptr, nullptr, nullptr));
    begin_ = prepare("BEGIN IMMEDIATE");
    commit_ = prepare("COMMIT");
    for (const auto& [id, sql] : tape.statements) statements_[id] = prepare(sql);
  }
  ~Loop() {
    for (sqlite3_stmt* one : all_) sqlite3_finalize(one);
    sqlite3_close(handle_);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// The runs of statements.
  std::size_t play(const std::vector<UseCase>& use_cases, std::size_t batch) {
    std::size_t runs = 0;
    for (std::size_t i = 0; i < use_cases.size(); ++i) {
      if (i % batch == 0) step(begin_);
      for (const Run& run : use_cases[i]) play(run);
      runs += use_cases[i].size();
      if (i % batch == batch - 1 || i + 1 == use_cases.size()) step(commit_);
    }
    return runs;
  }

 private:
  void check(int code) const {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(handle_));
  }

  sqlite3_stmt* prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v3(handle_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    return all_.emplace_back(statement);
  }

  void play(const Run& run) {
    sqlite3_stmt* const statement = statements_.at(run.statement);
    int place = 0;
    for (const Value& value : run.values) {
      ++place;
      if (value.kind == 'i')
        check(sqlite3_bind_int64(statement, place, value.number));
      else if (value.kind == 't')
        check(
            sqlite3_bind_text64(statement, place, value.text.data(), value.text.size(), SQLITE_STATIC, SQLITE_UTF8));
      else
        check(sqlite3_bind_null(statement, place));
    }
    step(statement);
  }

  /// Every row is looked at, as the server does.
  void step(sqlite3_stmt* statement) {
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
      for (int column = 0; column < sqlite3_column_count(statement); ++column)
        static_cast<void>(sqlite3_column_text(statement, column));
    if (code != SQLITE_DONE)
      throw std::runtime_error(std::string(sqlite3_errmsg(handle_)) + ": " + sqlite3_sql(statement));
    sqlite3_reset(statement);
  }

  sqlite3* handle_ = nullptr;
  std::vector<sqlite3_stmt*> all_;
  std::map<std::size_t, sqlite3_stmt*> statements_;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "bench_replay FILE TAPE BATCH\n";
    return 2;
  }
  try {
    const Tape tape = read_tape(argv[2]);
    Loop loop(argv[1], tape);
    const auto began = std::chrono::steady_clock::now();
    const std::size_t runs = loop.play(tape.use_cases, std::strtoul(argv[3], nullptr, 10));
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - began;
    std::printf("{\"use_cases\":%zu,\"statements\":%zu,\"elapsed_s\":%.6f}\n", tape.use_cases.size(), runs,
                elapsed.count());
    return 0;
  } catch (const std::exception& trouble) {
    std::cerr << "bench_replay: " << trouble.what() << '\n';
    return 1;
  }
}
