#include "content/content_model.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace ws::content {
namespace {

constexpr std::int64_t most_days_ahead = 400;

constexpr std::array<std::pair<State, std::string_view>, 7> state_texts{{
    {State::draft, "draft"},
    {State::in_review, "in_review"},
    {State::in_proofread, "in_proofread"},
    {State::approved, "approved"},
    {State::scheduled, "scheduled"},
    {State::published, "published"},
    {State::withdrawn, "withdrawn"},
}};

bool is_slug(std::string_view text) {
  return !text.empty() && text.size() <= 40 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

constexpr std::array<std::pair<Way, std::string_view>, 4> ways{
    {{Way::page, "page"}, {Way::feed, "feed"}, {Way::widget, "widget"}, {Way::wechat, "wechat"}}};

}  // namespace

std::string_view to_text(State state) {
  for (const auto& [known, text] : state_texts)
    if (known == state) return text;
  return "";
}

std::optional<State> parse_state(std::string_view text) {
  for (const auto& [known, name] : state_texts)
    if (name == text) return known;
  return std::nullopt;
}

std::string_view to_text(Way way) {
  for (const auto& [known, text] : ways)
    if (known == way) return text;
  return "";
}
Way parse_way(std::string_view text) {
  for (const auto& [way, known] : ways)
    if (known == text) return way;
  return Way::page;
}

std::string_view to_text(Form form) {
  return form == Form::page ? "page" : "article";
}

std::string Article::path() const {
  if (form == Form::article) return "/news/" + id.str();
  return "/p/" + (slug.empty() ? id.str() : slug);
}

Outcome check_slug(const Article& article) {
  const bool fits = article.slug.empty() || (article.form == Form::page && is_slug(article.slug));
  if (!fits) return Error::invalid("article.slug", "slug");
  return Done{};
}

Outcome check_column(const Column& column) {
  if (!is_slug(column.slug)) return Error::invalid("column.slug", "slug");
  for (const auto& [field, text] :
       {std::pair{"name", &column.name}, {"name_en", &column.name_en}, {"summary", &column.summary}})
    if (has_control_characters(*text)) return Error::invalid("field.characters", field);
  return Done{};
}

Station first_station(const Column& column) {
  if (column.reviews > 0) return {State::in_review, 1};
  if (column.proofreads > 0) return {State::in_proofread, 1};
  return {State::approved, 0};
}

Station next_station(const Column& column, const Station& station) {
  const bool reviewing = station.state == State::in_review;
  if (station.stage < (reviewing ? column.reviews : column.proofreads)) return {station.state, station.stage + 1};
  if (reviewing && column.proofreads > 0) return {State::in_proofread, 1};
  return {State::approved, 0};
}

Outcome may_judge(const Article& article, const Column& column, const Judge& judge) {
  if (article.state != State::in_review && article.state != State::in_proofread)
    return Error::conflict("article.not_waiting");
  if (judge.wrote) return Error::forbidden("article.own");
  if (judge.passed) return Error::forbidden("article.passed_before");
  if (article.state == State::in_proofread) return Done{};
  if (!judge.may_review) return Error::forbidden("article.not_a_reviewer");
  if (article.stage >= column.reviews && !judge.of_the_owner) return Error::forbidden("article.owner_decides");
  return Done{};
}

Outcome check_release(const Article& article, std::optional<Instant> publish_due, std::optional<Instant> withdraw_due,
                      Instant now) {
  if (article.state != State::approved && article.state != State::scheduled)
    return Error::conflict("article.not_approved");
  const Instant last = now.plus_ms(most_days_ahead * day_ms);
  if (publish_due && (*publish_due <= now || *publish_due > last)) return Error::invalid("article.due", "publish_ms");
  if (withdraw_due && (*withdraw_due <= publish_due.value_or(now) || *withdraw_due > last))
    return Error::invalid("article.due", "withdraw_ms");
  return Done{};
}

Outcome may_write(const Article& article) {
  if (article.state == State::published) return Error::conflict("article.published");
  if (article.state == State::scheduled) return Error::conflict("article.scheduled");
  return Done{};
}

}  // namespace ws::content
