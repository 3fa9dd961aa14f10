#include "base/web_client.h"

#include <curl/curl.h>

#include <memory>
#include <stdexcept>

namespace ws {
namespace {

Error no_answer(std::string detail) {
  return {ErrorCode::unavailable, "web.no_answer", {}, std::move(detail)};
}

void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
using Form = std::unique_ptr<curl_mime, decltype(&curl_mime_free)>;

void add_header(Headers& headers, const std::string& line) {
  curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(headers.release());
  headers.reset(longer);
}

void add_part(curl_mime* form, const WebPart& part) {
  curl_mimepart* added = curl_mime_addpart(form);
  if (added == nullptr) throw std::bad_alloc();
  curl_mime_name(added, part.name.c_str());
  curl_mime_filename(added, part.file_name.c_str());
  curl_mime_type(added, part.type.c_str());
  curl_mime_data(added, part.bytes.data(), part.bytes.size());
}

struct Taken {
  std::string bytes;
  std::size_t most;
};
/// Less taken than given: curl ends the call.
std::size_t take(char* data, std::size_t size, std::size_t count, void* to) {
  Taken& taken = *static_cast<Taken*>(to);
  if (taken.bytes.size() + size * count > taken.most) return 0;
  taken.bytes.append(data, size * count);
  return size * count;
}

}  // namespace

Result<WebAnswer> post(const WebCall& call) {
  start_curl();
  const Handle handle(curl_easy_init(), &curl_easy_cleanup);
  if (!handle) return no_answer("libcurl gives no handle");
  Headers headers(nullptr, &curl_slist_free_all);
  for (const std::string& line : call.headers) add_header(headers, line);
  const Form form(call.parts.empty() ? nullptr : curl_mime_init(handle.get()), &curl_mime_free);
  for (const WebPart& part : call.parts) add_part(form.get(), part);
  Taken taken{{}, call.most_bytes};
  curl_easy_setopt(handle.get(), CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  if (form) {
    curl_easy_setopt(handle.get(), CURLOPT_MIMEPOST, form.get());
  } else {
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, call.body.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(call.body.size()));
  }
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(call.timeout_ms));
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &taken);
  if (const CURLcode failed = curl_easy_perform(handle.get()); failed != CURLE_OK)
    return no_answer(curl_easy_strerror(failed));
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  return WebAnswer{static_cast<int>(status), std::move(taken.bytes)};
}

}  // namespace ws
