#include "own_data/own_data_service.h"

#include "audit/public.h"
#include "base/json.h"
#include "own_data/export_store.h"
#include "own_data/leaving_store.h"
#include "pacts/public.h"

namespace ws::own_data {
namespace {

constexpr std::int64_t most_swept = 200;
constexpr std::int64_t recoveries_kept_ms = 365 * day_ms;

void write_cell(json::Writer& out, const db::Row& row, std::size_t at, const store::Column& column,
                const Vault& vault) {
  out.key(column.name);
  if (row.is_null(at)) {
    out.null();
    return;
  }
  if (!column.sealed_as.empty()) {
    out.value(vault.open(row.text(at), column.sealed_as).value_or(""));
    return;
  }
  column.kind == store::Kind::number ? out.value(row.i64(at)) : out.value(row.text(at));
}

}  // namespace

std::string OwnDataService::document(db::Reader& reader, const PersonId& person, Instant now) const {
  json::Writer out;
  out.begin().field("format", "wushuang-own-data/1").field("made_ms", now.ms).key("sections").begin();
  for (const store::Section& section : store::sections()) {
    const db::Rows rows = store::rows(reader, section, person);
    out.key(section.name).array();
    for (const db::Row& row : rows) {
      out.begin();
      for (std::size_t at = 0; at < section.columns.size(); ++at)
        write_cell(out, row, at, section.columns[at], parts_.vault);
      out.end();
    }
    out.end_array();
  }
  return out.end().end().take();
}

Task<Result<std::string>> OwnDataService::take_along(Actor actor, idempotency::Key key) {
  const Instant now = parts_.clock.now();
  // The document is not remembered with the key: only that it was taken.
  auto job = [actor, key = std::move(key), now](db::Tx& tx) -> Result<std::string> {
    if (!people::find_name(tx, actor.person))
      return Error{ErrorCode::unauthenticated, "session.required", {}, {}, {}};
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      audit::record(tx, {actor.person, "person.exported", "person", actor.person.str(), {}, {}}, now);
      return actor.person.str();
    });
  };
  auto waiting = parts_.database.write(std::move(job));
  const Result<std::string> logged = co_await waiting;
  if (!logged) co_return logged.error();
  co_return parts_.database.read([&](db::Reader& reader) { return document(reader, actor.person, now); });
}

Task<Result<std::string>> OwnDataService::withdraw(Actor actor, idempotency::Key key, std::string reason) {
  const Instant now = parts_.clock.now();
  auto job = [this, actor, key = std::move(key), reason = std::move(reason), now](db::Tx& tx) -> Result<std::string> {
    return idempotency::once(tx, key, now, [&] { return withdraw_in(tx, actor.person, reason, now); });
  };
  auto waiting = parts_.database.write(std::move(job));
  Result<std::string> answer = co_await waiting;
  parts_.cache.forget(actor.person);
  co_return answer;
}

Result<std::string> OwnDataService::withdraw_in(db::Tx& tx, const PersonId& person, const std::string& reason,
                                                Instant now) {
  const store::Duties duties = store::duties(tx, person);
  if (duties.services > 0) return Error::conflict("withdrawal.services");
  if (duties.orders > 0) return Error::conflict("withdrawal.orders");
  if (duties.children > 0) return Error::conflict("withdrawal.children");
  // Their other accounts are theirs too: nothing may go on saying who this was.
  for (const PersonId& account : people::accounts_of(tx, person)) {
    if (volunteers::find(tx, account))
      if (const Outcome ended = volunteers::end_life(tx, parts_.random, parts_.rules, account, reason, now); !ended)
        return ended.error();
    venues::leave(tx, parts_.random, account, now);
    pacts::leave_all(tx, account);
    store::clear(tx, account, now);
    if (const Outcome gone = people::pseudonymise(tx, account, person, now); !gone) return gone.error();
  }
  return person.str();
}

std::int64_t OwnDataService::sweep() {
  const Instant now = parts_.clock.now();
  const Policy& policy = parts_.rules.policy;
  std::int64_t swept = 0;
  const auto drafts = parts_.database.read([&](db::Reader& reader) {
    return store::old_drafts(reader, now.plus_ms(-policy.draft_days * day_ms), most_swept);
  });
  for (const PersonId& person : drafts)
    swept += parts_.database
                     .write_now([&](db::Tx& tx) -> Outcome {
                       store::delete_draft(tx, person);
                       audit::record(tx, {{}, "volunteer.draft_removed", "person", person.str(), {}, {}}, now);
                       return Done{};
                     })
                     .ok()
                 ? 1
                 : 0;
  const auto old = parts_.database.write_now([&](db::Tx& tx) -> Result<std::int64_t> {
    const Instant kept{start_of_day({local_date(now).year - policy.records_kept_years, 1, 1}).ms};
    return store::forget_withdrawn(tx, kept, most_swept) +
           volunteers::forget_recoveries(tx, now.plus_ms(-recoveries_kept_ms), most_swept);
  });
  return swept + (old ? *old : 0);
}

}  // namespace ws::own_data
