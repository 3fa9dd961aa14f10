#include "imports/import_service.h"

#include <algorithm>

#include "audit/public.h"
#include "base/identity.h"
#include "base/json.h"
#include "notices/public.h"
#include "people/public.h"
#include "teams/public.h"

namespace ws::imports {
namespace {

constexpr std::string_view fields_context = "import_rows.fields";
constexpr std::int64_t imports_at_once = 4;
constexpr std::int64_t rows_at_once = 100;   ///< in one transaction
constexpr std::int64_t rows_a_turn = 2'500;  ///< then other clocks have theirs

std::int64_t count(const std::vector<Judged>& rows, Verdict verdict) {
  return std::count_if(rows.begin(), rows.end(), [&](const Judged& row) { return row.verdict == verdict; });
}

}  // namespace

Result<std::vector<Judged>> ImportService::judge(const Upload& upload, const Actor& actor, Instant now) const {
  TableLimits limits;
  limits.rows = static_cast<std::size_t>(parts_.rules.policy.import_most_rows);
  const auto table = read_table(upload.bytes, limits);
  if (!table) return table.error();
  const auto header = fields_of_header(upload.kind, table->header);
  if (!header) return header.error();
  return parts_.database.read([&](db::Reader& reader) -> Result<std::vector<Judged>> {
    Judge judge(reader, parts_.vault, parts_.rules, {upload.kind, upload.site, upload.team, actor.person}, now);
    std::vector<Judged> rows;
    for (const Line& line : table->lines) rows.push_back(judge.judge(line.number, fields_of_line(*header, line)));
    return rows;
  });
}

Result<std::string> ImportService::keep(db::Tx& tx, const Upload& upload, const Actor& actor,
                                        const std::vector<Judged>& rows, const std::vector<std::string>& sealed,
                                        const ImportId& id, Instant now) const {
  if (auto may = access::check_may_upload(tx, actor, upload.kind, upload.site, upload.team); !may) return may.error();
  store::Import import;
  import.id = id;
  import.kind = upload.kind;
  import.site = upload.site;
  import.team = upload.team;
  import.file_name = upload.file_name;
  import.statement = upload.statement;
  import.asked_by = actor.person;
  import.asked = now;
  import.total = static_cast<std::int64_t>(rows.size());
  import.good = count(rows, Verdict::good);
  import.known = count(rows, Verdict::known);
  import.bad = count(rows, Verdict::bad);
  store::insert(tx, import);
  for (std::size_t i = 0; i < rows.size(); ++i)
    store::insert_row(tx, id, static_cast<std::int64_t>(i), rows[i], sealed[i]);
  audit::record(tx, {actor.person, "import.uploaded", "import", id.str(), upload.statement, upload.file_name}, now);
  return id.str();
}

Task<Result<std::string>> ImportService::upload(Actor actor, idempotency::Key key, Upload upload) {
  const Instant now = parts_.clock.now();
  if (upload.statement != consent_statement) co_return Error::invalid("import.statement", "statement");
  const auto may = parts_.database.read([&](db::Reader& reader) {
    return access::check_may_upload(reader, actor, upload.kind, upload.site, upload.team);
  });
  if (!may) co_return may.error();
  struct Work {
    std::vector<Judged> rows;
    std::vector<std::string> sealed;
  };
  auto judging = parts_.judging.run([&]() -> Result<Work> {
    auto rows = judge(upload, actor, now);
    if (!rows) return rows.error();
    Work work{std::move(*rows), {}};
    for (const Judged& row : work.rows)
      work.sealed.push_back(row.verdict == Verdict::bad ? ""
                                                        : parts_.vault.seal(row.fields.to_json(), fields_context));
    return work;
  });
  const auto judged = co_await judging;
  if (!judged) co_return judged.error();
  if (!*judged) co_return judged->error();
  const auto id = ImportId::fresh(now, parts_.random);
  upload.bytes.clear();
  auto use_case = [this, &upload, &actor, &key, &work = **judged, id, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return keep(tx, upload, actor, work.rows, work.sealed, id, now); });
  };
  auto writing = parts_.database.write(use_case);
  Result<std::string> done = co_await writing;
  co_return done;
}

ImportService::Page ImportService::list(const Actor& actor, const std::string& cursor, std::int64_t limit) const {
  Page page{
      parts_.database.read([&](db::Reader& reader) { return store::list(reader, actor.person, cursor, limit + 1); }),
      {}};
  if (static_cast<std::int64_t>(page.items.size()) > limit) {
    page.items.pop_back();
    page.next = page.items.back().id.str();
  }
  return page;
}

Result<store::Import> ImportService::find(const Actor& actor, const ImportId& import) const {
  return parts_.database.read([&](db::Reader& reader) { return access::get_own(reader, actor, import); });
}

Result<ImportService::Rows> ImportService::rows(const Actor& actor, const ImportId& import,
                                                std::optional<Verdict> verdict, std::int64_t after,
                                                std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Rows> {
    const auto own = access::get_own(reader, actor, import);
    if (!own) return own.error();
    Rows rows{store::rows(reader, import, verdict, after, limit + 1), {}};
    if (static_cast<std::int64_t>(rows.items.size()) > limit) {
      rows.items.pop_back();
      rows.next = std::to_string(rows.items.back().position);
    }
    return rows;
  });
}

Result<ImportService::Report> ImportService::report(const Actor& actor, const ImportId& import) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Report> {
    auto own = access::get_own(reader, actor, import);
    if (!own) return own.error();
    auto rows = store::rows(reader, import, {}, -1, own->total);
    return Report{std::move(*own), std::move(rows)};
  });
}

Task<Result<std::string>> ImportService::start(Actor actor, idempotency::Key key, ImportId import, Mode mode) {
  const Instant now = parts_.clock.now();
  auto use_case = [actor, key, import, mode, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto own = access::get_own(tx, actor, import);
      if (!own) return own.error();
      if (mode == Mode::all && own->bad > 0) return Error::conflict("import.has_bad");
      if (own->good + (own->takes_known() ? own->known : 0) == 0) return Error::conflict("import.nothing_good");
      if (!store::start(tx, import, mode)) return Error::conflict("import.not_judged");
      audit::record(tx, {actor.person, "import.started", "import", import.str(), "", std::string(to_text(mode))},
                    now);
      return import.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Task<Result<std::string>> ImportService::cancel(Actor actor, idempotency::Key key, ImportId import) {
  const Instant now = parts_.clock.now();
  auto use_case = [actor, key, import, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto own = access::get_own(tx, actor, import);
      if (!own) return own.error();
      if (!store::finish(tx, import, State::judged, State::cancelled, now))
        return Error::conflict("import.not_judged");
      audit::record(tx, {actor.person, "import.cancelled", "import", import.str(), "", ""}, now);
      return import.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

/// Who the row is about is a volunteer afterwards and, where a team is named, belongs to it.
Result<PersonId> ImportService::write_row(db::Tx& tx, const store::Import& import, const store::Row& row,
                                          const std::map<std::string, std::string>& skills, Instant now) const {
  const auto fields = Fields::from_json(parts_.vault.open(row.fields_sealed, fields_context).value());
  const auto mobile = normal_mobile(fields.get("mobile"));
  PersonId person;
  if (import.kind == Kind::people && row.verdict == Verdict::good) {
    std::vector<Problem> unreadable;
    const Purpose purpose{import.kind, import.site, import.team, import.asked_by};
    const auto registration = registration_of(fields, purpose, skills, parts_.rules, unreadable);
    const auto enrolled = volunteers::enroll(tx, parts_.vault, parts_.random, parts_.rules, registration, now);
    if (!enrolled) return enrolled.error();
    person = enrolled->person;
  } else {
    const auto known = store::find_volunteer(tx, fields.get("number"),
                                             mobile ? parts_.vault.lookup_key(*mobile, people::mobile_context) : "");
    if (!known) return Error::conflict("import.no_such_volunteer");
    person = known->person;
  }
  if (!import.team.empty()) teams::join(tx, parts_.random, import.team, person, import.asked_by, now);
  return person;
}

/// Refused with the first row that cannot be written, which is noted in it.
Outcome ImportService::write_rows(db::Tx& tx, const store::Import& import, std::vector<store::Row>& rows,
                                  Instant now) const {
  const auto skills = skill_names(tx);
  for (store::Row& row : rows) {
    const auto person = write_row(tx, import, row, skills, now);
    if (!person) {
      row.problems.push_back({person.error().field, person.error().reason});
      return person.error();
    }
    store::settle(tx, import.id, row, RowOutcome::written, *person);
  }
  const auto written = static_cast<std::int64_t>(rows.size());
  store::count_settled(tx, import.id, written, written);
  return Done{};
}

/// A row by itself, after the slice it was in was refused.
void ImportService::write_one(const store::Import& import, store::Row row, Instant now) {
  std::vector<store::Row> alone{row};
  const auto written = parts_.database.write_now([&](db::Tx& tx) {
    alone = {row};
    return write_rows(tx, import, alone, now);
  });
  if (written) return;
  static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    store::settle(tx, import.id, alone.front(), RowOutcome::failed, {});
    store::count_settled(tx, import.id, 1, 0);
    return Done{};
  }));
}

void ImportService::end(const store::Import& import, State to, Instant now) {
  static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    if (!store::finish(tx, import.id, State::running, to, now)) return Done{};
    const auto after = store::find(tx, import.id).value();
    json::Writer out;
    out.begin()
        .field("file", after.file_name)
        .field("written", std::to_string(after.written))
        .field("left_out", std::to_string(after.total - after.written))
        .end();
    const std::string_view kind = to == State::finished ? "import.finished" : "import.failed";
    notices::send(tx, {import.asked_by, kind, {}, out.take()}, now, parts_.random);
    audit::record(tx, {{}, kind, "import", import.id.str(), "", std::to_string(after.written)}, now);
    return Done{};
  }));
}

/// All rows in one transaction, or none.
int ImportService::write_all(const store::Import& import) {
  const Instant now = parts_.clock.now();
  auto rows = parts_.database.read([&](db::Reader& reader) { return store::waiting(reader, import, import.total); });
  const auto before = rows;
  const auto written = parts_.database.write_now([&](db::Tx& tx) {
    rows = before;
    return write_rows(tx, import, rows, now);
  });
  if (!written && written.error().code == ErrorCode::unavailable) return 0;  // still due at the next turn
  if (!written)
    for (const store::Row& row : rows) {
      if (row.problems.empty() || !row.problems.back().blocks) continue;
      static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
        store::settle(tx, import.id, row, RowOutcome::failed, {});
        return Done{};
      }));
    }
  end(import, written ? State::finished : State::failed, now);
  return static_cast<int>(rows.size());
}

int ImportService::work_on(const store::Import& import) {
  if (import.mode == Mode::all) return write_all(import);
  const Instant now = parts_.clock.now();
  std::int64_t seen_to = 0;
  while (seen_to < rows_a_turn) {
    const auto rows =
        parts_.database.read([&](db::Reader& reader) { return store::waiting(reader, import, rows_at_once); });
    auto slice = rows;
    const auto written = parts_.database.write_now([&](db::Tx& tx) {
      slice = rows;
      return write_rows(tx, import, slice, now);
    });
    if (!written && written.error().code == ErrorCode::unavailable) break;
    if (!written)
      for (const store::Row& row : rows) write_one(import, row, now);
    seen_to += static_cast<std::int64_t>(rows.size());
    if (static_cast<std::int64_t>(rows.size()) == rows_at_once) continue;
    end(import, State::finished, now);
    break;
  }
  return static_cast<int>(seen_to);
}

int ImportService::tick() {
  const Instant now = parts_.clock.now();
  const Instant forgotten = now.plus_ms(-parts_.rules.policy.import_days * day_ms);
  const auto old =
      parts_.database.read([&](db::Reader& reader) { return store::forgotten(reader, forgotten, imports_at_once); });
  for (const store::Import& import : old)
    static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
      store::finish(tx, import.id, State::judged, State::expired, now);
      return Done{};
    }));
  const auto open = parts_.database.read([](db::Reader& reader) { return store::running(reader, imports_at_once); });
  int seen_to = static_cast<int>(old.size());
  for (const store::Import& import : open) seen_to += work_on(import);
  return seen_to;
}

}  // namespace ws::imports
