#include "figures/export_service.h"

#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "audit/public.h"
#include "base/json.h"
#include "figures/export_table_service.h"
#include "figures/words_model.h"
#include "notices/public.h"

namespace ws::figures {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t shown = 20;
constexpr std::int64_t forgotten_at_once = 20;
/// A worker that has not said anything for so long is gone; another begins anew.
constexpr std::int64_t lost_after_ms = 10 * minute_ms;
constexpr std::int64_t rows_between_progress = 5'000;

/// The server stops in the middle of a file.
struct Stopped : std::runtime_error {
  Stopped() : std::runtime_error("stopped") {}
};

Format format_named(const std::string& text) {
  return text == "xlsx" ? Format::xlsx : text == "csv" ? Format::csv : Format::pdf;
}

std::string_view type_of(const std::string& format) {
  if (format == "xlsx") return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  return format == "csv" ? "text/csv; charset=utf-8" : "application/pdf";
}

}  // namespace

Task<Result<std::string>> ExportService::ask(Actor actor, idempotency::Key key, Wish wish, Choice choice) {
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, wish, choice, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return ask_in(tx, actor, wish, choice, now); });
  };
  co_return co_await parts_.database.write(use_case);
}

Result<std::string> ExportService::ask_in(db::Tx& tx, const Actor& actor, const Wish& wish, const Choice& choice,
                                          Instant now) {
  Behind behind;
  if (choice.content == "entries") {
    auto asked = behind_of(tx, actor, wish, now);
    if (!asked) return asked.error();
    behind = std::move(*asked);
  } else {
    auto asked = question_of(tx, actor, wish, now);
    if (!asked) return asked.error();
    behind.question = std::move(*asked);
  }
  if (choice.names && !behind.question.scope.names) return Error::forbidden("figures.names");
  if (store::count_open(tx, actor.person) >= parts_.policy.open_exports)
    return Error::conflict("figures.exports_open");
  store::Export fresh;
  fresh.id = FiguresExportId::fresh(now, parts_.random);
  fresh.asked_by = actor.person;
  fresh.asked = now;
  fresh.title = say_title(behind.question, choice.content, choice.language);
  fresh.question = to_json(behind);
  fresh.content = choice.content;
  fresh.format = choice.format;
  fresh.names = choice.names;
  fresh.language = choice.language;
  fresh.reason = choice.reason;
  fresh.total = rows_of(tx, behind, choice);
  if (fresh.total > (choice.format == "pdf" ? parts_.policy.export_pdf_rows : parts_.policy.export_rows))
    return Error::invalid("figures.too_many", "format");
  store::insert(tx, fresh);
  audit::record(tx,
                {actor.person, choice.names ? "figures.exported_with_names" : "figures.exported", "figures_export",
                 fresh.id.str(), choice.reason,
                 fresh.title + " " + month_text(behind.question.months.from) + "–" +
                     month_text(behind.question.months.until - 1) + " " + choice.format},
                now);
  return fresh.id.str();
}

/// Of a report nobody counts the rows beforehand: they are few.
std::int64_t ExportService::rows_of(db::Reader& reader, const Behind& behind, const Choice& choice) const {
  if (choice.content == "report") return 0;
  const Question& question = behind.question;
  Question asked = question;
  std::string group = behind.group;
  if (question.by == By::month && !group.empty()) {
    const std::int64_t month = parse_month(group).value();
    asked.months = {month, month + 1};
    group.clear();
  }
  if (question.kind == Kind::hours) {
    const std::string line = group.empty() ? line_of(asked.scope) : line_of(asked, group);
    for (const hours::Tally& tally : hours::tallies(reader, {line}, {asked.months.from, asked.months.until}))
      if (tally.standing == behind.standing) return tally.services;
    return 0;
  }
  const OrderFigures orders = store::count_orders(reader, asked, group, asked.months);
  return behind.standing == "placed" ? orders.placed : behind.standing == "rated" ? orders.rated : orders.completed;
}

std::vector<store::Export> ExportService::mine(const Actor& actor) const {
  return parts_.database.read([&](db::Reader& reader) { return store::list_of(reader, actor.person, shown); });
}

Result<store::Export> ExportService::find(const Actor& actor, const FiguresExportId& id) const {
  auto found = parts_.database.read([&](db::Reader& reader) { return store::find(reader, id); });
  if (!found || found->asked_by != actor.person) return Error::not_found("figures.export_not_found");
  return std::move(*found);
}

Result<ExportService::File> ExportService::file(const Actor& actor, const FiguresExportId& id) const {
  const auto found = find(actor, id);
  if (!found) return found.error();
  if (found->state == "waiting" || found->state == "working") return Error::conflict("figures.export_open");
  std::string path = path_of(*found);
  if (found->state != "ready" || !fs::exists(path)) return Error::conflict("figures.export_gone");
  return File{std::move(path), "figures-" + id.str() + "." + found->format, std::string(type_of(found->format))};
}

std::string ExportService::path_of(const store::Export& one) const {
  return parts_.directory + "/" + one.id.str() + "." + one.format;
}

int ExportService::work(std::stop_token stopping) {
  const Instant now = parts_.clock.now();
  const Instant lost = now.plus_ms(-lost_after_ms);
  const auto next = parts_.database.read([&](db::Reader& reader) { return store::next_open(reader, lost); });
  if (!next) return forget();
  const auto taken =
      parts_.database.write_now([&](db::Tx& tx) -> Result<bool> { return store::take(tx, next->id, lost, now); });
  if (!taken || !*taken) return 0;
  try {
    make(*next, stopping);
  } catch (const Stopped&) {
    fs::remove(path_of(*next));
    static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
      store::give_back(tx, next->id);
      return Done{};
    }));
  } catch (const std::exception& trouble) {
    std::clog << "export " << next->id.str() << ": " << trouble.what() << "\n";
    give_up(*next);
  }
  return 1;
}

void ExportService::give_up(const store::Export& one) {
  fs::remove(path_of(one));
  const Instant now = parts_.clock.now();
  static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    store::fail(tx, one.id, now);
    tell(tx, one, "figures.export_failed", now);
    return Done{};
  }));
}

/// All rows are of one snapshot, so that a file agrees with itself.
void ExportService::make(const store::Export& one, const std::stop_token& stopping) {
  fs::create_directories(parts_.directory);
  const Behind behind = behind_from(one.question);
  const std::string path = path_of(one);
  const auto sheet = open_sheet(format_named(one.format), path, heading_of(one, behind));
  std::int64_t told = 0;
  const auto so_far = [&](std::int64_t done) {
    if (stopping.stop_requested()) throw Stopped();
    if (done - told < rows_between_progress) return;
    keep_progress(one, told = done);
  };
  const std::int64_t rows =
      parts_.database.read([&](db::Reader& reader) { return write_rows(reader, one, behind, *sheet, so_far); });
  sheet->finish();
  const auto bytes = static_cast<std::int64_t>(fs::file_size(path));
  const Instant now = parts_.clock.now();
  parts_.database
      .write_now([&](db::Tx& tx) -> Outcome {
        store::finish(tx, one.id, rows, bytes, now, now.plus_ms(parts_.policy.export_days * day_ms));
        tell(tx, one, "figures.export_ready", now);
        return Done{};
      })
      .value();
}

void ExportService::keep_progress(const store::Export& one, std::int64_t done) {
  static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    store::progress(tx, one.id, done, parts_.clock.now());
    return Done{};
  }));
}

void ExportService::tell(db::Tx& tx, const store::Export& one, std::string_view kind, Instant now) {
  json::Writer params;
  params.begin().field("title", one.title).field("days", std::to_string(parts_.policy.export_days)).end();
  notices::send(tx, {one.asked_by, kind, {}, params.take()}, now, parts_.random);
}

int ExportService::forget() {
  const Instant now = parts_.clock.now();
  const auto over =
      parts_.database.read([&](db::Reader& reader) { return store::list_expired(reader, now, forgotten_at_once); });
  for (const store::Export& one : over) {
    fs::remove(path_of(one));
    static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
      store::expire(tx, one.id);
      return Done{};
    }));
  }
  return static_cast<int>(over.size());
}

}  // namespace ws::figures
