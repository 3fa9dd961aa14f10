#pragma once
// A statement put together from fixed pieces.

#include <string>
#include <string_view>

#include "db/db.h"

namespace ws::activities::store {

/// Values only ever travel as parameters.
class Query {
 public:
  /// `first` are the parameters that `text` has already.
  explicit Query(std::string_view text, db::Params first = {}) : text_(text), params_(std::move(first)) {}
  template <class T>
  std::string param(const T& value) {
    params_.push_back(db::to_value(value));
    return "$" + std::to_string(params_.size());
  }
  template <class Values>
  std::string params(const Values& values) {
    std::string list;
    for (const auto& value : values) list += (list.empty() ? "" : ", ") + param(value);
    return list;
  }
  Query& add(std::string_view text) {
    text_ += text;
    return *this;
  }
  db::Rows run(db::Reader& reader) const { return reader.run(text_, params_); }

 private:
  std::string text_;
  db::Params params_;
};

}  // namespace ws::activities::store
