#include "portal/portal_page_api.h"

#include <stdexcept>

#include "base/json.h"
#include "base/text.h"

namespace ws::portal {

using http::Request;
using http::Response;
using http::View;

namespace {

std::string digits_of(std::string_view phone) {
  std::string digits;
  for (const char c : phone)
    if ((c >= '0' && c <= '9') || (c == '+' && digits.empty())) digits += c;
  return digits;
}

std::string_view nav_section(Nav nav) {
  switch (nav) {
    case Nav::home:
      return "NAV_HOME";
    case Nav::menu:
      return "NAV_MENU";
    case Nav::activities:
      return "NAV_ACTIVITIES";
    case Nav::news:
      return "NAV_NEWS";
    case Nav::sites:
      return "NAV_SITES";
    case Nav::teams:
      return "NAV_TEAMS";
    case Nav::my:
      return "NAV_MY";
    case Nav::none:
      break;
  }
  return {};
}

/// A page that works, near the one that was refused.
struct Nearest {
  std::string_view below, url, zh, en;
};
constexpr std::array<Nearest, 10> nearest{{
    {"/orders/", "/my/orders", "看我的单子", "My orders"},
    {"/activities", "/activities", "看全部活动", "All activities"},
    {"/projects", "/activities", "看全部活动", "All activities"},
    {"/sites", "/sites", "看全部阵地", "All sites"},
    {"/areas", "/sites", "看全部阵地", "All sites"},
    {"/teams", "/teams", "看全部队伍", "All teams"},
    {"/showcase", "/showcase", "看全部风采", "The showcase"},
    {"/pacts", "/pacts", "看全部公约", "All pacts"},
    {"/my", "/my", "回到我的页面", "My page"},
    {"", "/menu", "看看服务菜单", "The service menu"},
}};

}  // namespace

Pages::Pages(PortalParts given) : parts(std::move(given)), service(parts.services) {
  for (const std::string_view marker : required_assets)
    if (!parts.assets.contains(marker))
      throw std::runtime_error("web/dist/manifest.json has no " + std::string(marker) + ": build the web again");
  const json::Document privacy(parts.privacy);
  if (privacy.text("version") != parts.services.rules.privacy_version)
    throw std::runtime_error("data/privacy.json is not version " + parts.services.rules.privacy_version);
}

const std::string& Pages::asset(std::string_view marker) const {
  return parts.assets.find(marker)->second;
}

void Pages::add_caller(View& view, const Actor& actor) {
  if (!actor.signed_in()) {
    view.show("SIGNED_OUT");
    return;
  }
  const Caller caller = service.caller(actor);
  view.show("SIGNED_IN")
      .set("ME", caller.name)
      .set("UNREAD", caller.unread > 99 ? "99+" : std::to_string(caller.unread));
  if (caller.unread > 0) view.show("HAS_UNREAD");
}

std::string Pages::caller_part(const Actor& actor, Language language) {
  View view;
  add_caller(view, actor);
  return templates(language).render("partials/caller.html", view);
}

std::string Pages::part(std::string_view name, const View& view, Language language) const {
  return templates(language).render(name, view);
}

const http::Templates& Pages::templates(Language language) const {
  return language == "en" ? parts.en : parts.zh;
}

View Pages::view(const Request& request, Nav nav, std::string here) {
  const Language language = request.language();
  const bool large = request.cookie("print") == "large";
  const bool high = request.cookie("contrast") == "high";
  if (here.empty()) here = is_own_path(request.target) ? request.target : "/";
  View view;
  view.set("LANG", say(language, "zh-CN", "en")).set("LANG_NEXT", say(language, "en", "zh"));
  view.set("PRINT", large ? "large" : "normal").set("PRINT_NEXT", large ? "normal" : "large");
  view.show(large ? "PRINT_LARGE" : "PRINT_NORMAL");
  view.set("CONTRAST", high ? "high" : "normal").set("CONTRAST_NEXT", high ? "normal" : "high");
  view.show(high ? "CONTRAST_HIGH" : "CONTRAST_NORMAL");
  view.set("HERE", std::move(here)).set("DISTRICT", say(language, parts.district_zh, parts.district_en));
  const auto district = service.district();
  view.set("PHONE", district->phone).set("PHONE_TEL", digits_of(district->phone));
  view.set("PHONE_HOURS", hours_words(district->hours, language)).set("MAP_APPROVAL", district->map_approval);
  if (!district->map_approval.empty()) view.show("MAP_APPROVED");
  if (const std::string_view section = nav_section(nav); !section.empty()) view.show(std::string(section));
  view.set("NOW_MS", std::to_string(now().ms));
  view.set("FORM_KEY", secrets.token_hex(16));
  add_caller(view, request.actor);
  return view;
}

Response Pages::render(const Request& request, std::string_view name, const View& view, Keep keep, int status) {
  Response response = Response::html(templates(request.language()).render(name, view), status);
  // Browsers ask again each time (they do not all heed Vary: Cookie); a proxy in front may keep it for moments.
  const bool shared = keep == Keep::shortly && !request.actor.signed_in();
  response.with("Cache-Control", shared ? "public, max-age=0, s-maxage=5, must-revalidate" : "no-store");
  if (shared) response.with("Vary", "Cookie, Accept-Language");
  return response;
}

Response Pages::refusal(const Request& request, const Error& error) {
  const Language language = request.language();
  if (error.code == ErrorCode::unauthenticated) {
    std::string next = request.target;
    // A form's address is no page: back to the page that has the form.
    if (request.method != http::Method::get) next = next.substr(0, next.rfind('/'));
    return Response::redirect(address("/sign-in", {{"next", is_own_path(next) ? next : "/my"}}));
  }
  View page = view(request, Nav::none, request.method == http::Method::get ? "" : "/");
  page.set("SENTENCE", http::sentence(error.reason, language)).set("REQUEST_ID", request.id);
  View& link = page.add("NEAREST");
  if (error.alternative) {
    link.set("NEAREST_URL", "/orders/" + error.alternative->id).set("NEAREST_TEXT", error.alternative->title);
  } else {
    for (const Nearest& place : nearest) {
      if (!request.path.starts_with(place.below)) continue;
      link.set("NEAREST_URL", std::string(place.url)).set("NEAREST_TEXT", say(language, place.zh, place.en));
      break;
    }
  }
  Response response = render(request, "error.html", page, Keep::never, http::status_of(error.code));
  response.reason = error.reason;
  response.detail = error.detail;
  return response;
}

void Pages::set_instant(View& target, Instant at, Language language) const {
  target.set("AT_TEXT", say_time(at, now(), language)).set("AT_ISO", to_iso(at)).set("AT_MS", at.ms);
}

Pages::Look Pages::look_of(const std::string& category) const {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = looks_.find(category); known != looks_.end()) return known->second;
  }
  const auto categories = parts.services.menu.categories();
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < categories.size(); ++i)
    looks_[categories[i].code] = {categories[i].icon, std::string(hue_of(i)), categories[i].name,
                                  categories[i].name_en};
  const auto known = looks_.find(category);
  return known == looks_.end() ? Look{"hand-heart", "rose", category, category} : known->second;
}

void Pages::set_category(View& view, const std::string& category, Language language) const {
  const Look look = look_of(category);
  view.set("ICON", look.icon).set("HUE", look.hue).set("CATEGORY_NAME", say(language, look.name, look.name_en));
}

void Pages::add_categories(View& list, const std::vector<menu::CategoryCount>& categories, Language language) const {
  for (const menu::CategoryCount& category : categories) {
    const Look look = look_of(category.code);
    list.add("CATEGORIES")
        .set("CATEGORY_ID", category.code)
        .set("CATEGORY_NAME", say(language, category.name, category.name_en))
        .set("ICON", look.icon)
        .set("HUE", look.hue);
  }
}

void Pages::add_item(View& list, const menu::MenuItem& item, Language language) const {
  const Look look = look_of(item.item.category);
  View& card = list.add("ITEMS");
  card.set("ID", item.item.id.str()).set("NAME", say(language, item.item.name, item.name_en));
  card.set("SUMMARY", item.summary).set("ICON", look.icon).set("HUE", look.hue);
  card.set("WHERE", where_words(item.item.place, language));
  const std::string count = std::to_string(item.offered_by);
  card.set("PROVIDER", item.offered_by == 0
                           ? say(language, "由中心安排", "Arranged by the center")
                           : count + say(language, " 个阵地和队伍提供", " sites and teams offer it"));
  if (item.figures.ratings == 0) return;
  const std::int64_t tenths = (menu::average_e2(item.figures) + 5) / 10;
  card.show("RATED");
  card.set("RATING", std::to_string(tenths / 10) + "." + std::to_string(tenths % 10));
  card.set("RATING_COUNT", grouped(item.figures.ratings));
}

void Pages::add_site(View& list, const sites::Site& site, Language language) const {
  const auto hours = parse_hours(site.hours);
  View& card = list.add("SITES");
  card.set("ID", site.id.str()).set("NAME", site.name).set("KIND_NAME", kind_words(site.kind, language));
  card.set("ADDRESS", site.address).set("ART", asset(art_of(site.kind, site.name)));
  const bool operating = site.state == sites::SiteState::operating;
  card.set("OPEN_TEXT",
           operating ? today_words(hours, now(), language) : say(language, "暂不开放", "Not open for now"));
  if (site.demonstration) card.show("DEMONSTRATION");
  if (operating && is_open(hours, now())) card.show("OPEN_NOW");
}

void Pages::add_team(View& list, const teams::Team& team) const {
  std::size_t sum = 0;
  for (const char c : team.code) sum += static_cast<unsigned char>(c);
  View& card = list.add("TEAMS");
  card.set("ID", team.id.str()).set("NAME", team.name).set("SUMMARY", team.summary);
  card.set("ICON", "users").set("HUE", std::string(hue_of(sum)));
  card.set("MEMBERS", grouped(team.members)).set("SERVED", grouped(team.completed));
}

View& Pages::add_activity(View& list, const activities::store::RowView& row, Language language) const {
  const Instant starts{row.starts_ms};
  const LocalDate day = local_date(starts);
  View& card = list.add("ACTIVITIES");
  card.set("ID", row.id.str()).set("NAME", row.title).set("SUMMARY", row.summary).set("PLACE", row.place);
  set_category(card, row.category, language);
  card.set("DAY", day.day).set("MONTH", month_words(day, language)).set("WEEKDAY", weekday_words(day, language));
  card.set("AT_ISO", to_iso(starts));
  card.set("WHEN_TEXT", row.shifts == 1 ? span_words(starts, {row.ends_ms})
                                        : std::to_string(row.shifts) + say(language, " 个班次", " shifts"));
  const Places places{row.state,    row.mode, row.drawn,  {row.opens_ms}, {row.closes_ms}, {row.last_starts_ms},
                      row.capacity, row.open, row.waiting};
  const Badge badge = places_words(places, now(), language);
  card.set("PLACES_TEXT", badge.text).set("PLACES_HUE", badge.hue);
  if (row.hazardous) card.show("HAZARDOUS");
  if (row.distance_m) card.add("FAR").set("FAR_TEXT", distance_words(*row.distance_m, language));
  return card;
}

void Pages::add_article(View& list, const content::store::RowView& row, Language language) const {
  View& card = list.add("ARTICLES");
  card.set("ID", row.article.id.str()).set("NAME", row.article.title).set("SUMMARY", row.summary);
  card.set("COLUMN_NAME", say(language, row.column_name, row.column_name_en)).set("SLUG", row.column_slug);
  set_instant(card, row.article.published.value_or(row.article.changed), language);
  if (!row.cover.hash.empty())
    card.add("COVER").set("COVER_URL", content::picture_path(row.cover, 480)).set("ALT", row.cover_alt);
}

void Pages::add_book(View& list, const books::store::RowView& row) const {
  const books::Book& book = row.book;
  View& card = list.add("BOOKS");
  card.set("ID", book.id.str()).set("NAME", book.words.title).set("CREATOR", book.words.creator);
  card.set("SUMMARY", book.words.summary).set("CHAPTERS", book.chapters);
  set_cover(card, row);
}

void Pages::set_cover(View& view, const books::store::RowView& row) const {
  if (!row.cover.hash.empty()) {
    view.add("COVER").set("COVER_URL", content::picture_path(row.cover, 480));
    return;
  }
  std::size_t sum = 0;
  for (const char c : row.book.words.title) sum += static_cast<unsigned char>(c);
  view.add("DRAWN").set("HUE", std::string(hue_of(sum)));
}

void show_either(View& view, bool has, std::string_view what) {
  view.show((has ? "HAS_" : "NO_") + std::string(what));
}

void add_pager(View& view, const Pager& pager) {
  if (!pager.next && pager.cursor.empty()) return;
  view.show("PAGED").set("PAGE_TEXT", "");
  if (!pager.cursor.empty()) view.add("PREVIOUS").set("PREVIOUS_URL", address(pager.path, pager.query));
  if (!pager.next) return;
  auto query = pager.query;
  query.emplace_back(pager.cursor_name, *pager.next);
  view.add("NEXT").set("NEXT_URL", address(pager.path, query));
}

void add_errors(View& view, const std::vector<FieldError>& errors, Language language) {
  if (errors.empty()) return;
  View& list = view.add("FORM_ERRORS");
  for (const FieldError& error : errors) {
    const std::string words = http::sentence(error.reason, language);
    list.add("FORM_ERROR").set("FIELD", error.field).set("ERROR", words);
    view.add(error_section(error.field)).set("ERROR", words);
  }
}

namespace {

/// Its alternative is what is in the way, and nothing to go to.
bool is_overlap(const Error& error) {
  return error.reason.find("overlap") != std::string::npos;
}

}  // namespace

std::string refusal_words(const Error& error, Language language) {
  const std::string sentence(http::sentence(error.reason, language));
  if (!is_overlap(error) || !error.alternative) return sentence;
  return sentence + say(language, "冲突的是：", " In the way: ") + error.alternative->title;
}

void add_refusal(View& view, const Error& error, Language language) {
  View& refusal = view.add("FORM_REFUSAL");
  refusal.set("REFUSAL", refusal_words(error, language));
  if (error.alternative && !is_overlap(error))
    refusal.add("REFUSAL_LINK")
        .set("LINK_URL", "/orders/" + error.alternative->id)
        .set("LINK_TEXT", error.alternative->title);
}

std::string SentForm::trimmed(std::string_view text) {
  return trim(text);
}

Result<SentForm> read_form(const Request& request) {
  auto form = http::Form::parse(request);
  if (!form) return form.error();
  std::string key(form->get("_key"));
  if (key.empty() || key.size() > 64) return Error::invalid("idempotency.missing");
  for (const char c : key)
    if (c <= ' ' || c >= 0x7f) return Error::invalid("idempotency.missing");
  return SentForm{std::move(*form), std::move(key)};
}

std::string degrees(std::optional<std::int64_t> e6) {
  if (!e6) return {};
  const std::int64_t size = std::abs(*e6);
  std::string rest = std::to_string(size % 1'000'000);
  rest.insert(0, 6 - rest.size(), '0');
  return (*e6 < 0 ? "-" : "") + std::to_string(size / 1'000'000) + "." + rest;
}

std::string address(std::string_view path, const std::vector<std::pair<std::string, std::string>>& query) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/";
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string url(path);
  char before = '?';
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    url.append(1, before).append(name).append(1, '=');
    before = '&';
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      if (plain.find(c) != std::string_view::npos)
        url += c;
      else
        url.append(1, '%').append(1, hex[byte >> 4U]).append(1, hex[byte & 15U]);
    }
  }
  return url;
}

}  // namespace ws::portal
