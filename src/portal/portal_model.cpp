#include "portal/portal_model.h"

#include <algorithm>
#include <array>

#include "base/id.h"
#include "base/identity.h"
#include "base/text.h"

namespace ws::portal {
namespace {

struct Words {
  std::string_view key, zh, en;
};

template <std::size_t n>
std::string pick(const std::array<Words, n>& table, std::string_view key, Language language) {
  for (const Words& words : table)
    if (words.key == key) return say(language, words.zh, words.en);
  return std::string(key);
}

constexpr std::array<std::string_view, 3> slot_names{"morning", "afternoon", "evening"};
constexpr std::array<std::int64_t, 3> slot_minutes{9 * 60, 14 * 60, 18 * 60 + 30};

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::string joined(std::string_view before, const std::string& middle, std::string_view after) {
  return std::string(before) + middle + std::string(after);
}

}  // namespace

std::string say(Language language, std::string_view zh, std::string_view en) {
  return std::string(language == "en" ? en : zh);
}

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

namespace {

std::string name_of_state(const Standing& standing, Language language) {
  static constexpr std::array<Words, 12> names{{
      {"submitted", "等中心受理", "Waiting to be read"},
      {"triaged", "正在派单", "Finding a team"},
      {"dispatched", "等志愿者接单", "Waiting for a yes"},
      {"accepted", "已接单", "Accepted"},
      {"scheduled", "时间约好了", "Time agreed"},
      {"in_service", "正在服务", "Being done"},
      {"completed", "请您评单", "Please rate it"},
      {"rated", "已评单", "Rated"},
      {"archived", "已办结", "Closed"},
      {"withdrawn", "已撤回", "Withdrawn"},
      {"rejected", "没有受理", "Not taken on"},
      {"returned", "正在重新派单", "Finding another team"},
  }};
  return pick(names, standing.state, language);
}

std::string next_of_state(const Standing& standing, Language language) {
  const bool en = language == "en";
  const std::string& state = standing.state;
  const std::string due = standing.due ? say_time(*standing.due, standing.now, language) : "";
  const std::string latest =
      due.empty() ? "" : (en ? " Answer by " + due + " at the latest." : "最晚 " + due + " 有答复。");
  if (state == "submitted")
    return (en ? standing.who + " has it." : joined("单子在", standing.who, "手上。")) + latest;
  if (is_one_of(state, {"triaged", "returned"}))
    return (en ? standing.who + " is looking for the right people." : joined("", standing.who, "正在找合适的人。")) +
           latest;
  if (state == "dispatched")
    return (en ? "Offered to volunteers; " + standing.who + " follows it."
               : joined("已经派出去了，", standing.who, "在盯着。")) +
           latest;
  const std::string starts = say_time(standing.starts, standing.now, language);
  if (is_one_of(state, {"accepted", "scheduled"}))
    return en ? standing.who + " will come: " + starts + "." : standing.who + "，" + starts + "。";
  if (state == "in_service") return en ? standing.who + " is there now." : standing.who + "已经到了，正在服务。";
  if (state == "completed") return say(language, "办好了，说说怎么样。", "It is done. Tell us how it went.");
  if (state == "rated") return say(language, "谢谢您的评价。", "Thank you for your rating.");
  if (state == "archived")
    return say(language, "这一单已经办结，有问题仍可以提。", "It is closed; you can still raise a concern.");
  if (state == "withdrawn")
    return say(language, "您撤回了这一单，以后随时可以重新点。", "You withdrew it. You can order again any time.");
  if (state == "rejected")
    return say(language, "原因写在下面。可以换一项，或打电话说说。",
               "The reason is below. Choose another service, or call us.");
  return {};
}

}  // namespace

StateWords state_words(const Standing& standing, Language language) {
  const std::string& state = standing.state;
  std::string hue = "calm";
  if (is_one_of(state, {"accepted", "scheduled", "in_service"})) hue = "good";
  if (is_one_of(state, {"completed", "returned", "rejected"})) hue = "warn";
  return {name_of_state(standing, language), hue, next_of_state(standing, language)};
}

Tracks tracks(std::string_view state) {
  using enum Track;
  if (is_one_of(state, {"submitted", "triaged", "returned"})) return {done, now, next, next};
  if (is_one_of(state, {"dispatched", "accepted", "scheduled", "in_service"})) return {done, done, now, next};
  if (state == "completed") return {done, done, done, now};
  if (is_one_of(state, {"rated", "archived"})) return {done, done, done, done};
  return {done, next, next, next};
}

std::string_view css_class(Track track) {
  return track == Track::done ? "is-done" : track == Track::now ? "is-now" : "is-next";
}

std::string event_words(std::string_view kind, Language language) {
  static constexpr std::array<Words, 22> names{{
      {"placed", "点单", "Ordered"},
      {"triaged", "中心受理了", "Taken on by the center"},
      {"rejected", "没有受理", "Not taken on"},
      {"handler", "有人经办了", "Somebody looks after it"},
      {"dispatched", "派单", "Sent to volunteers"},
      {"declined", "没能接单", "Declined"},
      {"offer_expired", "等候过时", "Offer ran out"},
      {"accepted", "接单", "Accepted"},
      {"claimed", "志愿者抢单", "Claimed by a volunteer"},
      {"returned", "退回，重新安排", "Given back, being rearranged"},
      {"scheduled", "约好时间", "Time agreed"},
      {"checked_in", "志愿者到了", "Volunteer arrived"},
      {"checked_out", "志愿者走了", "Volunteer left"},
      {"presence_confirmed", "到场已确认", "Presence confirmed"},
      {"completed", "办好了", "Done"},
      {"rated", "评单", "Rated"},
      {"withdrawn", "撤回", "Withdrawn"},
      {"complained", "提出不满意", "Concern raised"},
      {"reopened", "重新办理", "Taken up again"},
      {"complaint_dismissed", "意见已答复", "Concern answered"},
      {"escalated", "超时，已督办", "Late: escalated"},
      {"archived", "办结", "Closed"},
  }};
  return pick(names, kind, language);
}

std::string clock_words(std::string_view clock, Language language) {
  static constexpr std::array<Words, 3> names{{
      {"triage", "受理期限", "To be read by"},
      {"acceptance", "接单期限", "To be accepted by"},
      {"overall", "办结期限", "To be done by"},
  }};
  return pick(names, clock, language);
}

std::string star_words(std::int64_t stars, Language language) {
  static constexpr std::array<Words, 5> names{{
      {"1", "很不满意", "very bad"},
      {"2", "不满意", "bad"},
      {"3", "一般", "so-so"},
      {"4", "满意", "good"},
      {"5", "很满意", "very good"},
  }};
  return pick(names, std::to_string(stars), language);
}

bool is_order_group(std::string_view group) {
  return is_one_of(group, {"", "open", "rate", "done"});
}

std::string_view group_of(std::string_view state) {
  if (state == "completed") return "rate";
  return is_one_of(state, {"rated", "archived", "rejected", "withdrawn"}) ? "done" : "open";
}

std::string kind_words(std::string_view kind, Language language) {
  static constexpr std::array<Words, 4> names{{
      {"center", "中心", "Center"},
      {"office", "实践所", "Office"},
      {"station", "实践站", "Station"},
      {"base", "基地", "Base"},
  }};
  return pick(names, kind, language);
}

std::string_view art_of(std::string_view kind, std::string_view name) {
  const auto named = [name](std::string_view part) { return name.find(part) != std::string_view::npos; };
  if (named("茶")) return "ASSET_ART_TEAHOUSE";
  if (named("书院") || named("学")) return "ASSET_ART_ACADEMY";
  if (named("村")) return "ASSET_ART_VILLAGE";
  return kind == "center" || kind == "office" ? "ASSET_ART_CENTER" : "ASSET_ART_STATION";
}

std::string where_words(std::string_view place, Language language) {
  static constexpr std::array<Words, 3> names{{
      {"home", "上门", "At your home"},
      {"site", "到阵地", "At a site"},
      {"either", "上门或到阵地", "At home or at a site"},
  }};
  return pick(names, place, language);
}

std::string minutes_words(std::int64_t minutes, Language language) {
  const std::int64_t hours = minutes / 60;
  const std::int64_t rest = minutes % 60;
  std::string text;
  if (hours > 0) text = std::to_string(hours) + say(language, " 小时", " h");
  if (rest > 0 || hours == 0)
    text += (text.empty() ? "" : " ") + std::to_string(rest) + say(language, " 分钟", " min");
  return text;
}

namespace {

std::string day_words(std::int64_t day, Language language) {
  static constexpr std::array<Words, 7> names{{
      {"1", "周一", "Mon"},
      {"2", "周二", "Tue"},
      {"3", "周三", "Wed"},
      {"4", "周四", "Thu"},
      {"5", "周五", "Fri"},
      {"6", "周六", "Sat"},
      {"7", "周日", "Sun"},
  }};
  return pick(names, std::to_string(day), language);
}

/// 周一至周五, or the days one by one.
std::string days_words(const std::vector<std::int64_t>& days, Language language) {
  if (days.empty()) return {};
  const bool run = days.size() > 2 && days.back() - days.front() + 1 == static_cast<std::int64_t>(days.size());
  if (run) return day_words(days.front(), language) + say(language, "至", "–") + day_words(days.back(), language);
  std::string text;
  for (const std::int64_t day : days)
    text += (text.empty() ? "" : say(language, "、", ", ")) + day_words(day, language);
  return text;
}

bool has_day(const OpenSpan& span, std::int64_t day) {
  return std::find(span.days.begin(), span.days.end(), day) != span.days.end();
}

std::string clock_of(std::int64_t minute) {
  const std::string hours = std::to_string(minute / 60);
  const std::string minutes = std::to_string(minute % 60);
  return (hours.size() < 2 ? "0" : "") + hours + (minutes.size() < 2 ? ":0" : ":") + minutes;
}

}  // namespace

std::string hours_words(const std::vector<OpenSpan>& hours, Language language) {
  std::string text;
  for (const OpenSpan& span : hours) {
    if (!text.empty()) text += say(language, "，", "; ");
    text += days_words(span.days, language) + " " + span.open + "–" + span.close;
  }
  return text.empty() ? say(language, "请先打电话问问", "Please call first") : text;
}

std::string today_words(const std::vector<OpenSpan>& hours, Instant now, Language language) {
  const int today = weekday(local_date(now));
  std::string text;
  for (const OpenSpan& span : hours)
    if (has_day(span, today)) text += (text.empty() ? " " : ", ") + span.open + "–" + span.close;
  if (text.empty()) return say(language, "今天不开放", "Not open today");
  return say(language, "今天", "Today") + text;
}

bool is_open(const std::vector<OpenSpan>& hours, Instant now) {
  const int today = weekday(local_date(now));
  const std::string clock = clock_of(minute_of_day(now));
  return std::any_of(hours.begin(), hours.end(), [&](const OpenSpan& span) {
    return has_day(span, today) && span.open <= clock && clock < span.close;
  });
}

std::string_view hue_of(std::size_t position) {
  static constexpr std::array<std::string_view, 5> hues{"rose", "sky", "amber", "sage", "plum"};
  return hues[position % hues.size()];
}

const std::vector<FormField>& order_fields() {
  static const std::vector<FormField> fields{
      {"item_id", &OrderForm::item},
      {"need", &OrderForm::need},
      {"for", &OrderForm::whom},
      {"person", &OrderForm::person},
      {"relation", &OrderForm::relation},
      {"date", &OrderForm::date},
      {"slot", &OrderForm::slot},
      {"place", &OrderForm::place},
      {"town", &OrderForm::town},
      {"address", &OrderForm::address},
      {"site_id", &OrderForm::site},
      {"contact_name", &OrderForm::contact_name},
      {"contact_mobile", &OrderForm::contact_mobile},
      {"note", &OrderForm::note},
      {"consent", &OrderForm::consent},
      {"consent_version", &OrderForm::consent_version},
  };
  return fields;
}

namespace {

/// The most characters of each text, as the contract has them for the API.
constexpr std::array<std::pair<std::string_view, std::size_t>, 5> limits{
    {{"need", 500}, {"person", 30}, {"address", 120}, {"contact_name", 30}, {"note", 200}}};

void check_place(const OrderForm& form, std::vector<FieldError>& errors) {
  if (form.place == "site") {
    if (!is_ulid(form.site)) errors.push_back({"site_id", "portal.site_missing"});
    return;
  }
  if (form.town.empty()) errors.push_back({"town", "portal.town_missing"});
  if (form.address.empty()) errors.push_back({"address", "portal.address_missing"});
}

}  // namespace

std::vector<FieldError> check(const OrderForm& form) {
  std::vector<FieldError> errors;
  if (form.item.empty() && form.need.empty()) errors.push_back({"need", "portal.need_missing"});
  if (form.whom == "other") {
    if (form.person.empty()) errors.push_back({"person", "portal.person_missing"});
    if (form.relation.empty()) errors.push_back({"relation", "portal.relation_missing"});
  }
  if (!parse_date(form.date)) errors.push_back({"date", "portal.date_missing"});
  if (form.slot != "any" && std::find(slot_names.begin(), slot_names.end(), form.slot) == slot_names.end())
    errors.push_back({"slot", "portal.slot_missing"});
  check_place(form, errors);
  if (form.contact_name.empty()) errors.push_back({"contact_name", "portal.name_missing"});
  if (!normal_mobile(form.contact_mobile)) errors.push_back({"contact_mobile", "session.bad_mobile"});
  if (form.consent != "1") errors.push_back({"consent", "portal.consent_missing"});
  for (const auto& [name, most] : limits)
    for (const FormField& field : order_fields())
      if (field.name == name && code_points(form.*field.value) > most)
        errors.push_back({std::string(name), "portal.too_long"});
  return errors;
}

std::optional<LocalDate> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(at, count)) value = c >= '0' && c <= '9' ? value * 10 + (c - '0') : -100000;
    return value;
  };
  const LocalDate date{number(0, 4), number(5, 2), number(8, 2)};
  if (date.year < 2000 || date.year > 2200 || !is_real_date(date)) return std::nullopt;
  return date;
}

std::optional<Instant> parse_local_time(std::string_view text) {
  if (text.size() != 16 || text[10] != 'T' || text[13] != ':') return std::nullopt;
  const auto day = parse_date(text.substr(0, 10));
  const auto two = [&](std::size_t at) {
    const bool digits = text[at] >= '0' && text[at] <= '9' && text[at + 1] >= '0' && text[at + 1] <= '9';
    return digits ? (text[at] - '0') * 10 + (text[at + 1] - '0') : 99;
  };
  if (!day || two(11) > 23 || two(14) > 59) return std::nullopt;
  return start_of_day(*day).plus_ms((two(11) * 60 + two(14)) * minute_ms);
}

std::string to_local_time(Instant at) {
  return to_text(local_date(at)) + "T" + clock_of(minute_of_day(at));
}

std::optional<Instant> wished_start(std::string_view date, std::string_view slot, Instant now) {
  const auto day = parse_date(date);
  if (!day) return std::nullopt;
  const Instant midnight = start_of_day(*day);
  const auto at = [&](std::size_t i) { return midnight.plus_ms(slot_minutes[i] * minute_ms); };
  for (std::size_t i = 0; i < slot_names.size(); ++i)
    if (slot == slot_names[i] || (slot == "any" && at(i) > now)) return at(i);
  if (slot == "any") return at(0);
  return std::nullopt;
}

std::string told_need(const OrderForm& form) {
  static constexpr std::array<Words, 5> relations{{
      {"parent", "父母", "parent"},
      {"grandparent", "爷爷奶奶、外公外婆", "grandparent"},
      {"child", "孩子", "child"},
      {"neighbour", "邻居", "neighbour"},
      {"other", "其他", "other"},
  }};
  std::string text = form.need;
  const auto line = [&text](const std::string& words) { text += (text.empty() ? "" : "\n") + words; };
  if (form.whom == "other")
    line("替别人点：" + form.person + "（点单人的" + pick(relations, form.relation, "zh") + "）");
  if (!form.note.empty()) line("给志愿者的话：" + form.note);
  return text;
}

std::string form_field(std::string_view field, bool at_home) {
  if (field == "starts_ms") return "date";
  if (field == "site_id") return at_home ? "town" : "site_id";
  if (field == "consent_version") return "consent";
  if (is_one_of(field, {"need", "address", "contact_name", "contact_mobile"})) return std::string(field);
  return {};
}

std::string error_section(std::string_view field) {
  if (field == "site_id") return "E_SITE";
  std::string name = "E_";
  for (const char c : field) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

bool is_own_path(std::string_view path) {
  constexpr std::size_t longest = 500;
  if (path.empty() || path.size() > longest || path[0] != '/') return false;
  if (path.size() > 1 && (path[1] == '/' || path[1] == '\\')) return false;
  if (path.starts_with("/api/")) return false;
  return std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c != '\\' && c != 0x7f; });
}

}  // namespace ws::portal
