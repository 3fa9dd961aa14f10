// My record as a volunteer, my children, leaving, and getting an account back.
#include "portal/portal_volunteer_api.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;
using volunteers::FreeTime;
using volunteers::GuardianState;

struct Choice {
  std::string_view value, zh, en;
};

constexpr std::array<Choice, 4> id_types{{{"resident_id", "居民身份证", "Resident identity card"},
                                          {"hk_macao_permit", "港澳居民来往内地通行证", "Hong Kong or Macao permit"},
                                          {"taiwan_permit", "台湾居民来往大陆通行证", "Taiwan permit"},
                                          {"passport", "护照", "Passport"}}};
constexpr std::array<Choice, 4> relations{{{"mother", "母亲", "Mother"},
                                           {"father", "父亲", "Father"},
                                           {"grandparent", "祖父母或外祖父母", "Grandparent"},
                                           {"other", "其他监护人", "Another guardian"}}};
constexpr std::array<Choice, 7> weekdays{{{"1", "周一", "Mon"},
                                          {"2", "周二", "Tue"},
                                          {"3", "周三", "Wed"},
                                          {"4", "周四", "Thu"},
                                          {"5", "周五", "Fri"},
                                          {"6", "周六", "Sat"},
                                          {"7", "周日", "Sun"}}};
struct PartOfDay {
  std::int64_t from, until;
  std::string_view zh, en;
};
constexpr std::array<PartOfDay, 3> parts{{{9 * 60, 11 * 60 + 30, "上午", "Morning"},
                                          {14 * 60, 17 * 60 + 30, "下午", "Afternoon"},
                                          {18 * 60 + 30, 21 * 60 + 30, "晚上", "Evening"}}};

template <std::size_t count>
void add_options(View& view, const char* section, const std::array<Choice, count>& choices, std::string_view chosen,
                 Language language) {
  for (const Choice& choice : choices) {
    View& option = view.add(section);
    option.set("VALUE", std::string(choice.value)).set("LABEL", say(language, choice.zh, choice.en));
    if (choice.value == chosen) option.show("SELECTED");
  }
}

template <std::size_t count>
std::string words_for(const std::array<Choice, count>& choices, std::string_view value, Language language) {
  const auto found =
      std::find_if(choices.begin(), choices.end(), [&](const Choice& one) { return one.value == value; });
  return found == choices.end() ? std::string(value) : say(language, found->zh, found->en);
}

std::string clock_words(std::int64_t minute) {
  const std::string rest = std::to_string(minute % 60);
  return std::to_string(minute / 60) + ":" + (rest.size() == 1 ? "0" : "") + rest;
}

void add_slot(View& day, const FreeTime& time, const std::string& label, bool checked) {
  View& slot = day.add("SLOTS");
  slot.set("VALUE", std::to_string(time.weekday) + "-" + std::to_string(time.from_minute) + "-" +
                        std::to_string(time.until_minute));
  slot.set("LABEL", label);
  if (checked) slot.show("CHECKED");
}

bool same(const FreeTime& a, const FreeTime& b) {
  return a.weekday == b.weekday && a.from_minute == b.from_minute && a.until_minute == b.until_minute;
}

std::optional<FreeTime> parse_time(std::string_view text) {
  const auto pieces = split(text, '-');
  if (pieces.size() != 3) return std::nullopt;
  std::array<std::int64_t, 3> numbers{};
  for (std::size_t i = 0; i < 3; ++i) {
    const char* end = pieces[i].data() + pieces[i].size();
    const auto read = std::from_chars(pieces[i].data(), end, numbers.at(i));
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  }
  return FreeTime{numbers[0], numbers[1], numbers[2]};
}

}  // namespace

void add_id_types(View& view, std::string_view chosen, Language language) {
  add_options(view, "ID_TYPES", id_types, chosen, language);
}

void add_relations(View& view, std::string_view chosen, Language language) {
  add_options(view, "RELATIONS", relations, chosen, language);
}

void add_skills(Pages& pages, View& view, const std::vector<std::string>& chosen, Language language) {
  for (const menu::Skill& skill : pages.parts.services.menu.skills()) {
    View& option = view.add("SKILLS");
    option.set("VALUE", skill.code).set("LABEL", say(language, skill.name, skill.name_en));
    if (std::find(chosen.begin(), chosen.end(), skill.code) != chosen.end()) option.show("CHECKED");
  }
}

void add_week(View& view, const std::vector<FreeTime>& chosen, Language language) {
  for (std::int64_t weekday = 1; weekday <= 7; ++weekday) {
    const Choice& name = weekdays.at(static_cast<std::size_t>(weekday - 1));
    View& day = view.add("DAYS");
    day.set("DAY_NAME", say(language, name.zh, name.en));
    std::vector<FreeTime> others;
    for (const FreeTime& time : chosen)
      if (time.weekday == weekday) others.push_back(time);
    for (const PartOfDay& part : parts) {
      const FreeTime time{weekday, part.from, part.until};
      const auto held = std::find_if(others.begin(), others.end(), [&](const FreeTime& o) { return same(o, time); });
      add_slot(day, time, say(language, part.zh, part.en), held != others.end());
      if (held != others.end()) others.erase(held);
    }
    for (const FreeTime& time : others)
      add_slot(day, time, clock_words(time.from_minute) + "–" + clock_words(time.until_minute), true);
  }
}

std::vector<std::string> chosen_skills(const http::Form& form) {
  std::vector<std::string> skills;
  for (const auto& [name, value] : form.fields())
    if (name == "skill") skills.push_back(value);
  return skills;
}

std::vector<FreeTime> chosen_times(const http::Form& form) {
  std::vector<FreeTime> times;
  for (const auto& [name, value] : form.fields())
    if (name == "time")
      if (const auto time = parse_time(value)) times.push_back(*time);
  return times;
}

namespace {

// ---- my record

struct StateWords {
  std::string name, hue, text;
};
StateWords state_words_of(const volunteers::Detail& detail, Language language) {
  using volunteers::State;
  const bool asks_guardian = detail.age && *detail.age != volunteers::AgeGroup::adult &&
                             std::none_of(detail.guardians.begin(), detail.guardians.end(),
                                          [](const auto& one) { return one.state == GuardianState::confirmed; });
  switch (detail.life.state) {
    case State::draft:
      return {say(language, "需要补充", "Needs something more"), "warn",
              say(language, "工作人员看过了，请补充后再提交。",
                  "Staff have looked at it. Please complete it and send it again.")};
    case State::pending:
      if (asks_guardian)
        return {
            say(language, "等监护人同意", "Waits for your guardian"), "warn",
            say(language, "已给监护人发了消息。监护人用自己的手机号登录，在“我的孩子”里点同意。",
                "Your guardian got a message. They sign in with their own mobile and agree under “My children”.")};
      return {say(language, "等待核验", "Waits to be verified"), "calm",
              say(language, "队长、所或中心正在核对，一般一个工作日。",
                  "A team leader, the office or the center looks into it, usually within a working day.")};
    case State::registered:
      if (asks_guardian)
        return {say(language, "等监护人同意", "Waits for your guardian"), "warn",
                say(language, "监护人还没有同意，或已收回同意，现在不能报名。",
                    "No guardian agrees now, so you cannot sign up.")};
      return {say(language, "已注册", "Registered"), "good",
              say(language, "可以报名活动、接邻居的单。", "You can sign up for activities and accept orders.")};
    case State::suspended:
      return {say(language, "已暂停", "Suspended"), "warn",
              say(language, "暂停期间不能报名和接单，原因见下面的经过。有疑问请联系站点。",
                  "While suspended you cannot sign up or accept orders; the reason stands below. Ask your site.")};
    case State::withdrawn:
      return {say(language, "已注销", "Left"), "calm", ""};
  }
  return {};
}

std::string age_words(const volunteers::Detail& detail, Language language) {
  using volunteers::AgeGroup;
  switch (detail.age.value_or(AgeGroup::adult)) {
    case AgeGroup::family:
      return say(language, "不满 10 周岁，由监护人带着参加。", "Under ten you take part with your guardian.");
    case AgeGroup::per_activity:
      return say(language, "10 到 13 周岁，每次活动要监护人同意。",
                 "From ten to thirteen a guardian agrees to each activity.");
    case AgeGroup::once:
      return say(language, "14 到 17 周岁，监护人同意一次，不做有危险的岗位。",
                 "From fourteen to seventeen a guardian agrees once, and there are no hazardous roles.");
    case AgeGroup::adult:
      break;
  }
  return {};
}

constexpr std::array<Choice, 21> event_names{
    {{"entered", "登记", "Registered"},
     {"submitted", "补充后重新提交", "Sent again"},
     {"returned", "退回补充", "Returned"},
     {"verified", "通过核验", "Verified"},
     {"suspended", "暂停", "Suspended"},
     {"resumed", "恢复", "Resumed"},
     {"withdrawn", "注销", "Left"},
     {"guardian_asked", "请监护人同意", "Guardian asked"},
     {"guardian_confirmed", "监护人同意", "Guardian agreed"},
     {"guardian_declined", "监护人不同意", "Guardian said no"},
     {"guardian_revoked", "监护人收回同意", "Guardian took the yes back"},
     {"consent_asked", "问监护人能否参加", "Asked about an activity"},
     {"consent_confirmed", "监护人同意参加", "Guardian agreed to an activity"},
     {"consent_declined", "监护人不同意参加", "Guardian said no to an activity"},
     {"consent_revoked", "监护人收回参加同意", "Guardian took an activity's yes back"},
     {"abilities_changed", "修改技能和时间", "Skills or times changed"},
     {"qualification_entered", "登记证书", "Qualification entered"},
     {"qualification_verified", "证书通过核验", "Qualification verified"},
     {"qualification_declined", "证书没有通过", "Qualification declined"},
     {"insurance_entered", "登记保险", "Insurance entered"},
     {"moved", "换了阵地", "Site changed"}}};

constexpr std::array<Choice, 4> guardian_names{{{"asked", "等答复", "Asked"},
                                                {"confirmed", "已同意", "Agreed"},
                                                {"declined", "不同意", "No"},
                                                {"revoked", "已收回", "Taken back"}}};

std::string_view hue_of_answer(GuardianState state) {
  return state == GuardianState::confirmed ? "good" : state == GuardianState::asked ? "warn" : "calm";
}

std::string period_words(const std::string& from, const std::string& until, Language language) {
  return from + say(language, " 至 ", " to ") + (until.empty() ? say(language, "长期", "no end") : until);
}

void add_qualifications(Pages& pages, View& view, const volunteers::Detail& detail, Language language) {
  show_either(view, !detail.qualifications.empty(), "QUALIFICATIONS");
  const LocalDate today = local_date(pages.now());
  for (const volunteers::Qualification& one : detail.qualifications) {
    View& row = view.add("QUALIFICATIONS");
    row.set("NAME", one.name).set("SKILL_NAME", pages.service.skill_name(one.skill, language));
    row.set("DOCUMENT", one.document).set("PERIOD", period_words(one.issued, one.until, language));
    const bool good = volunteers::is_in_force(one, today);
    const bool waits = one.state == "entered";
    row.set("Q_HUE", good ? "good" : waits ? "calm" : "warn");
    row.set("Q_STATE", good                      ? say(language, "有效", "In force")
                       : waits                   ? say(language, "等待核验", "Waits")
                       : one.state == "declined" ? say(language, "没有通过", "Declined")
                                                 : say(language, "已过期", "Over"));
    if (!one.reason.empty()) row.add("Q_REASON").set("REASON", one.reason);
  }
}

void add_insurances(Pages& pages, View& view, const volunteers::Detail& detail, Language language) {
  show_either(view, !detail.insurances.empty(), "INSURANCES");
  const std::string today = to_text(local_date(pages.now()));
  for (const volunteers::Insurance& one : detail.insurances) {
    View& row = view.add("INSURANCES");
    row.set("INSURER", one.insurer).set("POLICY_NUMBER", one.policy_number);
    row.set("PERIOD", period_words(one.from, one.until, language));
    const bool good = one.from <= today && today <= one.until;
    row.set("I_HUE", good ? "good" : "calm");
    row.set("I_STATE", good               ? say(language, "保障中", "In force")
                       : today < one.from ? say(language, "未开始", "Not yet")
                                          : say(language, "已到期", "Over"));
  }
}

void add_guardians(Pages& pages, View& view, const Request& request, const volunteers::Detail& detail,
                   Language language) {
  if (detail.guardians.empty()) return;
  const auto own = pages.parts.services.guardians.guardians(request.actor);
  View& section = view.add("HAS_GUARDIANS");
  for (const auto& one : own.guardians) {
    View& row = section.add("GUARDIANS");
    const bool confirmed = one.state == GuardianState::confirmed;
    row.set("GUARDIAN_NAME", (confirmed ? one.guardian_name : mask_name(one.guardian_name)) + " · " +
                                 words_for(relations, one.relation, language));
    row.set("GUARDIAN_HUE", std::string(hue_of_answer(one.state)));
    row.set("GUARDIAN_STATE", words_for(guardian_names, volunteers::to_text(one.state), language));
  }
  if (own.consents.empty()) return;
  View& list = section.add("HAS_CONSENTS");
  for (const auto& one : own.consents) {
    View& row = list.add("CONSENTS");
    row.set("TITLE", one.title).set("CONSENT_HUE", std::string(hue_of_answer(one.state)));
    row.set("CONSENT_STATE", words_for(guardian_names, volunteers::to_text(one.state), language));
    pages.set_instant(row, one.starts, language);
  }
}

void add_events(Pages& pages, View& view, const volunteers::Detail& detail, Language language) {
  bool newest = true;
  for (const auto& event : detail.events) {
    View& row = view.add("EVENTS");
    row.set("EVENT_CLASS", newest ? "is-now" : "is-done");
    row.set("EVENT_NAME", words_for(event_names, event.kind, language));
    if (!event.reason.empty()) row.add("EVENT_REASON").set("REASON", event.reason);
    pages.set_instant(row, event.at, language);
    newest = false;
  }
}

/// What was typed into one of the page's forms and refused.
struct Typed {
  volunteers::Qualification qualification = {};
  volunteers::Insurance insurance = {};
  std::optional<std::vector<std::string>> skills = {};
  std::optional<std::vector<FreeTime>> times = {};
  std::vector<FieldError> errors = {};
  std::optional<Error> refusal = {};
  bool at_qualification = false, at_insurance = false;
};

std::string done_words(std::string_view done, Language language) {
  constexpr std::array<Choice, 5> all{
      {{"joined", "登记已提交，等待核验。", "Your registration is sent and waits to be verified."},
       {"abilities", "已保存。派单和推荐会按新的来。", "Saved. Dispatch goes by it from now on."},
       {"qualification", "证书已提交，等待核验。", "Sent; staff will verify it."},
       {"insurance", "保险已登记。", "The insurance is on record."},
       {"answered", "已记下您的答复。", "Your answer is on record."}}};
  const auto found = std::find_if(all.begin(), all.end(), [&](const Choice& one) { return one.value == done; });
  return found == all.end() ? "" : say(language, found->zh, found->en);
}

void add_done(View& view, const Request& request) {
  const std::string words = done_words(request.q("done"), request.language());
  if (!words.empty()) view.add("DONE").set("DONE_TEXT", words);
}

void add_typed(View& view, const Typed& typed, Language language) {
  view.set("F_Q_NAME", typed.qualification.name).set("F_DOCUMENT", typed.qualification.document);
  view.set("F_ISSUED", typed.qualification.issued).set("F_UNTIL", typed.qualification.until);
  view.set("F_INSURER", typed.insurance.insurer).set("F_POLICY_NUMBER", typed.insurance.policy_number);
  view.set("F_I_FROM", typed.insurance.from).set("F_I_UNTIL", typed.insurance.until);
  if (typed.at_qualification) view.show("Q_OPEN");
  if (typed.at_insurance) view.show("I_OPEN");
  add_errors(view, typed.errors, language);
  if (typed.refusal) add_refusal(view, *typed.refusal, language);
}

Response record_page(Pages& pages, const Request& request, const Typed& typed) {
  const Language language = request.language();
  View view = pages.view(request, Nav::my, "/my/volunteer");
  const auto detail = pages.parts.services.volunteers.mine(request.actor);
  show_either(view, detail.has_value(), "RECORD");
  if (!detail) return pages.render(request, "volunteer.html", view);
  add_done(view, request);
  const StateWords words = state_words_of(*detail, language);
  view.set("STATE_NAME", words.name).set("STATE_HUE", words.hue).set("STATE_TEXT", words.text);
  view.set("NUMBER", detail->life.number).set("AGE_TEXT", age_words(*detail, language));
  view.set("DATE_MAX", to_text(local_date(pages.now())));
  if (!age_words(*detail, language).empty()) view.show("QUALIFIED_NOTE");
  const auto state = detail->life.state;
  if (state == volunteers::State::draft) view.show("IS_DRAFT");
  if (state != volunteers::State::draft && state != volunteers::State::withdrawn) view.show("IS_ACTIVE");
  view.set("NAME_TEXT", detail->life.name).set("MOBILE_MASKED", detail->mobile_masked);
  view.set("ID_MASKED", detail->id_number_masked).set("BIRTH_DATE", detail->life.birth_date);
  view.set("SITE_NAME", detail->facts.site_name);
  add_guardians(pages, view, request, *detail, language);
  add_skills(pages, view, typed.skills.value_or(detail->facts.skills), language);
  add_week(view, typed.times.value_or(detail->facts.times), language);
  add_qualifications(pages, view, *detail, language);
  add_insurances(pages, view, *detail, language);
  add_events(pages, view, *detail, language);
  add_typed(view, typed, language);
  const int status = typed.errors.empty() && !typed.refusal ? 200 : 422;
  return pages.render(request, "volunteer.html", view, Keep::never, status);
}

idempotency::Key key_of(const Request& request, const SentForm& sent, std::string use_case) {
  return {request.actor.person, sent.key, std::move(use_case), request.body};
}

/// Shows the record with what was refused; `fields` says what the form calls a field of the use case.
Response refused(Pages& pages, const Request& request, Typed typed, const Error& error,
                 const std::map<std::string, std::string>& fields = {}) {
  if (error.field.empty()) {
    typed.refusal = error;
  } else {
    const auto renamed = fields.find(error.field);
    typed.errors.push_back({renamed == fields.end() ? error.field : renamed->second, error.reason});
  }
  return record_page(pages, request, typed);
}

Task<Response> save_abilities(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  Typed typed;
  typed.skills = chosen_skills(sent->form);
  typed.times = chosen_times(sent->form);
  auto waiting = pages.parts.services.volunteers.set_abilities(
      request.actor, key_of(request, *sent, "portal.abilities"), *typed.skills, *typed.times);
  const auto saved = co_await waiting;
  if (!saved) co_return refused(pages, request, std::move(typed), saved.error());
  co_return Response::redirect("/my/volunteer?done=abilities");
}

Task<Response> save_qualification(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  Typed typed;
  typed.at_qualification = true;
  typed.qualification.skill = sent->get("skill");
  typed.qualification.name = sent->get("q_name");
  typed.qualification.document = sent->get("document");
  typed.qualification.issued = sent->get("issued");
  typed.qualification.until = sent->get("until");
  auto waiting = pages.parts.services.volunteers.add_qualification(
      request.actor, key_of(request, *sent, "portal.qualification"), typed.qualification);
  const auto saved = co_await waiting;
  if (!saved) co_return refused(pages, request, std::move(typed), saved.error(), {{"name", "q_name"}});
  co_return Response::redirect("/my/volunteer?done=qualification");
}

Task<Response> save_insurance(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  Typed typed;
  typed.at_insurance = true;
  typed.insurance.insurer = sent->get("insurer");
  typed.insurance.policy_number = sent->get("policy_number");
  typed.insurance.from = sent->get("i_from");
  typed.insurance.until = sent->get("i_until");
  auto waiting = pages.parts.services.volunteers.add_insurance(
      request.actor, key_of(request, *sent, "portal.insurance"), typed.insurance);
  const auto saved = co_await waiting;
  if (!saved)
    co_return refused(pages, request, std::move(typed), saved.error(), {{"from", "i_from"}, {"until", "i_until"}});
  co_return Response::redirect("/my/volunteer?done=insurance");
}

// ---- own data

Task<Response> take_along(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  auto waiting = pages.parts.services.own_data.take_along(request.actor, key_of(request, *sent, "portal.export"));
  const auto document = co_await waiting;
  if (!document) co_return pages.refusal(request, document.error());
  co_return Response::json(*document)
      .with("Cache-Control", "no-store")
      .with("Content-Disposition", "attachment; filename=\"wushuang-my-data.json\"");
}

struct Leaving {
  std::string reason;
  std::vector<FieldError> errors = {};
  std::optional<Error> refusal = {};
};

Response leave_page(Pages& pages, const Request& request, const Leaving& leaving) {
  View view = pages.view(request, Nav::my, "/my/withdrawal");
  view.set("F_REASON", leaving.reason);
  add_errors(view, leaving.errors, request.language());
  if (leaving.refusal) add_refusal(view, *leaving.refusal, request.language());
  const int status = leaving.errors.empty() && !leaving.refusal ? 200 : 422;
  return pages.render(request, "leave.html", view, Keep::never, status);
}

Task<Response> leave(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  Leaving leaving{sent->get("reason")};
  if (sent->get("understood") != "1") {
    leaving.errors.push_back({"understood", "withdrawal.not_understood"});
    co_return leave_page(pages, request, leaving);
  }
  auto waiting = pages.parts.services.own_data.withdraw(request.actor, key_of(request, *sent, "portal.withdraw"),
                                                        leaving.reason);
  const auto left = co_await waiting;
  if (!left) {
    leaving.refusal = left.error();
    co_return leave_page(pages, request, leaving);
  }
  Response response = Response::redirect("/");
  response.with("Set-Cookie", pages.parts.door.end_session());
  co_return response;
}

// ---- children

std::string child_text(const volunteers::store::Guardianship& one, Language language) {
  const std::string relation = words_for(relations, one.relation, language);
  if (one.state == GuardianState::asked)
    return say(language, "填您是" + relation + "。请核对是不是您的孩子，再决定。",
               "Names you as: " + relation + ". Please see whether it is your child, then decide.");
  return (one.child_number.empty() ? "" : one.child_number + " · ") + relation + " · " +
         (one.child_state == "registered" ? say(language, "志愿者已注册", "registered volunteer")
                                          : say(language, "志愿者登记等待核验", "registration waits to be verified"));
}

void add_answers(View& row, GuardianState state) {
  if (state != GuardianState::confirmed) row.show("CAN_AGREE");
  if (state == GuardianState::asked) row.show("CAN_REFUSE");
  if (state == GuardianState::confirmed) row.show("CAN_TAKE_BACK");
}

Response children_page(Pages& pages, const Request& request, const std::optional<Error>& refusal) {
  const Language language = request.language();
  const auto page = pages.parts.services.guardians.children(request.actor);
  View view = pages.view(request, Nav::my, "/my/children");
  add_done(view, request);
  if (refusal) add_refusal(view, *refusal, language);
  show_either(view, !page.children.empty(), "CHILDREN");
  for (const auto& one : page.children) {
    View& row = view.add("CHILDREN");
    row.set("CHILD_ID", one.child.str());
    row.set("CHILD_NAME", one.state == GuardianState::confirmed ? one.child_name : mask_name(one.child_name));
    row.set("CHILD_HUE", std::string(hue_of_answer(one.state)));
    row.set("CHILD_STATE", words_for(guardian_names, volunteers::to_text(one.state), language));
    row.set("CHILD_TEXT", child_text(one, language));
    add_answers(row, one.state);
  }
  if (!page.consents.empty()) view.show("HAS_CONSENTS");
  for (const auto& one : page.consents) {
    View& row = view.add("CONSENTS");
    row.set("CHILD_ID", one.child.str()).set("CHILD_NAME", one.child_name).set("TITLE", one.title);
    row.set("ACTIVITY_ID", one.activity.str()).set("PLACE", one.place);
    row.set("CONDITIONS", one.conditions).set("RISKS", one.risks);
    row.set("CONSENT_HUE", std::string(hue_of_answer(one.state)));
    row.set("CONSENT_STATE", words_for(guardian_names, volunteers::to_text(one.state), language));
    pages.set_instant(row, one.starts, language);
    add_answers(row, one.state);
  }
  return pages.render(request, "children.html", view, Keep::never, refusal ? http::status_of(refusal->code) : 200);
}

enum class About { child, activity };
Task<Response> answer_child(Pages& pages, Request& request, About about) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const PersonId child(request.params.at(0));
  const auto said = sent->get("answer") == "yes" ? volunteers::Answer::yes : volunteers::Answer::no;
  auto& guardians = pages.parts.services.guardians;
  auto key = key_of(request, *sent, "portal.guardian");
  auto waiting = about == About::child ? guardians.answer(request.actor, std::move(key), child, said)
                                       : guardians.answer_activity(request.actor, std::move(key), child,
                                                                   ActivityId(sent->get("activity_id")), said);
  const auto answered = co_await waiting;
  if (!answered) co_return children_page(pages, request, answered.error());
  co_return Response::redirect("/my/children?done=answered");
}

/// From an activity's page: the child asks, and comes to the own record.
Task<Response> ask_guardian(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  auto waiting = pages.parts.services.guardians.ask(request.actor, key_of(request, *sent, "portal.ask_guardian"),
                                                    ActivityId(sent->get("activity_id")));
  const auto asked = co_await waiting;
  if (!asked) co_return refused(pages, request, {}, asked.error());
  co_return Response::redirect("/my/volunteer");
}

// ---- getting an account back

struct Recovering {
  volunteers::Claim claim;
  bool sent = false;
  std::vector<FieldError> errors = {};
  std::optional<Error> refusal = {};
};

Response recovery_page(Pages& pages, const Request& request, const Recovering& shown) {
  const Language language = request.language();
  View view = pages.view(request, Nav::my, "/my/recovery");
  view.set("F_NAME", shown.claim.name).set("F_ID_NUMBER", shown.claim.id_number).set("F_NOTE", shown.claim.note);
  add_id_types(view, shown.claim.id_type, language);
  if (shown.sent) view.show("SENT");
  add_errors(view, shown.errors, language);
  if (shown.refusal) add_refusal(view, *shown.refusal, language);
  const int status = shown.errors.empty() && !shown.refusal ? 200 : 422;
  return pages.render(request, "recovery.html", view, Keep::never, status);
}

Task<Response> recover(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  Recovering shown{{sent->get("name"), sent->get("id_type"), sent->get("id_number"), sent->get("note")}};
  if (code_points(shown.claim.note) > 200 || has_control_characters(shown.claim.note))
    shown.errors.push_back({"note", "field.length"});
  if (!shown.errors.empty()) co_return recovery_page(pages, request, shown);
  auto waiting =
      pages.parts.services.recoveries.ask(request.actor, key_of(request, *sent, "portal.recover"), shown.claim);
  const auto asked = co_await waiting;
  if (asked) co_return Response::redirect("/my/recovery?sent=1");
  if (asked.error().field.empty())
    shown.refusal = asked.error();
  else
    shown.errors.push_back({asked.error().field, asked.error().reason});
  co_return recovery_page(pages, request, shown);
}

using Act = Task<Response> (*)(Pages&, Request&);
void add_form(http::Routes& routes, Pages& pages, std::string pattern, Act act) {
  routes.post(std::move(pattern), Access::signed_in, [&pages, act](Request& request) { return act(pages, request); });
}

}  // namespace

void add_volunteer_routes(http::Routes& routes, Pages& pages) {
  routes.get("/my/volunteer", Access::signed_in,
             http::handler([&pages](Request& request) { return record_page(pages, request, {}); }));
  add_form(routes, pages, "/my/volunteer/abilities", save_abilities);
  add_form(routes, pages, "/my/volunteer/qualifications", save_qualification);
  add_form(routes, pages, "/my/volunteer/insurances", save_insurance);
  add_form(routes, pages, "/my/export", take_along);
  routes.get("/my/withdrawal", Access::signed_in,
             http::handler([&pages](Request& request) { return leave_page(pages, request, {}); }));
  add_form(routes, pages, "/my/withdrawal", leave);
  routes.get("/my/children", Access::signed_in,
             http::handler([&pages](Request& request) { return children_page(pages, request, {}); }));
  routes.post("/my/children/{id}/answer", Access::signed_in,
              [&pages](Request& request) { return answer_child(pages, request, About::child); });
  routes.post("/my/children/{id}/consents", Access::signed_in,
              [&pages](Request& request) { return answer_child(pages, request, About::activity); });
  add_form(routes, pages, "/my/guardian-consents", ask_guardian);
  routes.get("/my/recovery", Access::signed_in, http::handler([&pages](Request& request) {
               Recovering shown;
               shown.claim.id_type = "resident_id";
               shown.sent = request.q("sent") == "1";
               return recovery_page(pages, request, shown);
             }));
  add_form(routes, pages, "/my/recovery", recover);
}

}  // namespace ws::portal
