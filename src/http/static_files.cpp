#include "http/static_files.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "http/compression.h"
#include "http/encoding.h"

namespace ws::http {
namespace {

struct TypeOf {
  std::string_view extension;
  std::string_view type;
};
constexpr std::array<TypeOf, 32> types{{
    {"html", "text/html; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"json", "application/json; charset=utf-8"},
    {"map", "application/json; charset=utf-8"},
    {"webmanifest", "application/manifest+json"},
    {"txt", "text/plain; charset=utf-8"},
    {"csv", "text/csv; charset=utf-8"},
    {"ics", "text/calendar; charset=utf-8"},
    {"vtt", "text/vtt; charset=utf-8"},
    {"xml", "application/xml; charset=utf-8"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"avif", "image/avif"},
    {"ico", "image/x-icon"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"ttf", "font/ttf"},
    {"pdf", "application/pdf"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"zip", "application/zip"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"m4s", "video/iso.segment"},
    {"webm", "video/webm"},
    {"m3u8", "application/vnd.apple.mpegurl"},
    {"ts", "video/mp2t"},
}};

struct Range {
  std::int64_t first;
  std::int64_t last;
};
enum class RangeKind { whole, part, unsatisfiable };

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

/// One range only: several, or a form that is not understood, get the whole file, as the standard allows.
RangeKind read_range(std::string_view text, std::int64_t size, Range& range) {
  if (!text.starts_with("bytes=") || text.find(',') != std::string_view::npos) return RangeKind::whole;
  text = trim(text.substr(6));
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return RangeKind::whole;
  const auto first = number(text.substr(0, dash));
  const auto last = number(text.substr(dash + 1));
  if (dash == 0) {  // the last n bytes
    if (!last) return RangeKind::whole;
    range = {std::max<std::int64_t>(0, size - *last), size - 1};
    return *last == 0 || size == 0 ? RangeKind::unsatisfiable : RangeKind::part;
  }
  if (!first || (!last && dash + 1 != text.size()) || (last && *last < *first)) return RangeKind::whole;
  range = {*first, std::min(last.value_or(size - 1), size - 1)};
  return *first >= size ? RangeKind::unsatisfiable : RangeKind::part;
}

void apply_range(const Request& request, const std::string& etag, Reply& reply) {
  reply.response.with("Accept-Ranges", "bytes");
  const std::string_view wanted = request.header("Range");
  if (wanted.empty() || request.method != Method::get) return;
  const std::string_view condition = request.header("If-Range");
  if (!condition.empty() && condition != etag) return;
  const std::int64_t size = reply.length;
  Range range{};
  switch (read_range(wanted, size, range)) {
    case RangeKind::whole:
      return;
    case RangeKind::unsatisfiable:
      reply.response.status = 416;
      reply.response.with("Content-Range", fmt::format("bytes */{}", size));
      reply.file.reset();
      return;
    case RangeKind::part:
      reply.response.status = 206;
      reply.response.with("Content-Range", fmt::format("bytes {}-{}/{}", range.first, range.last, size));
      reply.offset = range.first;
      reply.length = range.last - range.first + 1;
  }
}

Reply reply_of(const Request& request, Response response, OpenFile file) {
  Reply reply;
  std::string etag = file.etag();
  // The forms of one file may agree in size and time.
  if (const std::string_view coding = find_header(response, "Content-Encoding"); !coding.empty())
    etag.insert(etag.size() - 1, "-" + std::string(coding));
  reply.response = std::move(response);
  reply.response.body.clear();
  if (find_header(reply.response, "ETag").empty()) reply.response.with("ETag", etag);
  apply_conditions(request, reply.response);
  if (reply.response.status != 200) return reply;
  reply.length = file.size;
  reply.file = std::move(file.handle);
  apply_range(request, etag, reply);
  return reply;
}

Reply missing() {
  Reply reply;
  reply.response.status = 404;
  return reply;
}

/// The neighbour "x.js.br" or "x.js.gz" if the client takes it; sets the headers that say so.
OpenFile open_encoded(int root, const std::string& relative, const Request& request, Response& response) {
  static constexpr std::array<std::array<std::string_view, 2>, 2> encodings{{{"br", ".br"}, {"gzip", ".gz"}}};
  response.with("Vary", "Accept-Encoding");
  // A range counts in the bytes of one form, so that a download is resumed in the form that every client takes.
  if (!request.header("Range").empty()) return {};
  const std::string_view accepted = request.header("Accept-Encoding");
  for (const auto& [name, suffix] : encodings) {
    if (!lists_token(accepted, name)) continue;
    OpenFile file = open_below(root, relative + std::string(suffix));
    if (!file) continue;
    response.with("Content-Encoding", std::string(name));
    return file;
  }
  return {};
}

bool is_hidden(std::string_view relative) {
  return relative.starts_with('.') || relative.find("/.") != std::string_view::npos;
}

}  // namespace

std::string_view content_type_of(std::string_view path) {
  const std::string_view extension = path.substr(std::min(path.rfind('.'), path.size() - 1) + 1);
  for (const TypeOf& known : types)
    if (iequals(known.extension, extension)) return known.type;
  return "application/octet-stream";
}

bool is_hashed_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return false;
  const std::string_view stem = name.substr(0, dot);
  const std::size_t dash = stem.rfind('-');
  if (dash == std::string_view::npos) return false;
  const std::string_view hash = stem.substr(dash + 1);
  const auto is_word = [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return hash.size() >= 8 && std::ranges::all_of(hash, is_word) && std::ranges::any_of(hash, is_digit);
}

StaticFiles::StaticFiles(std::vector<StaticDirectory> directories) {
  for (StaticDirectory& directory : directories) {
    FileHandle handle(::open(directory.directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!handle) throw std::runtime_error("no such directory: " + directory.directory);
    roots_.push_back({std::move(directory.prefix), std::move(handle)});
  }
  std::ranges::sort(roots_, [](const Root& a, const Root& b) { return a.prefix.size() > b.prefix.size(); });
}

const StaticFiles::Root* StaticFiles::root_of(std::string_view path) const {
  for (const Root& root : roots_)
    if (path.starts_with(root.prefix)) return &root;
  return nullptr;
}

bool StaticFiles::covers(std::string_view path) const {
  return root_of(path) != nullptr;
}

Reply StaticFiles::serve(const Request& request) const {
  const Root* root = root_of(request.path);
  if (!root) return missing();
  const std::string relative = request.path.substr(root->prefix.size());
  if (relative.empty() || is_hidden(relative)) return missing();
  Response response;
  response.content_type = content_type_of(relative);
  const bool compressible = is_compressible(response.content_type);
  OpenFile file;
  if (compressible) file = open_encoded(root->directory.fd(), relative, request, response);
  if (!file) file = open_below(root->directory.fd(), relative);
  if (!file) return missing();
  response.with("Cache-Control", is_hashed_name(relative) ? "public, max-age=31536000, immutable" : "no-cache");
  return reply_of(request, std::move(response), std::move(file));
}

Reply file_reply(const Request& request, Response response) {
  OpenFile file = open_file(response.file);
  if (!file) return missing();
  if (response.content_type == Response().content_type) response.content_type = content_type_of(response.file);
  return reply_of(request, std::move(response), std::move(file));
}

}  // namespace ws::http
