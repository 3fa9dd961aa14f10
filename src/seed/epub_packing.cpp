#include "seed/epub_packing.h"

#include <zip.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ws::seed {
namespace {

void check(bool done) {
  if (!done) throw std::runtime_error("an EPUB could not be packed");
}

void add(zip_t* archive, const std::string& path, const std::string& bytes, zip_int32_t method) {
  zip_source_t* part = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
  check(part != nullptr);
  const zip_int64_t index = zip_file_add(archive, path.c_str(), part, ZIP_FL_ENC_UTF_8);
  if (index < 0) zip_source_free(part);
  check(index >= 0 && zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), method, 0) == 0);
}

std::string bytes_of(zip_source_t* source) {
  std::string bytes;
  check(zip_source_open(source) == 0);
  char piece[1 << 14];
  zip_int64_t got = 0;
  while ((got = zip_source_read(source, piece, sizeof piece)) > 0) bytes.append(piece, static_cast<std::size_t>(got));
  zip_source_close(source);
  check(got == 0);
  return bytes;
}

}  // namespace

std::string pack_epub(const EpubParts& parts) {
  const std::string type = "application/epub+zip";
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, &error);
  check(source != nullptr);
  zip_source_keep(source);
  zip_t* archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  check(archive != nullptr);
  add(archive, "mimetype", type, ZIP_CM_STORE);
  for (const auto& [path, bytes] : parts) add(archive, path, bytes, ZIP_CM_DEFLATE);
  check(zip_close(archive) == 0);
  std::string packed = bytes_of(source);
  zip_source_free(source);
  return packed;
}

EpubParts read_parts(const std::filesystem::path& folder) {
  EpubParts parts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    parts.emplace_back(entry.path().lexically_relative(folder).generic_string(), text.str());
  }
  std::sort(parts.begin(), parts.end());
  return parts;
}

}  // namespace ws::seed
