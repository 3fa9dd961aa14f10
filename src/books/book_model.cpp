#include "books/book_model.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace ws::books {
namespace {

constexpr std::array<std::pair<State, std::string_view>, 7> states{{
    {State::importing, "importing"},
    {State::failed, "failed"},
    {State::draft, "draft"},
    {State::in_review, "in_review"},
    {State::published, "published"},
    {State::withdrawn, "withdrawn"},
    {State::discarded, "discarded"},
}};
constexpr std::array<std::pair<Rights, std::string_view>, 5> all_rights{{
    {Rights::unsaid, ""},
    {Rights::own, "own"},
    {Rights::licensed, "licensed"},
    {Rights::open, "open"},
    {Rights::public_domain, "public_domain"},
}};

template <class Enum, std::size_t n>
std::string_view text_of(const std::array<std::pair<Enum, std::string_view>, n>& known, Enum wanted) {
  for (const auto& [value, text] : known)
    if (value == wanted) return text;
  return "";
}
template <class Enum, std::size_t n>
std::optional<Enum> value_of(const std::array<std::pair<Enum, std::string_view>, n>& known, std::string_view wanted) {
  for (const auto& [value, text] : known)
    if (text == wanted) return value;
  return std::nullopt;
}

}  // namespace

std::string_view to_text(State state) {
  return text_of(states, state);
}
std::optional<State> parse_state(std::string_view text) {
  return value_of(states, text);
}
std::string_view to_text(Rights rights) {
  return text_of(all_rights, rights);
}
std::optional<Rights> parse_rights(std::string_view text) {
  return value_of(all_rights, text);
}

Outcome check_words(const BookWords& words) {
  if (trim(words.title).empty()) return Error::invalid("field.required", "title");
  for (const auto& [field, text] : {std::pair{"title", &words.title},
                                    {"creator", &words.creator},
                                    {"publisher", &words.publisher},
                                    {"language", &words.language},
                                    {"summary", &words.summary},
                                    {"source", &words.source},
                                    {"rights_holder", &words.rights_holder},
                                    {"rights_note", &words.rights_note}})
    if (has_control_characters(*text)) return Error::invalid("field.characters", field);
  return Done{};
}

Outcome may_edit(const Book& book) {
  switch (book.state) {
    case State::importing:
      return Error::conflict("book.importing");
    case State::failed:
      return Error::conflict("book.failed");
    case State::in_review:
      return Error::conflict("book.in_review");
    case State::published:
      return Error::conflict("book.published");
    case State::discarded:
      return Error::not_found("book.not_found");
    case State::draft:
    case State::withdrawn:
      break;
  }
  return Done{};
}

Outcome may_submit(const Book& book) {
  if (const Outcome may = may_edit(book); !may) return may;
  for (const auto& [field, text] : {std::pair{"creator", &book.words.creator},
                                    {"summary", &book.words.summary},
                                    {"source", &book.words.source},
                                    {"rights_holder", &book.words.rights_holder}})
    if (trim(*text).empty()) return Error::invalid("book.incomplete", field);
  if (book.words.rights == Rights::unsaid) return Error::invalid("book.incomplete", "rights");
  // Of what others own it has to be said where the permission can be looked up.
  if (book.words.rights != Rights::own && trim(book.words.rights_note).empty())
    return Error::invalid("book.incomplete", "rights_note");
  return Done{};
}

Outcome may_discard(const Book& book) {
  const bool unread = book.state == State::failed || (book.state == State::draft && !book.published);
  if (!unread) return Error::conflict("book.not_discardable");
  return Done{};
}

Outcome may_judge(const Book& book, const Judge& judge) {
  if (book.state != State::in_review) return Error::conflict("book.not_waiting");
  if (!judge.may_review) return Error::forbidden("book.not_a_reviewer");
  if (judge.wrote) return Error::forbidden("book.own");
  return Done{};
}

Outcome may_withdraw(const Book& book) {
  if (book.state != State::published) return Error::conflict("book.not_published");
  return Done{};
}

}  // namespace ws::books
