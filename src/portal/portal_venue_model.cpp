#include "portal/portal_venue_model.h"

#include <charconv>

namespace ws::portal {

const std::vector<BookingField>& booking_fields() {
  static const std::vector<BookingField> fields{
      {"day", &BookingForm::day},     {"start", &BookingForm::start}, {"slots", &BookingForm::slots},
      {"units", &BookingForm::units}, {"heads", &BookingForm::heads}, {"purpose", &BookingForm::purpose},
      {"team", &BookingForm::team},   {"every", &BookingForm::every}, {"until", &BookingForm::until}};
  return fields;
}

namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::int64_t> small_number(std::string_view text, std::int64_t most) {
  const auto number = whole_number(text);
  return number && *number >= 1 && *number <= most ? number : std::nullopt;
}

std::optional<Instant> instant_of_ms(std::string_view text) {
  constexpr std::int64_t end_of_century = 4'102'444'800'000;
  const auto number = whole_number(text);
  if (!number || *number < 0 || *number > end_of_century) return std::nullopt;
  return Instant{*number};
}

BookingWords booking_words(std::string_view state, Language language) {
  if (state == "requested")
    return {say(language, "待审核", "Waits for a yes"), "warn",
            say(language, "工作人员审核后会告诉您。", "You will be told once the staff have looked at it.")};
  if (state == "confirmed")
    return {say(language, "已约好", "Booked"), "good",
            say(language, "到了输入屏幕上的 6 位数字签到。", "Check in with the six digits on the screen there.")};
  if (state == "checked_in")
    return {say(language, "使用中", "In use"), "brand",
            say(language, "用完可以提前结束，让给别人。", "End it early when you are done; others may need it.")};
  if (state == "declined") return {say(language, "没有通过", "Declined"), "calm", ""};
  if (state == "cancelled") return {say(language, "已取消", "Cancelled"), "calm", ""};
  if (state == "no_show") return {say(language, "没有到", "Not used"), "warn", ""};
  return {say(language, "已结束", "Over"), "calm", ""};
}

std::string venue_kind_words(std::string_view kind, Language language) {
  return kind == "device" ? say(language, "设备", "Device") : say(language, "房间", "Room");
}

std::string room_words(std::string_view kind, std::int64_t units, std::int64_t capacity, Language language) {
  const std::string people = std::to_string(capacity);
  if (kind == "room") return say(language, "能坐 " + people + " 人", "Seats " + people);
  const std::string count = std::to_string(units);
  return say(language, "共 " + count + " 台，每台 " + people + " 人", count + " of them, " + people + " at each");
}

std::string free_words(std::string_view kind, std::int64_t free, Language language) {
  if (free == 0) return say(language, "约满", "Taken");
  if (kind == "room") return say(language, "空", "Free");
  return say(language, "余 " + std::to_string(free) + " 台", std::to_string(free) + " free");
}

}  // namespace ws::portal
