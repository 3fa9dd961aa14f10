#include "imports/import_api.h"

#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "http/writes.h"

namespace ws::imports {
namespace {

using http::Access;
using http::answered;
using http::key_of;
using http::refusal;
using http::Request;
using http::Response;

constexpr std::size_t most_bytes = 4 << 20;
constexpr std::size_t longest_file_name = 120;

Result<ImportId> id_of(const Request& request) {
  auto id = ImportId::parse(request.params.at(0));
  if (!id) return Error::not_found("import.not_found");
  return std::move(*id);
}

template <class IdType>
Result<IdType> opt_id(const Request& request, const char* name) {
  const std::string_view text = request.q(name);
  if (text.empty()) return IdType();
  auto id = IdType::parse(text);
  if (!id) return Error::invalid("field.id", name);
  return std::move(*id);
}

Result<Upload> read_upload(const Request& request) {
  Upload upload;
  const auto kind = parse_kind(request.q("kind"));
  if (!kind) return Error::invalid("field.unknown_value", "kind");
  upload.kind = *kind;
  auto site = opt_id<SiteId>(request, "site_id");
  if (!site) return site.error();
  upload.site = std::move(*site);
  auto team = opt_id<TeamId>(request, "team_id");
  if (!team) return team.error();
  upload.team = std::move(*team);
  upload.file_name = request.q("file_name");
  if (upload.file_name.empty()) return Error::invalid("field.required", "file_name");
  if (code_points(upload.file_name) > longest_file_name) return Error::invalid("field.length", "file_name");
  if (has_control_characters(upload.file_name)) return Error::invalid("field.characters", "file_name");
  upload.statement = request.q("statement");
  upload.bytes = request.body;
  return upload;
}

Task<Response> upload(ImportService& service, Request& request) {
  auto wanted = read_upload(request);
  if (!wanted) return refusal(wanted.error());
  return answered(service.upload(request.actor, key_of(request, "imports.upload"), std::move(*wanted)), 201);
}

void write_import(json::Writer& out, const store::Import& import) {
  out.begin()
      .field("id", import.id)
      .field("kind", to_text(import.kind))
      .field("site_id", import.site)
      .field("site_name", import.site_name)
      .field("team_id", import.team)
      .field("team_name", import.team_name)
      .field("file_name", import.file_name)
      .field("statement", import.statement)
      .field("asked_ms", import.asked.ms)
      .field("state", to_text(import.state))
      .key("mode");
  import.mode ? out.value(to_text(*import.mode)) : out.null();
  out.field("total", import.total)
      .field("good", import.good)
      .field("known", import.known)
      .field("bad", import.bad)
      .field("settled", import.settled)
      .field("written", import.written)
      .key("finished_ms");
  import.finished ? out.value(import.finished->ms) : out.null();
  out.end();
}

Response list(const ImportService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto page = service.list(request.actor, paging->cursor, paging->limit);
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Import& import : page.items) write_import(out, import);
  return Response::json(out.end_array().field("next", page.next).end().take());
}

Response show(const ImportService& service, const Request& request) {
  const auto id = id_of(request);
  if (!id) return Response::error(id.error());
  const auto import = service.find(request.actor, *id);
  if (!import) return Response::error(import.error());
  json::Writer out;
  write_import(out, *import);
  return Response::json(out.take());
}

void write_problems(json::Writer& out, const std::vector<Problem>& problems) {
  out.key("problems").array();
  for (const Problem& problem : problems)
    out.begin()
        .field("field", problem.field)
        .field("reason", problem.reason)
        .key("message")
        .begin()
        .field("zh", http::sentence(problem.reason, "zh"))
        .field("en", http::sentence(problem.reason, "en"))
        .end()
        .field("line", problem.line)
        .field("blocks", problem.blocks)
        .end();
  out.end_array();
}

Response rows(const ImportService& service, const Request& request) {
  const auto id = id_of(request);
  if (!id) return Response::error(id.error());
  const auto limit = request.page_limit();
  if (!limit) return Response::error(limit.error());
  std::optional<Verdict> verdict;
  if (const auto text = request.q("verdict"); !text.empty()) {
    verdict = parse_verdict(text);
    if (!verdict) return Response::error(Error::invalid("field.unknown_value", "verdict"));
  }
  std::int64_t after = -1;
  const auto cursor = request.q("cursor");
  const auto [end, failed] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
  if (!cursor.empty() && (failed != std::errc() || end != cursor.data() + cursor.size()))
    return Response::error(Error::invalid("list.bad_cursor", "cursor"));
  const auto found = service.rows(request.actor, *id, verdict, after, *limit);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Row& row : found->items) {
    out.begin()
        .field("line", row.line)
        .field("name", row.name)
        .field("verdict", to_text(row.verdict))
        .field("outcome", to_text(row.outcome))
        .field("person_id", row.person);
    write_problems(out, row.problems);
    out.end();
  }
  return Response::json(out.end_array().field("next", found->next).end().take());
}

Response attachment(std::string body, std::string type, const std::string& name) {
  Response response;
  response.body = std::move(body);
  response.content_type = std::move(type);
  response.with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  return response;
}

std::string column_name(Kind kind, const std::string& field) {
  for (const Column& column : columns_of(kind))
    if (column.field == field) return std::string(column.zh);
  return field;
}

std::string outcome_words(const store::Row& row) {
  if (row.outcome == RowOutcome::written) return "已写入";
  if (row.outcome == RowOutcome::failed) return "未能写入";
  if (row.verdict == Verdict::bad) return "有问题，未写入";
  if (row.verdict == Verdict::known) return "已在册";
  return row.outcome == RowOutcome::left_out ? "未写入" : "可以写入";
}

Response report(const ImportService& service, const Request& request) {
  const auto id = id_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.report(request.actor, *id);
  if (!found) return Response::error(found.error());
  std::vector<std::vector<std::string>> lines{{"行号", "姓名", "结果", "栏目", "原因", "重复的行"}};
  for (const store::Row& row : found->rows) {
    const std::vector<std::string> head{std::to_string(row.line), row.name, outcome_words(row)};
    if (row.problems.empty()) lines.push_back(head);
    for (const Problem& problem : row.problems) {
      lines.push_back(head);
      lines.back().push_back(column_name(found->import.kind, problem.field));
      lines.back().push_back(http::sentence(problem.reason, "zh"));
      lines.back().push_back(problem.line > 0 ? std::to_string(problem.line) : "");
    }
  }
  return attachment(write_csv(lines), "text/csv; charset=utf-8", "import-" + id->str() + ".csv");
}

Response blank(const Request& request) {
  const auto kind = parse_kind(request.params.at(0));
  if (!kind) return Response::error(Error::not_found("request.not_found"));
  const std::string name = "wushuang-" + std::string(to_text(*kind));
  if (request.q("format") == "csv")
    return attachment(write_csv(template_of(*kind)), "text/csv; charset=utf-8", name + ".csv");
  return attachment(write_xlsx(template_of(*kind)),
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx");
}

Task<Response> start(ImportService& service, Request& request) {
  const auto id = id_of(request);
  if (!id) return refusal(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  const auto mode = parse_mode(body->one_of("mode", {"all", "good"}));
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.start(request.actor, key_of(request, "imports.start"), *id, *mode));
}

Task<Response> cancel(ImportService& service, Request& request) {
  const auto id = id_of(request);
  if (!id) return refusal(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.cancel(request.actor, key_of(request, "imports.cancel"), *id));
}

}  // namespace

void add_routes(http::Routes& routes, ImportService& service) {
  const auto read = [&](const char* pattern, Response (*show_it)(const ImportService&, const Request&)) {
    routes.get(pattern, Access::signed_in,
               http::handler([&service, show_it](Request& request) { return show_it(service, request); }));
  };
  read("/api/imports", list);
  read("/api/imports/{id}", show);
  read("/api/imports/{id}/rows", rows);
  read("/api/imports/{id}/report", report);
  routes.get("/api/import-templates/{kind}", Access::signed_in,
             http::handler([](Request& request) { return blank(request); }));
  http::Route uploading{http::Method::post, "/api/imports", Access::signed_in,
                        [&service](Request& request) { return upload(service, request); }, most_bytes};
  uploading.raw = true;
  routes.add(std::move(uploading));
  routes.post("/api/imports/{id}/start", Access::signed_in,
              [&service](Request& request) { return start(service, request); });
  routes.post("/api/imports/{id}/cancellation", Access::signed_in,
              [&service](Request& request) { return cancel(service, request); });
}

}  // namespace ws::imports
