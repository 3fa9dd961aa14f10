#include "base/json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <stdexcept>

#include "base/text.h"

namespace ws::json {
namespace bj = boost::json;

struct Object::Impl {
  std::shared_ptr<const bj::value> root;  // keeps the whole document alive
  const bj::object* object = nullptr;
  std::string path;
  std::set<std::string, std::less<>> asked;
  std::optional<Error> refused;

  const bj::value* find(std::string_view name) {
    asked.emplace(name);
    const bj::value* value = object->if_contains(name);
    return value && value->is_null() ? nullptr : value;
  }
  void refuse(std::string reason, std::string_view name) {
    if (!refused) refused = Error::invalid(std::move(reason), path + std::string(name));
  }
};

Object::Object(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Object::Object(Object&&) noexcept = default;
Object::~Object() = default;

Result<Object> Object::parse(std::string_view text) {
  boost::system::error_code failed;
  bj::parse_options options;
  options.max_depth = 16;
  bj::value value = bj::parse(text.empty() ? std::string_view("{}") : text, failed, {}, options);
  if (failed || !value.is_object()) return Error::invalid("json.malformed");
  auto impl = std::make_unique<Impl>();
  impl->root = std::make_shared<const bj::value>(std::move(value));
  impl->object = &impl->root->get_object();
  return Object(std::move(impl));
}

bool Object::has(std::string_view name) const {
  return impl_->find(name) != nullptr;
}

std::string Object::text_or(std::string_view name, std::string fallback, Length length) {
  const bj::value* value = impl_->find(name);
  if (!value) return fallback;
  if (!value->is_string()) {
    impl_->refuse("field.type", name);
    return fallback;
  }
  std::string text = trim(std::string_view(value->get_string()));
  const std::size_t points = code_points(text);
  if (points < length.min || points > length.max) impl_->refuse("field.length", name);
  if (has_control_characters(text)) impl_->refuse("field.characters", name);
  return text;
}

std::string Object::text(std::string_view name, Length length) {
  if (!has(name)) impl_->refuse("field.required", name);
  return text_or(name, {}, length);
}

std::optional<std::int64_t> Object::opt_integer(std::string_view name, Range range) {
  const bj::value* value = impl_->find(name);
  if (!value) return std::nullopt;
  if (!value->is_int64()) {
    impl_->refuse("field.type", name);
    return std::nullopt;
  }
  const std::int64_t number = value->get_int64();
  if (number < range.min || number > range.max) impl_->refuse("field.range", name);
  return number;
}

std::int64_t Object::integer(std::string_view name, Range range) {
  if (!has(name)) impl_->refuse("field.required", name);
  return opt_integer(name, range).value_or(range.min);
}

bool Object::boolean_or(std::string_view name, bool fallback) {
  const bj::value* value = impl_->find(name);
  if (!value) return fallback;
  if (!value->is_bool()) {
    impl_->refuse("field.type", name);
    return fallback;
  }
  return value->get_bool();
}

bool Object::boolean(std::string_view name) {
  if (!has(name)) impl_->refuse("field.required", name);
  return boolean_or(name, false);
}

std::string Object::ulid(std::string_view name, bool required) {
  const bj::value* value = impl_->find(name);
  if (!value) {
    if (required) impl_->refuse("field.required", name);
    return {};
  }
  if (!value->is_string() || !is_ulid(std::string_view(value->get_string()))) {
    impl_->refuse("field.id", name);
    return {};
  }
  return std::string(value->get_string());
}

std::vector<std::string> Object::ulids(std::string_view name, std::size_t most) {
  std::vector<std::string> ids;
  const bj::value* value = impl_->find(name);
  if (!value) return ids;
  if (!value->is_array() || value->get_array().size() > most) {
    impl_->refuse(value->is_array() ? "field.too_many" : "field.type", name);
    return ids;
  }
  for (const bj::value& item : value->get_array()) {
    if (!item.is_string() || !is_ulid(std::string_view(item.get_string())))
      impl_->refuse("field.id", std::string(name) + "[" + std::to_string(ids.size()) + "]");
    else
      ids.emplace_back(item.get_string());
  }
  return ids;
}

std::vector<std::int64_t> Object::integers(std::string_view name, std::size_t most, Range range) {
  std::vector<std::int64_t> numbers;
  const bj::value* value = impl_->find(name);
  if (!value || !value->is_array()) {
    impl_->refuse(value ? "field.type" : "field.required", name);
    return numbers;
  }
  if (value->get_array().size() > most) {
    impl_->refuse("field.too_many", name);
    return numbers;
  }
  for (const bj::value& item : value->get_array()) {
    if (!item.is_int64() || item.get_int64() < range.min || item.get_int64() > range.max) {
      impl_->refuse("field.range", std::string(name) + "[" + std::to_string(numbers.size()) + "]");
      return numbers;
    }
    numbers.push_back(item.get_int64());
  }
  return numbers;
}

std::vector<Object> Object::objects(std::string_view name, std::size_t most) {
  std::vector<Object> list;
  const bj::value* value = impl_->find(name);
  if (!value || !value->is_array()) {
    impl_->refuse(value ? "field.type" : "field.required", name);
    return list;
  }
  if (value->get_array().size() > most) {
    impl_->refuse("field.too_many", name);
    return list;
  }
  for (const bj::value& item : value->get_array()) {
    const std::string path = std::string(name) + "[" + std::to_string(list.size()) + "]";
    if (!item.is_object()) {
      impl_->refuse("field.type", path);
      return list;
    }
    auto child = std::make_unique<Impl>();
    child->root = impl_->root;
    child->object = &item.get_object();
    child->path = impl_->path + path + ".";
    list.push_back(Object(std::move(child)));
  }
  return list;
}

std::string Object::one_of(std::string_view name, std::initializer_list<std::string_view> allowed) {
  std::string chosen = text(name, {1, 64});
  if (!impl_->refused && std::find(allowed.begin(), allowed.end(), chosen) == allowed.end())
    impl_->refuse("field.unknown_value", name);
  return chosen;
}

void Object::refuse(std::string reason, std::string_view field) {
  impl_->refuse(std::move(reason), field);
}

std::optional<Error> Object::finish() {
  if (impl_->refused) return impl_->refused;
  for (const auto& member : *impl_->object)
    if (!impl_->asked.contains(std::string_view(member.key())))
      return Error::invalid("json.unknown_field", impl_->path + std::string(member.key()));
  return std::nullopt;
}

void Writer::separate() {
  if (!fresh_) out_ += ',';
  fresh_ = false;
}

Writer& Writer::begin() {
  separate();
  out_ += '{';
  fresh_ = true;
  return *this;
}

Writer& Writer::end() {
  out_ += '}';
  fresh_ = false;
  return *this;
}

Writer& Writer::array() {
  separate();
  out_ += '[';
  fresh_ = true;
  return *this;
}

Writer& Writer::end_array() {
  out_ += ']';
  fresh_ = false;
  return *this;
}

namespace {
void append_escaped(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  std::size_t clean = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\' && c != '<') continue;
    out.append(text.substr(clean, i - clean));
    clean = i + 1;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else {
      out += "\\u00";
      out += hex[c >> 4];
      out += hex[c & 15];
    }
  }
  out.append(text.substr(clean));
  out += '"';
}
}  // namespace

Writer& Writer::key(std::string_view name) {
  separate();
  append_escaped(out_, name);
  out_ += ':';
  fresh_ = true;
  return *this;
}

Writer& Writer::value(std::string_view text) {
  separate();
  append_escaped(out_, text);
  return *this;
}

Writer& Writer::value(std::int64_t number) {
  return raw(std::to_string(number));
}
Writer& Writer::value(bool yes) {
  return raw(yes ? "true" : "false");
}
Writer& Writer::null() {
  return raw("null");
}

Writer& Writer::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

struct Document::Impl {
  std::shared_ptr<const bj::value> root;
  const bj::value* value = nullptr;

  const bj::value* at(std::string_view path) const {
    const bj::value* here = value;
    while (here && !path.empty()) {
      const std::size_t dot = path.find('.');
      const std::string_view name = path.substr(0, dot);
      here = here->is_object() ? here->get_object().if_contains(name) : nullptr;
      path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    }
    return here;
  }
};

Document::Document(std::string_view text) : impl_(std::make_unique<Impl>()) {
  boost::system::error_code failed;
  bj::value value = bj::parse(text, failed);
  if (failed) throw std::runtime_error("a document of our own is no JSON: " + failed.message());
  impl_->root = std::make_shared<const bj::value>(std::move(value));
  impl_->value = impl_->root.get();
}
Document::Document(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Document::Document(Document&&) noexcept = default;
Document::~Document() = default;

std::optional<std::int64_t> Document::integer(std::string_view path) const {
  const bj::value* value = impl_->at(path);
  if (!value || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::optional<std::string> Document::text(std::string_view path) const {
  const bj::value* value = impl_->at(path);
  if (!value || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<bool> Document::boolean(std::string_view path) const {
  const bj::value* value = impl_->at(path);
  if (!value || !value->is_bool()) return std::nullopt;
  return value->get_bool();
}

std::vector<std::int64_t> Document::integers(std::string_view path) const {
  std::vector<std::int64_t> numbers;
  const bj::value* value = impl_->at(path);
  if (value && value->is_array())
    for (const bj::value& item : value->get_array())
      if (item.is_int64()) numbers.push_back(item.get_int64());
  return numbers;
}

std::vector<std::string> Document::texts(std::string_view path) const {
  std::vector<std::string> list;
  const bj::value* value = impl_->at(path);
  if (value && value->is_array())
    for (const bj::value& item : value->get_array())
      if (item.is_string()) list.emplace_back(item.get_string());
  return list;
}

std::vector<std::string> Document::names(std::string_view path) const {
  std::vector<std::string> list;
  const bj::value* value = impl_->at(path);
  if (value && value->is_object())
    for (const auto& member : value->get_object()) list.emplace_back(member.key());
  return list;
}

std::vector<Document> Document::items(std::string_view path) const {
  std::vector<Document> list;
  const bj::value* value = impl_->at(path);
  if (!value || !value->is_array()) return list;
  for (const bj::value& item : value->get_array()) {
    auto child = std::make_unique<Impl>();
    child->root = impl_->root;
    child->value = &item;
    list.push_back(Document(std::move(child)));
  }
  return list;
}

std::string Document::json(std::string_view path) const {
  const bj::value* value = impl_->at(path);
  return value ? bj::serialize(*value) : "null";
}

}  // namespace ws::json
