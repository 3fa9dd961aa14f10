#include "portal/portal_service.h"

#include <algorithm>
#include <charconv>

#include "base/identity.h"
#include "base/json.h"
#include "base/text.h"

namespace ws::portal {
namespace {

constexpr std::int64_t remembered_us = 30'000'000;
constexpr std::string_view draft_context = "portal.draft";
constexpr std::string_view signup_context = "portal.signup_draft";
constexpr std::int64_t draft_ms = 30 * minute_ms;
constexpr std::int64_t lately_ms = 30 * day_ms;
constexpr std::int64_t home_activities = 6;
constexpr std::int64_t home_news = 3;

Instant first_of_year(Instant now) {
  return start_of_day({local_date(now).year, 1, 1});
}

/// Three for the home page: demonstration sites first, then in the order of the tree.
std::vector<sites::Site> shown_sites(std::vector<sites::Site> all) {
  std::erase_if(all, [](const sites::Site& site) { return site.state != sites::SiteState::operating; });
  std::stable_partition(all.begin(), all.end(), [](const sites::Site& site) { return site.demonstration; });
  if (all.size() > 3) all.resize(3, all.front());
  return all;
}

std::string form_json(const OrderForm& form) {
  json::Writer out;
  out.begin();
  for (const FormField& field : order_fields()) out.field(field.name, form.*field.value);
  out.field("_key", form.key);
  return std::move(out.end()).take();
}

std::string signup_json(const SignupForm& form) {
  json::Writer out;
  out.begin()
      .field("activity", form.activity)
      .field("role", form.role)
      .field("companions", form.companions)
      .field("note", form.note)
      .field("_key", form.key);
  return std::move(out.end()).take();
}

}  // namespace

std::vector<OpenSpan> parse_hours(const std::string& text) {
  std::vector<OpenSpan> hours;
  const json::Document document(text.empty() ? "[]" : text);
  for (const json::Document& span : document.items(""))
    hours.push_back({span.integers("days"), span.text("open").value_or(""), span.text("close").value_or("")});
  return hours;
}

template <class T, class Read>
std::shared_ptr<const T> PortalService::fresh(Remembered<T>& remembered, Read read) {
  const std::int64_t now_us = use.clock.ticks_us();
  {
    const std::lock_guard lock(mutex_);
    if (remembered.value && now_us - remembered.read_us < remembered_us) return remembered.value;
    // Others go on with what is there while this one reads.
    remembered.read_us = now_us;
  }
  auto value = std::make_shared<const T>(read());
  const std::lock_guard lock(mutex_);
  remembered.value = value;
  return value;
}

std::shared_ptr<const District> PortalService::district() {
  return fresh(district_, [this] {
    District district;
    if (const auto centers = use.sites.list({"center", {}, {}, {}}); centers && !centers->empty()) {
      district.phone = centers->front().phone;
      district.hours = parse_hours(centers->front().hours);
    }
    if (const auto boundary = use.sites.boundary()) district.map_approval = boundary->approval_number;
    if (district.phone.empty()) {
      district.phone = "12345";
      district.hours = {{{1, 2, 3, 4, 5, 6, 7}, "00:00", "24:00"}};
    }
    return district;
  });
}

std::shared_ptr<const Home> PortalService::home() {
  return fresh(home_, [this] {
    const Instant now = use.clock.now();
    Home home;
    home.at = now;
    use.database.read([&](db::Reader& reader) {
      home.figures = store::figures(reader, first_of_year(now));
      home.recent = store::recent(reader, now.plus_ms(-lately_ms), 3);
      home.hot = store::hot(reader, now.plus_ms(-lately_ms), 4);
      return true;
    });
    home.categories = use.menu.categories();
    activities::store::Filter next;
    next.states = {activities::State::recruiting};
    next.from = now;
    next.has_places = true;
    next.limit = home_activities;
    home.activities = use.activities.list(std::move(next), {}).rows;
    if (auto latest = use.articles.published("", "", home_news)) home.news = std::move(latest->rows);
    if (auto all = use.sites.list({})) home.sites = shown_sites(std::move(*all));
    return home;
  });
}

Caller PortalService::caller(const Actor& actor) {
  return use.database.read([&](db::Reader& reader) {
    return Caller{people::find_name(reader, actor.person).value_or(""), notices::unread(reader, actor.person)};
  });
}

Profile PortalService::profile(const Actor& actor) {
  return use.database.read([&](db::Reader& reader) {
    const std::string sealed = store::mobile_sealed(reader, actor.person);
    Profile profile;
    profile.name = people::find_name(reader, actor.person).value_or("");
    profile.mobile = use.vault.open(sealed, people::mobile_context).value_or("");
    profile.mobile_masked = mask_mobile(profile.mobile);
    return profile;
  });
}

Bars PortalService::bars(const MenuItemId& item) {
  return use.database.read([&](db::Reader& reader) { return store::bars(reader, item); });
}

std::string PortalService::skill_name(const std::string& code, Language language) {
  const auto skills = fresh(skills_, [&] { return use.menu.skills(); });
  for (const menu::Skill& skill : *skills)
    if (skill.code == code) return say(language, skill.name, skill.name_en);
  return {};
}

std::vector<sites::Site> PortalService::operating_sites() {
  auto all = use.sites.list({});
  if (!all) return {};
  std::vector<sites::Site> found = std::move(*all);
  std::erase_if(found, [](const sites::Site& site) { return site.state != sites::SiteState::operating; });
  return found;
}

std::vector<teams::Brief> PortalService::led_teams(const Actor& actor) {
  if (!actor.signed_in()) return {};
  return use.database.read([&](db::Reader& reader) { return teams::led_by(reader, actor); });
}

OwnOrders PortalService::own_orders(const Actor& actor, const std::string& group, const std::string& before,
                                    std::int64_t limit) {
  return use.database.read([&](db::Reader& reader) {
    OwnOrders page;
    page.rows = store::own_orders(reader, actor.person, group, before, limit + 1);
    if (static_cast<std::int64_t>(page.rows.size()) > limit) {
      page.rows.pop_back();
      page.next = page.rows.back().id.str();
    }
    for (const store::StateCount& count : store::own_counts(reader, actor.person)) {
      page.counts[""] += count.orders;
      page.counts[std::string(group_of(count.state))] += count.orders;
    }
    return page;
  });
}

Result<orders::PlaceOrder> PortalService::wish_of(const OrderForm& form) const {
  orders::PlaceOrder wish;
  if (!form.item.empty()) {
    const auto item = MenuItemId::parse(form.item);
    if (!item) return Error::invalid("order.menu_item", "menu_item_id");
    wish.menu_item = *item;
  }
  wish.need = told_need(form);
  wish.place = form.place == "site" ? "site" : "home";
  wish.starts = wished_start(form.date, form.slot, use.clock.now()).value_or(Instant{});
  wish.contact_name = form.contact_name;
  wish.contact_mobile = form.contact_mobile;
  wish.address = wish.place == "home" ? form.address : "";
  wish.consent_version = form.consent_version;
  use.database.read([&](db::Reader& reader) {
    wish.site = wish.place == "site" ? SiteId(form.site) : store::responsible_site(reader, form.town);
    if (wish.menu_item.empty()) wish.category = store::first_category(reader);
    return true;
  });
  return wish;
}

Task<Result<orders::Changed>> PortalService::place(Actor actor, OrderForm form) {
  Result<orders::PlaceOrder> wish = wish_of(form);
  if (!wish) co_return wish.error();
  idempotency::Key key{actor.person, form.key, "portal.place", form_json(form)};
  orders::OrderService::Body body = [actor = std::move(actor), wish = std::move(*wish)](
                                        db::Tx& tx, const orders::Steps& steps, Instant now) {
    return steps.place(tx, actor, wish, now);
  };
  auto waiting = use.orders.run(std::move(key), std::move(body));
  Result<orders::Changed> placed = co_await waiting;
  if (placed) co_return placed;
  Error refusal = placed.error();
  refusal.field = form_field(refusal.field, form.place != "site");
  co_return refusal;
}

Task<Result<orders::Changed>> PortalService::confirm_presence(idempotency::Key key, Actor actor, OrderId id) {
  const auto page = use.orders.detail(actor, id);
  if (!page) co_return page.error();
  std::vector<PersonId> expected, inside;
  for (const orders::CrewView& member : page->crew) {
    if (!member.in_ms) expected.push_back(member.volunteer);
    if (member.in_ms && !member.out_ms) inside.push_back(member.volunteer);
  }
  const std::string kind = expected.empty() ? "out" : "in";
  const std::vector<PersonId> people = expected.empty() ? inside : expected;
  if (people.empty()) co_return Error::conflict("order.state");
  orders::OrderService::Body body = [actor, id, kind, people](db::Tx& tx, const orders::Steps& steps,
                                                              Instant now) -> Result<orders::Changed> {
    Result<orders::Changed> changed = Error::conflict("order.state");
    for (const PersonId& volunteer : people) {
      changed = steps.confirm_presence(tx, actor, id, volunteer, kind, now);
      if (!changed) return changed;
    }
    return changed;
  };
  auto waiting = use.orders.run(std::move(key), std::move(body));
  Result<orders::Changed> confirmed = co_await waiting;
  co_return confirmed;
}

std::string PortalService::seal_text(const std::string& text, std::string_view context) const {
  json::Writer out;
  out.begin().field("until_ms", use.clock.now().plus_ms(draft_ms).ms).field("form", text).end();
  return use.vault.seal(out.take(), context);
}

std::optional<std::string> PortalService::open_text(std::string_view sealed, std::string_view context) const {
  if (sealed.empty()) return std::nullopt;
  const auto text = use.vault.open(sealed, context);
  if (!text || text->empty()) return std::nullopt;
  const json::Document draft(*text);
  if (draft.integer("until_ms").value_or(0) < use.clock.now().ms) return std::nullopt;
  return draft.text("form");
}

std::string PortalService::seal(const OrderForm& form) const {
  return seal_text(form_json(form), draft_context);
}

std::optional<OrderForm> PortalService::open(std::string_view sealed) const {
  const auto text = open_text(sealed, draft_context);
  if (!text) return std::nullopt;
  const json::Document fields(*text);
  OrderForm form;
  for (const FormField& field : order_fields()) form.*field.value = fields.text(field.name).value_or("");
  form.key = fields.text("_key").value_or("");
  return form;
}

std::string PortalService::seal(const SignupForm& form) const {
  return seal_text(signup_json(form), signup_context);
}

std::optional<SignupForm> PortalService::open_signup(std::string_view sealed) const {
  const auto text = open_text(sealed, signup_context);
  if (!text) return std::nullopt;
  const json::Document fields(*text);
  const auto field = [&](std::string_view name) { return fields.text(name).value_or(""); };
  return SignupForm{field("activity"), field("role"), field("companions"), field("note"), field("_key")};
}

Task<Result<std::string>> PortalService::sign_up(Actor actor, SignupForm form) {
  namespace act = activities;
  act::SignUp wish;
  std::from_chars(form.companions.data(), form.companions.data() + form.companions.size(), wish.companions);
  wish.note = form.note;
  idempotency::Key key{actor.person, form.key, "portal.sign_up", signup_json(form)};
  act::ActivityService::Body body = [actor = std::move(actor), wish, role = ShiftRoleId(form.role)](
                                        db::Tx& tx, const act::ActivitySteps& steps,
                                        Instant now) -> Result<std::string> {
    const auto signed_up = steps.signups().sign_up(tx, actor, role, wish, now);
    if (!signed_up) return signed_up.error();
    return signed_up->id.str();
  };
  auto waiting = use.activities.run(std::move(key), std::move(body));
  Result<std::string> done = co_await waiting;
  co_return done;
}

Task<Result<std::string>> PortalService::step(Actor actor, SignupId id, SignupStep step, std::string form_key) {
  namespace act = activities;
  idempotency::Key key{actor.person, std::move(form_key), "portal.signup_step",
                       id.str() + std::to_string(static_cast<int>(step))};
  act::ActivityService::Body body = [actor = std::move(actor), id, step](db::Tx& tx, const act::ActivitySteps& steps,
                                                                         Instant now) -> Result<std::string> {
    const act::SignupSteps& signups = steps.signups();
    const auto moved = step == SignupStep::accept    ? signups.accept(tx, actor, id, now)
                       : step == SignupStep::decline ? signups.decline(tx, actor, id, now)
                                                     : signups.cancel(tx, actor, id, {}, now);
    if (!moved) return moved.error();
    return moved->id.str();
  };
  auto waiting = use.activities.run(std::move(key), std::move(body));
  Result<std::string> done = co_await waiting;
  co_return done;
}

}  // namespace ws::portal
