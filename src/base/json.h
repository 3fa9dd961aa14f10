#pragma once
// JSON in and out. Reading is strict: every DTO names its fields, a wrong type, a broken limit or an unknown field is
// a refusal with the field's path. Writing streams into one string.

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"

namespace ws::json {

struct Length {
  std::size_t min = 0;
  std::size_t max = 0;  ///< in code points
};
struct Range {
  std::int64_t min;
  std::int64_t max;
};

/// Reads one object. The first refusal is remembered and the getters then answer empty values; `finish()` gives it
/// back, or "json.unknown_field" for a field nobody asked for.
class Object {
 public:
  /// Parses a document whose root is an object; "json.malformed" otherwise. Depth ≤ 16, UTF-8 checked.
  static Result<Object> parse(std::string_view text);
  ~Object();
  Object(Object&&) noexcept;

  bool has(std::string_view name) const;
  std::string text(std::string_view name,
                   Length length);  ///< required; "field.required", "field.length", "field.type"
  std::string text_or(std::string_view name, std::string fallback, Length length);
  std::int64_t integer(std::string_view name, Range range);  ///< required; "field.range"
  std::optional<std::int64_t> opt_integer(std::string_view name, Range range);
  bool boolean_or(std::string_view name, bool fallback);
  bool boolean(std::string_view name);
  template <class IdType>
  IdType id(std::string_view name) {
    return IdType(ulid(name, true));
  }
  template <class IdType>
  IdType id_or_empty(std::string_view name) {
    return IdType(ulid(name, false));
  }
  template <class IdType>
  std::vector<IdType> ids_or_empty(std::string_view name, std::size_t most) {
    std::vector<IdType> ids;
    for (std::string& text : ulids(name, most)) ids.emplace_back(std::move(text));
    return ids;
  }
  std::vector<std::int64_t> integers(std::string_view name, std::size_t most, Range range);
  /// Required array of objects, each read by its own Object; call finish() on each.
  std::vector<Object> objects(std::string_view name, std::size_t most);
  /// A required text that must be one of `allowed`; "field.unknown_value".
  std::string one_of(std::string_view name, std::initializer_list<std::string_view> allowed);

  /// Refuses by hand, e.g. obj.refuse("order.need_or_item", "need").
  void refuse(std::string reason, std::string_view field);
  std::optional<Error> finish();

 private:
  struct Impl;
  explicit Object(std::unique_ptr<Impl> impl);
  std::string ulid(std::string_view name, bool required);
  std::vector<std::string> ulids(std::string_view name, std::size_t most);
  std::unique_ptr<Impl> impl_;
};

/// Streams a document. Keys and commas are taken care of; text is escaped (also </script>-safe: "<" as \u003c).
///   Writer w; w.begin().field("id", id.str()).key("rows").array(); … w.end_array().end(); w.take()
class Writer {
 public:
  Writer& begin();
  Writer& end();
  Writer& array();
  Writer& end_array();
  Writer& key(std::string_view name);
  Writer& value(std::string_view text);
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(const std::string& text) { return value(std::string_view(text)); }
  Writer& value(std::int64_t number);
  Writer& value(int number) { return value(static_cast<std::int64_t>(number)); }
  Writer& value(bool yes);
  Writer& null();
  template <class T>
  Writer& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }
  template <class Tag>
  Writer& value(const Id<Tag>& id) {
    return id.empty() ? null() : value(std::string_view(id.str()));
  }
  template <class T>
  Writer& field(std::string_view name, const T& content) {
    return key(name).value(content);
  }
  /// A ready JSON text as a value.
  Writer& raw(std::string_view json);
  std::string take() { return std::move(out_); }

 private:
  void separate();
  std::string out_;
  bool fresh_ = true;
};

/// Flat reading of trusted documents of our own (settings, event details): the value at a dotted path as text or
/// number.
class Document {
 public:
  /// Throws std::runtime_error when `text` is no JSON: it is our own.
  explicit Document(std::string_view text);
  ~Document();
  Document(Document&&) noexcept;
  std::optional<std::int64_t> integer(std::string_view path) const;
  std::optional<std::string> text(std::string_view path) const;
  std::vector<std::int64_t> integers(std::string_view path) const;
  std::vector<std::string> texts(std::string_view path) const;
  /// Members' names of the object at `path`.
  std::vector<std::string> names(std::string_view path) const;
  /// The objects of the array at `path` ("" is the root), each as a Document.
  std::vector<Document> items(std::string_view path) const;
  /// The value at `path` as JSON text; "null" if absent.
  std::string json(std::string_view path) const;
  std::optional<bool> boolean(std::string_view path) const;

 private:
  struct Impl;
  explicit Document(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ws::json
