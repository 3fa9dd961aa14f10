#include "db/postgres_connection.h"

#include <charconv>
#include <cstdlib>
#include <optional>

#include "db/session.h"

namespace ws::db {
namespace {

constexpr std::size_t statement_limit = 512;
/// More answers than this are not left uncollected.
constexpr std::size_t pending_limit = 1024;

// Types by their numbers in pg_type, which never change.
constexpr Oid bool_type = 16, int8_type = 20, int2_type = 21, int4_type = 23, text_type = 25, numeric_type = 1700;

std::optional<std::int64_t> integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// SQLite has no booleans, and its SUM of integers is an integer: PostgreSQL's answers are brought in line.
Value to_cell(Oid type, std::string_view text) {
  if (type == bool_type) return std::int64_t{text == "t"};
  if (type == int8_type || type == int4_type || type == int2_type || type == numeric_type)
    if (const auto number = integer(text)) return *number;
  return std::string(text);
}

std::string trimmed(const char* message) {
  std::string text = message == nullptr ? "" : message;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

PostgresFailure failure_of(const PGresult* result, std::uint64_t mark) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string known = state == nullptr ? "" : state;
  return {postgres_kind(known), "postgres " + known + ": " + trimmed(PQresultErrorMessage(result)), known, mark};
}

Oid type_of(const Value& value) {
  constexpr Oid types[] = {0, int8_type, text_type};
  return types[value.index()];
}

bool fits(const std::vector<Oid>& types, const Params& params) {
  for (std::size_t index = 0; index < params.size(); ++index)
    if (params[index].index() != 0 && type_of(params[index]) != types[index]) return false;
  return true;
}

/// Where the literal, quoted name or comment that starts at `at` ends; `at` itself if none starts there.
std::size_t skip_quoted(std::string_view sql, std::size_t at) {
  const auto after = [&](std::string_view end, std::size_t from) {
    const std::size_t found = sql.find(end, from);
    return found == std::string_view::npos ? sql.size() : found + end.size();
  };
  if (sql[at] == '\'' || sql[at] == '"') return after(sql.substr(at, 1), at + 1);
  if (sql.substr(at, 2) == "--") return after("\n", at);
  if (sql.substr(at, 2) == "/*") return after("*/", at);
  return at;
}

}  // namespace

Failure::Kind postgres_kind(std::string_view sqlstate) {
  const std::string_view family = sqlstate.substr(0, 2);
  if (sqlstate == "53100" || sqlstate == "58030") return Failure::Kind::full;
  if (family == "23") return Failure::Kind::constraint;
  // 57P: the server is shutting down or starting; 53: it has no room for us.
  if (sqlstate.empty() || family == "08" || family == "53" || sqlstate.substr(0, 3) == "57P")
    return Failure::Kind::away;
  return Failure::Kind::broken;
}

std::size_t count_parameters(std::string_view sql) {
  std::vector<bool> named;
  for (std::size_t at = 0; at < sql.size();) {
    if (const std::size_t after = skip_quoted(sql, at); after != at) {
      at = after;
      continue;
    }
    if (sql[at++] != '$') continue;
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(sql.data() + at, sql.data() + sql.size(), number);
    if (error != std::errc() || number == 0 || number > 65'535) continue;
    if (named.size() < number) named.resize(number, false);
    named[number - 1] = true;
    at = static_cast<std::size_t>(end - sql.data());
  }
  for (const bool each : named)
    if (!each) throw Failure(Failure::Kind::broken, "parameters leave a gap in: " + std::string(sql));
  return named.size();
}

PGconn* connect_postgres(const std::string& url) {
  // Earlier entries are defaults that the URL may override. A dead server is noticed after ten seconds.
  const char* keys[] = {"connect_timeout",
                        "tcp_user_timeout",
                        "keepalives_idle",
                        "keepalives_interval",
                        "keepalives_count",
                        "application_name",
                        "dbname",
                        "client_encoding",
                        nullptr};
  const char* values[] = {"3", "10000", "5", "2", "3", "wushuang", url.c_str(), "UTF8", nullptr};
  std::unique_ptr<PGconn, decltype(&PQfinish)> handle(PQconnectdbParams(keys, values, 1), &PQfinish);
  if (PQstatus(handle.get()) != CONNECTION_OK)
    throw Failure(Failure::Kind::away, "cannot reach PostgreSQL: " + trimmed(PQerrorMessage(handle.get())));
  PQsetNoticeProcessor(
      handle.get(), [](void*, const char*) {}, nullptr);
  PGresult* quiet = PQexec(handle.get(), "SET client_min_messages = warning");
  const bool ok = PQresultStatus(quiet) == PGRES_COMMAND_OK;
  PQclear(quiet);
  if (!ok) throw Failure(Failure::Kind::away, "PostgreSQL: " + trimmed(PQerrorMessage(handle.get())));
  return handle.release();
}

Rows PostgresResult::rows() const {
  const int columns = PQnfields(result_.get());
  const int count = PQntuples(result_.get());
  std::vector<Oid> types;
  for (int column = 0; column < columns; ++column) types.push_back(PQftype(result_.get(), column));
  Rows rows;
  rows.reserve(static_cast<std::size_t>(count));
  for (int row = 0; row < count; ++row) {
    std::vector<Value> cells(types.size());
    for (int column = 0; column < columns; ++column)
      if (PQgetisnull(result_.get(), row, column) == 0)
        cells[static_cast<std::size_t>(column)] =
            to_cell(types[static_cast<std::size_t>(column)],
                    {PQgetvalue(result_.get(), row, column),
                     static_cast<std::size_t>(PQgetlength(result_.get(), row, column))});
    rows.emplace_back(std::move(cells));
  }
  return rows;
}

std::int64_t PostgresResult::affected() const {
  return integer(PQcmdTuples(result_.get())).value_or(0);
}

PostgresConnection::PostgresConnection(const std::string& url)
    : handle_(connect_postgres(url)), statements_(statement_limit) {
  if (PQenterPipelineMode(handle_.get()) != 1) throw_lost();
}

void PostgresConnection::throw_lost() {
  lost_ = true;
  pending_.clear();
  throw PostgresFailure(Failure::Kind::away, "PostgreSQL is away: " + trimmed(PQerrorMessage(handle_.get())), "", 0);
}

void PostgresConnection::check_sent(int sent) {
  if (sent != 1) throw_lost();
}

PostgresConnection::Statement& PostgresConnection::statement(std::string_view sql, std::size_t given) {
  Statement* known = statements_.find(sql);
  if (known == nullptr) {
    if (const auto evicted = statements_.add(sql, Statement{count_parameters(sql), {}})) deallocate(*evicted);
    known = statements_.find(sql);
  }
  if (known->parameters != given)
    throw Failure(Failure::Kind::broken, std::to_string(given) + " parameters given, " +
                                             std::to_string(known->parameters) + " named in: " + std::string(sql));
  return *known;
}

std::shared_ptr<PostgresConnection::Variant> PostgresConnection::variant_for(Statement& statement,
                                                                             const Params& params) {
  for (const auto& variant : statement.variants)
    if (fits(variant->types, params)) return variant;
  auto variant = std::make_shared<Variant>();
  for (const Value& value : params) variant->types.push_back(type_of(value));
  variant->name = std::to_string(++names_);
  statement.variants.push_back(variant);
  return variant;
}

void PostgresConnection::prepare(std::string_view sql, const std::shared_ptr<Variant>& variant, std::uint64_t mark) {
  check_sent(PQsendPrepare(handle_.get(), variant->name.c_str(), std::string(sql).c_str(),
                           static_cast<int>(variant->types.size()), variant->types.data()));
  pending_.push_back({Pending::Kind::prepare, mark, variant, nullptr});
  variant->prepared = true;
}

void PostgresConnection::deallocate(const Statement& statement) {
  for (const auto& variant : statement.variants) {
    if (!variant->prepared) continue;
    const std::string sql = "DEALLOCATE \"" + variant->name + "\"";
    check_sent(PQsendQueryParams(handle_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0));
    pending_.push_back({Pending::Kind::statement, 0, nullptr, nullptr});
  }
}

void PostgresConnection::send_prepared(const Variant& variant, const Params& params) {
  values_.clear();
  number_texts_.resize(params.size());
  for (std::size_t index = 0; index < params.size(); ++index) {
    const char* value = nullptr;
    if (const auto* text = std::get_if<std::string>(&params[index])) {
      value = text->c_str();
    } else if (const auto* number = std::get_if<std::int64_t>(&params[index])) {
      auto& buffer = number_texts_[index];
      *std::to_chars(buffer.data(), buffer.data() + buffer.size() - 1, *number).ptr = '\0';
      value = buffer.data();
    }
    values_.push_back(value);
  }
  check_sent(PQsendQueryPrepared(handle_.get(), variant.name.c_str(), static_cast<int>(params.size()), values_.data(),
                                 nullptr, nullptr, 0));
}

void PostgresConnection::send(std::string_view sql, const Params& params, std::uint64_t mark,
                              std::shared_ptr<PostgresResult> keep) {
  if (is_lost()) throw_lost();
  for (const Value& value : params)
    if (const auto* text = std::get_if<std::string>(&value)) refuse_nul(*text);
  if (pending_.size() >= pending_limit) wait();
  const std::shared_ptr<Variant> variant = variant_for(statement(sql, params.size()), params);
  if (!variant->prepared) prepare(sql, variant, mark);
  send_prepared(*variant, params);
  pending_.push_back({Pending::Kind::statement, mark, nullptr, std::move(keep)});
}

void PostgresConnection::send_sync() noexcept {
  if (is_lost() || PQpipelineSync(handle_.get()) != 1) {
    lost_ = true;
    return;
  }
  pending_.push_back({Pending::Kind::sync, 0, nullptr, nullptr});
}

PGresult* PostgresConnection::next_result(const Pending& pending) {
  PGresult* result = PQgetResult(handle_.get());
  // Each statement's result is followed by a null, a sync's is not.
  if (result != nullptr && pending.kind != Pending::Kind::sync)
    while (PGresult* extra = PQgetResult(handle_.get())) PQclear(extra);
  return result;
}

PostgresResult PostgresConnection::wait(Until until) {
  if (until == Until::sync)
    send_sync();
  else if (is_lost() || PQsendFlushRequest(handle_.get()) != 1 || PQflush(handle_.get()) != 0)
    throw_lost();
  std::optional<PostgresFailure> failure;
  PostgresResult last(nullptr);
  while (!pending_.empty() && !lost_) {
    Pending pending = std::move(pending_.front());
    pending_.pop_front();
    PostgresResult result(next_result(pending));
    const ExecStatusType status = result.status();
    if (status == PGRES_FATAL_ERROR && !failure) {
      failure.emplace(failure_of(result.get(), pending.mark));
      send_sync();
    }
    const bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC;
    if (!done && pending.variant) pending.variant->prepared = false;
    if (!done && !failure) throw_lost();
    if (pending.keep)
      *pending.keep = std::move(result);
    else if (pending.kind == Pending::Kind::statement)
      last = std::move(result);
  }
  if (is_lost()) throw_lost();
  if (failure) throw *failure;
  return last;
}

}  // namespace ws::db
