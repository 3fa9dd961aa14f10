// My stars and their publicity, my year, training: thanks and recognition, without comparing anybody with anybody.
#include <charconv>

#include "base/text.h"
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t page_size = 20;
constexpr int years_shown = 5;
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string stars_of(int level) {
  std::string stars;
  for (int i = 0; i < level; ++i) stars += "★";
  return stars;
}

std::string level_words(int level, Language language) {
  return say(language, std::to_string(level) + " 星志愿者", std::to_string(level) + "-star volunteer");
}

struct Words {
  std::string name, hue, text;
};

Words star_state(const stars::store::Application& star, Instant now, Language language) {
  switch (star.state) {
    case stars::State::applied:
      return {say(language, "审核中", "Under review"), "warn",
              say(language, "工作人员正在核对，通过后公示。", "Staff are looking at it; then it is publicised.")};
    case stars::State::declined:
      return {say(language, "未通过", "Declined"), "calm", star.reason};
    case stars::State::publicised:
      return {say(language, "公示中", "Publicised"), "brand",
              say(language, "公示到 ", "Publicised until ") + say_time(*star.until, now, language)};
    case stars::State::granted:
      return {say(language, "已授予", "Granted"), "good",
              to_text(local_date(star.granted.value_or(now))) + say(language, " 授予，只增不减", ", for good")};
  }
  return {};
}

void add_level(Pages& pages, View& list, const stars::StarService::Level& level, std::int64_t minutes,
               Language language) {
  View& row = list.add("LEVELS");
  row.set("LEVEL", level.level).set("STARS", stars_of(level.level)).set("NAME", level_words(level.level, language));
  row.set("NEEDS_TEXT", minutes_words(level.minutes, language));
  row.set("PERCENT", std::min<std::int64_t>(100, minutes * 100 / level.minutes));
  const bool applied = level.application && level.application->state != stars::State::declined;
  if (level.reached && !applied) row.show("MAY_APPLY");
  if (!level.reached) row.add("TO_GO").set("TO_GO_TEXT", minutes_words(level.minutes - minutes, language));
  if (!level.application) return;
  const Words words = star_state(*level.application, pages.now(), language);
  row.add("APPLIED").set("STATE_NAME", words.name).set("STATE_HUE", words.hue).set("STATE_TEXT", words.text);
}

Response my_stars_page(Pages& pages, const Request& request, const Error* refused) {
  const Language language = request.language();
  View view = pages.view(request, Nav::my, "/my/stars");
  if (!request.actor.volunteer) {
    view.show("NOT_VOLUNTEER");
    return pages.render(request, "my_stars.html", view);
  }
  const auto mine = pages.parts.services.stars.mine(request.actor);
  View& own = view.add("VOLUNTEER");
  own.set("MINUTES_TEXT", minutes_words(mine.minutes, language));
  own.set("PUBLICITY_DAYS", pages.parts.services.rules.policy.star_publicity_working_days);
  if (refused) add_refusal(own, *refused, language);
  for (const auto& level : mine.levels) add_level(pages, own, level, mine.minutes, language);
  return pages.render(request, "my_stars.html", view, Keep::never, refused ? 422 : 200);
}

/// 0 for what is no number: there is no such level and no such year.
int number_of(std::string_view text) {
  int number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc() && end == text.data() + text.size() ? number : 0;
}

Task<Response> apply(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  idempotency::Key key{request.actor.person, sent->key, "portal.apply_star", request.body};
  auto applying = pages.parts.services.stars.apply(request.actor, std::move(key), number_of(sent->get("level")));
  const auto applied = co_await applying;
  if (applied) co_return Response::redirect("/my/stars");
  co_return my_stars_page(pages, request, &applied.error());
}

// ---- publicity

struct Objected {
  std::string star, text;
  std::optional<Error> refusal = {};
};

Response publicity_page(Pages& pages, const Request& request, const Objected& asked) {
  const Language language = request.language();
  const std::string cursor(is_ulid(request.q("before")) ? request.q("before") : "");
  const auto page = pages.parts.services.stars.publicised(cursor, page_size);
  View view = pages.view(request, Nav::none, "/stars/publicity");
  view.set("PUBLICITY_DAYS", pages.parts.services.rules.policy.star_publicity_working_days);
  if (request.q("sent") == "1") view.show("SENT");
  show_either(view, !page.items.empty(), "PUBLICISED");
  for (const auto& star : page.items) {
    View& row = view.add("PUBLICISED");
    const bool again = asked.star == star.id.str();
    row.set("ID", star.id.str()).set("WHO", mask_name(star.volunteer_name)).set("SITE_NAME", star.site_name);
    row.set("STARS", stars_of(star.level)).set("NAME", level_words(star.level, language));
    row.set("UNTIL_TEXT", say_time(star.until.value_or(pages.now()), pages.now(), language));
    row.set("F_TEXT", again ? asked.text : "");
    if (again) row.show("OPEN").add("WRONG").set("ERROR", http::sentence(asked.refusal->reason, language));
  }
  add_pager(view, {"/stars/publicity", {}, "before", cursor, page.next});
  return pages.render(request, "star_publicity.html", view, Keep::never, asked.refusal ? 422 : 200);
}

Task<Response> object(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const auto star = StarId::parse(request.params.at(0));
  if (!star) co_return pages.refusal(request, Error::not_found("star.not_found"));
  Objected asked{star->str(), sent->get("text")};
  if (code_points(asked.text) < 4 || code_points(asked.text) > 500 || has_control_characters(asked.text)) {
    asked.refusal = Error::invalid("field.length", "text");
    co_return publicity_page(pages, request, asked);
  }
  idempotency::Key key{request.actor.person, sent->key, "portal.object_star", request.target + "\n" + request.body};
  auto objecting = pages.parts.services.stars.object(request.actor, std::move(key), *star, asked.text);
  const auto objected = co_await objecting;
  if (objected) co_return Response::redirect("/stars/publicity?sent=1");
  if (objected.error().code == ErrorCode::not_found) co_return pages.refusal(request, objected.error());
  asked.refusal = objected.error();
  co_return publicity_page(pages, request, asked);
}

// ---- my year

std::string milestone_words(const thanks::Milestone& milestone, Language language) {
  const std::string reached = std::to_string(milestone.reached);
  if (milestone.kind == "hours") return say(language, "服务满 " + reached + " 小时", reached + " hours of service");
  if (milestone.reached == 1) return say(language, "第一次志愿服务", "The first service");
  return say(language, "第 " + reached + " 次志愿服务", reached + " services");
}

void add_months(View& view, const thanks::Review& review, Language language) {
  std::int64_t most = 1;
  for (const std::int64_t minutes : review.minutes_by_month) most = std::max(most, minutes);
  for (std::size_t i = 0; i < review.minutes_by_month.size(); ++i) {
    const std::string month = std::to_string(i + 1);
    view.add("MONTHS")
        .set("LABEL", say(language, month + " 月", month_names.at(i)))
        .set("PERCENT", review.minutes_by_month[i] * 100 / most)
        .set("VALUE", minutes_words(review.minutes_by_month[i], language));
  }
}

void add_review(Pages& pages, View& view, const thanks::ThanksService::Year& year, Language language) {
  const thanks::Review& review = year.review;
  const auto figure = [&](std::string_view zh, std::string_view en, std::string value) {
    view.add("FIGURES").set("LABEL", say(language, zh, en)).set("VALUE", std::move(value));
  };
  figure("服务次数", "Services", grouped(review.services));
  figure("服务时长", "Time given", minutes_words(review.minutes, language));
  figure("出门的日子", "Days", grouped(review.days));
  figure("去过的阵地", "Places", grouped(review.sites));
  add_months(view, review, language);
  for (const thanks::Part& kind : review.kinds)
    view.add("PARTS")
        .set("NAME", kind.title)
        .set("SERVICES", kind.services)
        .set("MINUTES_TEXT", minutes_words(kind.minutes, language));
  show_either(view, !year.milestones.empty(), "MILESTONES");
  for (const auto& said : year.milestones) {
    View& row = view.add("MILESTONES");
    row.set("MILESTONE_TEXT", milestone_words(said.milestone, language));
    pages.set_instant(row, said.at, language);
  }
}

Response year_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const int asked = number_of(request.params.at(0));
  View view = pages.view(request, Nav::my);
  view.set("YEAR", asked);
  if (!request.actor.volunteer) {
    view.show("NOT_VOLUNTEER");
    return pages.render(request, "my_year.html", view);
  }
  const auto year = pages.parts.services.thanks.year(request.actor, asked);
  if (!year) return pages.refusal(request, year.error());
  View& own = view.add("VOLUNTEER");
  const int now = local_date(pages.now()).year;
  for (int other = now; other > now - years_shown; --other) {
    View& chip = own.add("YEARS");
    chip.set("OTHER_YEAR", other);
    if (other == asked) chip.show("YEAR_CURRENT");
  }
  show_either(own, year->review.services > 0, "SERVED");
  add_review(pages, own, *year, language);
  return pages.render(request, "my_year.html", view);
}

// ---- training

Words training_state(const training::store::Record& record, Language language) {
  if (record.state == "recorded")
    return {say(language, "待确认", "Waiting"), "warn",
            say(language, "已登记，等另一位工作人员确认。", "Recorded; a second person confirms it.")};
  if (record.state == "rejected") return {say(language, "未认可", "Rejected"), "calm", record.reason};
  const auto day = parse_day(record.day);
  if (record.course.valid_months == 0 || !day)
    return {say(language, "有效", "Valid"), "good", say(language, "长期有效", "For good")};
  const LocalDate until = training::valid_until(*day, record.course.valid_months);
  return {say(language, "有效", "Valid"), "good", say(language, "有效期到 ", "Valid until ") + to_text(until)};
}

Response training_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  training::TrainingService& service = pages.parts.services.training;
  View view = pages.view(request, Nav::none, "/training");
  const auto courses = service.courses();
  show_either(view, !courses.empty(), "COURSES");
  for (const training::Course& course : courses) {
    const std::string months = std::to_string(course.valid_months);
    view.add("COURSES")
        .set("NAME", course.title)
        .set("VALID_TEXT", course.valid_months == 0
                               ? say(language, "一次培训，长期有效", "Once and for good")
                               : say(language, "有效期 " + months + " 个月", "Valid for " + months + " months"));
  }
  if (!request.actor.volunteer) return pages.render(request, "training.html", view, Keep::shortly);
  const auto mine = service.mine(request.actor, "", page_size);
  View& own = view.add("VOLUNTEER");
  show_either(own, !mine.items.empty(), "RECORDS");
  for (const auto& record : mine.items) {
    const Words words = training_state(record, language);
    own.add("RECORDS")
        .set("NAME", record.course.title)
        .set("DAY", record.day)
        .set("TRAINER", record.trainer)
        .set("STATE_NAME", words.name)
        .set("STATE_HUE", words.hue)
        .set("STATE_TEXT", words.text);
  }
  return pages.render(request, "training.html", view);
}

}  // namespace

void add_recognition_routes(http::Routes& routes, Pages& pages) {
  routes.get("/my/stars", Access::signed_in,
             http::handler([&pages](Request& request) { return my_stars_page(pages, request, nullptr); }));
  routes.post("/my/stars", Access::signed_in, [&pages](Request& request) { return apply(pages, request); });
  routes.get("/stars/publicity", Access::everyone,
             http::handler([&pages](Request& request) { return publicity_page(pages, request, {}); }));
  routes.post("/stars/publicity/{id}", Access::signed_in,
              [&pages](Request& request) { return object(pages, request); });
  routes.get("/my/years", Access::signed_in, http::handler([&pages](Request&) {
               return Response::redirect("/my/years/" + std::to_string(local_date(pages.now()).year));
             }));
  routes.get("/my/years/{year}", Access::signed_in,
             http::handler([&pages](Request& request) { return year_page(pages, request); }));
  routes.get("/training", Access::everyone,
             http::handler([&pages](Request& request) { return training_page(pages, request); }));
}

}  // namespace ws::portal
