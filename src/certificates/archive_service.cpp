#include <zip.h>

#include <memory>
#include <stdexcept>

#include "certificates/paper_service.h"

namespace ws::certificates {
namespace {

void must(bool done) {
  if (!done) throw std::runtime_error("the archive cannot be made");
}

std::string content_of(zip_source_t* source) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  must(zip_source_stat(source, &stat) == 0 && zip_source_open(source) == 0);
  std::string bytes(stat.size, '\0');
  must(zip_source_read(source, bytes.data(), stat.size) == static_cast<zip_int64_t>(stat.size));
  zip_source_close(source);
  return bytes;
}

}  // namespace

std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files, Instant at) {
  const std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> source(
      zip_source_buffer_create(nullptr, 0, 0, nullptr), [](zip_source_t* held) { zip_source_free(held); });
  must(source != nullptr);
  zip_t* archive = zip_open_from_source(source.get(), ZIP_TRUNCATE, nullptr);
  must(archive != nullptr);
  zip_source_keep(source.get());
  for (const auto& [name, bytes] : files) {
    zip_source_t* file = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    const zip_int64_t index = zip_file_add(archive, name.c_str(), file, ZIP_FL_ENC_UTF_8);
    must(index >= 0);
    zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), at.ms / second_ms, 0);
  }
  must(zip_close(archive) == 0);
  return content_of(source.get());
}

}  // namespace ws::certificates
