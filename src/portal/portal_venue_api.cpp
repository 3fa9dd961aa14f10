// Venues: what there is to book, a week of its slots, the form, and what becomes of a series.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "portal/portal_page_api.h"
#include "portal/portal_venue_model.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;
using venues::BookingService;
using venues::Day;
using venues::Slot;
using venues::Venue;
using venues::VenueService;

constexpr std::int64_t venues_per_page = 12;
constexpr int days_shown = 7;
constexpr std::int64_t most_slots = 96;

std::string url_of(const VenueId& id) {
  return "/venues/" + id.str();
}

LocalDate plus_days(LocalDate day, int days) {
  return local_date(start_of_day(day).plus_ms(days * day_ms));
}

std::string near_day_words(LocalDate day, Instant now, Language language) {
  const LocalDate today = local_date(now);
  if (day == today) return say(language, "今天", "Today");
  if (day == next_day(today)) return say(language, "明天", "Tomorrow");
  return weekday_words(day, language);
}

// ---- the list

void add_card(Pages& pages, View& list, const VenueService::Shown& one, Language language) {
  const Venue& venue = one.venue;
  const std::string_view kind = to_text(venue.plan.kind);
  View& card = list.add("VENUES");
  card.set("ID", venue.id.str()).set("NAME", venue.plan.name).set("SUMMARY", venue.plan.summary);
  card.set("SITE_NAME", venue.site_name).set("KIND_NAME", venue_kind_words(kind, language));
  card.set("ROOM_TEXT", room_words(kind, venue.plan.units, venue.plan.capacity, language));
  if (venue.plan.approval) card.show("APPROVAL");
  if (one.next) pages.set_instant(card.add("NEXT_FREE"), one.next->starts, language);
  if (!one.next) card.show("NONE_FREE");
}

void add_site_choices(Pages& pages, View& view, std::string_view chosen) {
  for (const sites::Site& site : pages.service.operating_sites()) {
    if (site.kind == "station" && site.id.str() != chosen) continue;
    View& option = view.add("SITE_CHOICES");
    option.set("VALUE", site.id.str()).set("LABEL", site.name);
    if (site.id.str() == chosen) option.show("SELECTED");
  }
}

Response list_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const std::string kind_text(request.q("kind")), site(request.q("site")), cursor(request.q("cursor"));
  const bool today = request.q("free") == "today";
  if (!cursor.empty() && !VenueId::parse(cursor))
    return pages.refusal(request, Error::invalid("list.bad_cursor", "cursor"));
  View view = pages.view(request, Nav::none);
  const auto chip = [&](std::string_view kind, std::string_view free, const std::string& label, bool current) {
    View& one = view.add("CHOICES");
    one.set("URL", address("/venues", {{"site", site}, {"kind", std::string(kind)}, {"free", std::string(free)}}));
    one.set("LABEL", label);
    if (current) one.show("CURRENT");
  };
  const std::string free = today ? "today" : "";
  chip("", free, say(language, "全部", "All"), kind_text.empty());
  chip("room", free, say(language, "房间", "Rooms"), kind_text == "room");
  chip("device", free, say(language, "设备", "Devices"), kind_text == "device");
  chip(kind_text, today ? "" : "today", say(language, "今天有空", "Free today"), today);
  view.set("F_KIND", kind_text).set("F_FREE", free);
  add_site_choices(pages, view, site);
  const auto page = pages.parts.services.venues.list(
      SiteId::parse(site).value_or(SiteId()), venues::parse_kind(kind_text),
      today ? VenueService::Today::free : VenueService::Today::all, cursor, venues_per_page);
  show_either(view, !page.rows.empty(), "VENUES");
  for (const VenueService::Shown& one : page.rows) add_card(pages, view, one, language);
  add_pager(view, {"/venues", {{"site", site}, {"kind", kind_text}, {"free", free}}, "cursor", cursor, page.next});
  return pages.render(request, "venues.html", view);
}

// ---- one venue

std::string hours_text(const Venue& venue, Language language) {
  std::vector<OpenSpan> spans;
  const auto clock = [](std::int64_t minute) {
    const std::string hour = std::to_string(minute / 60), rest = std::to_string(minute % 60);
    return (hour.size() < 2 ? "0" : "") + hour + ":" + (rest.size() < 2 ? "0" : "") + rest;
  };
  for (const venues::Opening& one : venue.plan.hours) {
    const std::string open = clock(one.from_minute), close = clock(one.until_minute);
    const auto same = std::find_if(spans.begin(), spans.end(),
                                   [&](const OpenSpan& span) { return span.open == open && span.close == close; });
    if (same == spans.end())
      spans.push_back({{one.weekday}, open, close});
    else
      same->days.push_back(one.weekday);
  }
  return hours_words(spans, language);
}

void add_facts(View& view, const Venue& venue, Language language) {
  const venues::Plan& plan = venue.plan;
  const std::string_view kind = to_text(plan.kind);
  view.set("ID", venue.id.str()).set("NAME", plan.name).set("SUMMARY", plan.summary);
  view.set("SITE_ID", venue.site.str()).set("SITE_NAME", venue.site_name);
  view.set("KIND_NAME", venue_kind_words(kind, language));
  view.set("ROOM_TEXT", room_words(kind, plan.units, plan.capacity, language));
  view.set("HOURS_TEXT", hours_text(venue, language));
  view.set("LIMIT_TEXT", say(language,
                             "一次最长 " + minutes_words(plan.longest_minutes, language) + "，可提前 " +
                                 std::to_string(plan.days_ahead) + " 天约",
                             "At most " + minutes_words(plan.longest_minutes, language) + ", up to " +
                                 std::to_string(plan.days_ahead) + " days ahead"));
  if (plan.approval) view.show("APPROVAL");
  if (!plan.rules.empty()) view.show("HAS_RULES");
  for (const std::string& line : split(plan.rules, '\n')) view.add("RULES").set("RULES_TEXT", line);
  if (!plan.access.empty()) view.add("ACCESS").set("ACCESS_TEXT", plan.access);
  for (const venues::Closure& closure : venue.closures)
    view.add("CLOSURES")
        .set("FROM_TEXT", day_words(local_date(closure.span.starts), language))
        .set("UNTIL_TEXT", day_words(local_date(closure.span.ends.plus_ms(-1)), language))
        .set("REASON", closure.reason);
}

/// The seven days that hold the chosen one, as links.
void add_week(View& view, const Venue& venue, const std::vector<Day>& days, LocalDate chosen, Instant now,
              Language language) {
  for (const Day& day : days) {
    View& one = view.add("DAYS");
    one.set("URL", address(url_of(venue.id), {{"day", to_text(day.day)}}) + "#slots");
    one.set("WEEKDAY", near_day_words(day.day, now, language));
    one.set("DATE", std::to_string(day.day.month) + "/" + std::to_string(day.day.day));
    const std::int64_t free = day.free();
    one.set("FREE_TEXT", day.slots.empty() ? say(language, "不开放", "Shut")
                         : free == 0
                             ? say(language, "没有空档", "None free")
                             : say(language, std::to_string(free) + " 段有空", std::to_string(free) + " free"));
    one.show(free > 0 ? "HAS_FREE" : "NO_FREE");
    if (day.day == chosen) one.show("CURRENT");
  }
  const LocalDate first = days.front().day;
  if (first > local_date(now))
    view.add("BEFORE").set("URL", address(url_of(venue.id), {{"day", to_text(plus_days(first, -1))}}) + "#slots");
  if (start_of_day(plus_days(first, days_shown)) < venues::last_bookable(venue.plan, now))
    view.add("AFTER").set("URL",
                          address(url_of(venue.id), {{"day", to_text(plus_days(first, days_shown))}}) + "#slots");
}

void add_slots(View& view, const Venue& venue, const Day& day, const BookingForm& form, Language language) {
  view.set("DAY", to_text(day.day)).set("DAY_NAME", day_words(day.day, language));
  if (!day.note.empty()) view.add("DAY_NOTE").set("NOTE", day.note);
  show_either(view, !day.slots.empty(), "SLOTS");
  for (const Slot& slot : day.slots) {
    View& one = view.add("SLOTS");
    const std::string value = std::to_string(slot.span.starts.ms);
    one.set("VALUE", value).set("TIME", span_words(slot.span.starts, slot.span.ends));
    const bool open = slot.free > 0 && !slot.over && !slot.shut;
    one.set("FREE_TEXT", slot.shut   ? say(language, "临时关闭", "Closed")
                         : slot.over ? say(language, "不能约了", "Not any more")
                                     : free_words(to_text(venue.plan.kind), slot.free, language));
    if (!open) one.show("OFF");
    if (open && value == form.start) one.show("CHECKED");
  }
}

void add_fields(Pages& pages, View& view, const Request& request, const Venue& venue, const BookingForm& form,
                Language language) {
  const venues::Plan& plan = venue.plan;
  view.set("F_HEADS", form.heads.empty() ? "1" : form.heads).set("F_PURPOSE", form.purpose);
  view.set("F_UNTIL", form.until).set("HEADS_MAX", plan.capacity * plan.units);
  view.set("DATE_MIN", to_text(local_date(pages.now())));
  view.set("DATE_MAX", to_text(local_date(venues::last_bookable(plan, pages.now()).plus_ms(-1))));
  const auto options = [&](std::string_view section, std::int64_t most, const std::string& chosen, auto label) {
    for (std::int64_t i = 1; i <= most; ++i) {
      View& option = view.add(std::string(section));
      option.set("VALUE", i).set("LABEL", label(i));
      if (std::to_string(i) == chosen) option.show("SELECTED");
    }
  };
  options("LENGTHS", plan.longest_minutes / plan.slot_minutes, form.slots,
          [&](std::int64_t count) { return minutes_words(count * plan.slot_minutes, language); });
  if (plan.units > 1) {
    view.show("MANY");
    options("UNITS", plan.units, form.units,
            [&](std::int64_t count) { return say(language, std::to_string(count) + " 台", std::to_string(count)); });
  }
  const auto teams = pages.service.led_teams(request.actor);
  if (!teams.empty()) view.show("HAS_TEAMS");
  for (const teams::Brief& team : teams) {
    View& option = view.add("TEAMS");
    option.set("VALUE", team.id.str()).set("LABEL", team.name);
    if (team.id.str() == form.team) option.show("SELECTED");
  }
  for (const char* weeks : {"1", "2"}) {
    View& option = view.add("REPEATS");
    option.set("VALUE", weeks);
    option.set("LABEL", *weeks == '1' ? say(language, "每周同一时间", "Every week")
                                      : say(language, "每两周同一时间", "Every two weeks"));
    if (form.every == weeks) option.show("SELECTED");
  }
  if (!form.every.empty()) view.show("REPEATING");
}

void add_refusal_of(View& view, const VenueId& id, const Error& refusal, Language language) {
  Error plain = refusal;
  plain.alternative.reset();
  if (!refusal.alternative) return add_refusal(view, plain, language);
  View& shown = view.add("FORM_REFUSAL");
  shown.set("REFUSAL", http::sentence(refusal.reason, language));
  View& link = shown.add("REFUSAL_LINK");
  if (refusal.reason == "booking.paused") {
    link.set("LINK_URL", "/my/bookings");
    link.set("LINK_TEXT", say(language, "暂停到 ", "Until ") + refusal.alternative->title);
    return;
  }
  const std::string day = refusal.alternative->id.substr(0, 10);
  const auto at = parse_local_time(refusal.alternative->id.substr(0, 16));
  link.set("LINK_URL",
           address(url_of(id), {{"day", day}, {"start", at ? std::to_string(at->ms) : std::string()}}) + "#slots");
  link.set("LINK_TEXT", say(language, "最近的空档：", "The nearest that is free: ") + refusal.alternative->title);
}

struct Occurred {
  const std::vector<venues::Occurrence>* preview = nullptr;
  const Error* refusal = nullptr;
};

void add_occurrences(View& view, const std::vector<venues::Occurrence>& all, Language language) {
  std::int64_t free = 0;
  for (const venues::Occurrence& one : all) {
    View& row = view.add("OCCURRENCES");
    row.set("WHEN",
            day_words(local_date(one.span.starts), language) + " " + span_words(one.span.starts, one.span.ends));
    if (one.reason.empty()) {
      row.show("FREE");
      ++free;
    } else {
      row.add("NOT_FREE").set("REASON", http::sentence(one.reason, language));
    }
  }
  const std::string of = std::to_string(all.size()), have = std::to_string(free);
  view.set("COUNT_TEXT", say(language, of + " 次里有 " + have + " 次约得上", have + " of " + of + " can be had"));
  view.set("FREE_COUNT", free);
  if (free > 0) view.show("SOME_FREE");
  if (free == static_cast<std::int64_t>(all.size())) view.show("ALL_FREE");
}

Response venue_page(Pages& pages, const Request& request, const VenueId& id, const BookingForm& form,
                    const Occurred& what) {
  const Language language = request.language();
  const Instant now = pages.now();
  const LocalDate today = local_date(now);
  const LocalDate chosen = std::max(parse_day(form.day).value_or(today), today);
  // Weeks are counted from today, so that the first one is whole.
  const auto ahead = (start_of_day(chosen).ms - start_of_day(today).ms) / day_ms;
  const LocalDate first =
      plus_days(today, static_cast<int>(std::min<std::int64_t>(ahead, 400) / days_shown) * days_shown);
  const auto calendar = pages.parts.services.venues.calendar(request.actor, id, first, days_shown);
  if (!calendar) return pages.refusal(request, calendar.error());
  const Venue& venue = calendar->venue;
  View view = pages.view(request, Nav::none, url_of(id));
  add_facts(view, venue, language);
  add_week(view, venue, calendar->days, chosen, now, language);
  const auto day =
      std::find_if(calendar->days.begin(), calendar->days.end(), [&](const Day& one) { return one.day == chosen; });
  add_slots(view, venue, day == calendar->days.end() ? calendar->days.front() : *day, form, language);
  add_fields(pages, view, request, venue, form, language);
  if (const auto pause = pages.parts.services.bookings.pause_at(request.actor, id))
    view.add("PAUSED").set("UNTIL_TEXT", say_time(pause->until, now, language));
  if (what.preview) add_occurrences(view.add("PREVIEW"), *what.preview, language);
  if (what.refusal) add_refusal_of(view, id, *what.refusal, language);
  Response response = pages.render(request, "venue.html", view, Keep::never,
                                   what.refusal ? http::status_of(what.refusal->code) : 200);
  if (what.refusal) response.reason = what.refusal->reason;
  return response;
}

template <class Get>
BookingForm read_fields(Get get) {
  BookingForm form;
  for (const BookingField& field : booking_fields()) form.*field.value = get(field.name);
  return form;
}

Response one_page(Pages& pages, const Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("venue.not_found"));
  const BookingForm form = read_fields([&](std::string_view name) { return std::string(request.q(name)); });
  return venue_page(pages, request, *id, form, {});
}

// ---- booking

/// What the form asks for, if it can be read at all.
std::optional<venues::Wish> wish_of(const BookingForm& form, const Venue& venue) {
  const auto starts = instant_of_ms(form.start);
  const auto slots = small_number(form.slots.empty() ? "1" : form.slots, most_slots);
  const auto units = small_number(form.units.empty() ? "1" : form.units, venue.plan.units);
  const auto heads = small_number(form.heads, 100'000);
  if (!starts || !slots || !units || !heads || code_points(form.purpose) < 2 || code_points(form.purpose) > 100)
    return std::nullopt;
  const Instant ends = starts->plus_ms(*slots * venue.plan.slot_minutes * minute_ms);
  return venues::Wish{{*starts, ends}, *units, *heads, form.purpose};
}

/// Signed out, one is led to sign in and back, with the form as it was filled.
Response to_sign_in(const VenueId& id, const BookingForm& form) {
  std::vector<std::pair<std::string, std::string>> filled;
  for (const BookingField& field : booking_fields()) filled.emplace_back(std::string(field.name), form.*field.value);
  return Response::redirect(address("/sign-in", {{"next", address(url_of(id), filled)}}));
}

Response series_page(Pages& pages, const Request& request, const Venue& venue, const std::string& document) {
  const Language language = request.language();
  View view = pages.view(request, Nav::my, "/my/bookings");
  view.set("ID", venue.id.str()).set("NAME", venue.plan.name);
  std::vector<venues::Occurrence> all;
  const json::Document series(document);
  for (const json::Document& one : series.items("occurrences"))
    all.push_back({{{one.integer("starts_ms").value()}, {one.integer("ends_ms").value()}},
                   one.text("reason").value_or(""),
                   {}});
  add_occurrences(view, all, language);
  if (venue.plan.approval) view.show("APPROVAL");
  return pages.render(request, "venue_series.html", view);
}

Task<Response> repeat(Pages& pages, Request& request, const SentForm& sent, BookingForm form, Venue venue,
                      venues::Wish wish) {
  auto& service = pages.parts.services.bookings;
  const auto weeks = small_number(form.every, 2);
  const auto until = parse_day(form.until);
  Error wrong = Error::invalid("booking.until", "until");
  if (!weeks || !until) co_return venue_page(pages, request, venue.id, form, {nullptr, &wrong});
  const venues::Repeat repeat{static_cast<int>(*weeks), *until};
  const std::string act = sent.get("act");
  if (act != "free_ones" && act != "none") {
    const auto found = service.preview(request.actor, venue.id, wish, repeat);
    if (!found) co_return venue_page(pages, request, venue.id, form, {nullptr, &found.error()});
    co_return venue_page(pages, request, venue.id, form, {&*found, nullptr});
  }
  const idempotency::Key key{request.actor.person, sent.key, "bookings.series_page",
                             request.target + "\n" + request.body};
  auto booking =
      service.book_series(request.actor, key, venue.id, TeamId::parse(form.team).value_or(TeamId()), wish, repeat,
                          act == "none" ? venues::IfTaken::book_none : venues::IfTaken::book_the_free);
  const auto result = co_await booking;
  if (!result) co_return venue_page(pages, request, venue.id, form, {nullptr, &result.error()});
  co_return series_page(pages, request, venue, *result);
}

Task<Response> book(Pages& pages, Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) co_return pages.refusal(request, Error::not_found("venue.not_found"));
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const BookingForm form = read_fields([&](std::string_view name) { return sent->get(name); });
  if (!request.actor.signed_in()) co_return to_sign_in(*id, form);
  const auto seen = pages.parts.services.venues.find(request.actor, *id);
  if (!seen) co_return pages.refusal(request, seen.error());
  const auto wish = wish_of(form, seen->venue);
  Error wrong = Error::invalid("booking.form", "start");
  if (!wish) co_return venue_page(pages, request, *id, form, {nullptr, &wrong});
  if (!form.every.empty()) {
    auto repeating = repeat(pages, request, *sent, form, seen->venue, *wish);
    co_return co_await repeating;
  }
  const idempotency::Key key{request.actor.person, sent->key, "bookings.page", request.target + "\n" + request.body};
  auto booking =
      pages.parts.services.bookings.book(request.actor, key, *id, TeamId::parse(form.team).value_or(TeamId()), *wish);
  const auto result = co_await booking;
  if (!result) co_return venue_page(pages, request, *id, form, {nullptr, &result.error()});
  co_return Response::redirect("/my/bookings?done=booked#b-" + *result);
}

}  // namespace

void add_venue_routes(http::Routes& routes, Pages& pages) {
  routes.get("/venues", Access::everyone,
             http::handler([&pages](Request& request) { return list_page(pages, request); }));
  routes.get("/venues/{id}", Access::everyone,
             http::handler([&pages](Request& request) { return one_page(pages, request); }));
  routes.post("/venues/{id}/bookings", Access::everyone, [&pages](Request& request) { return book(pages, request); });
}

}  // namespace ws::portal
