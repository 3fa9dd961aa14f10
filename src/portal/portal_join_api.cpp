// Becoming a volunteer: one's own form, filled before there is an account, and a guardian's form for a child.
#include <algorithm>

#include "portal/portal_volunteer_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;
using volunteers::Registration;

constexpr std::string_view join_context = "portal.join";
/// Stands for whoever has not signed in yet and fills the form in themself.
const PersonId somebody("00000000000000000000000000");

enum class Whose { own, child };

/// The form as it is filled.
struct JoinForm {
  std::string name, id_type = "resident_id", id_number, birth_date, mobile, site, team, guardian_name,
                    guardian_mobile, guardian_relation, consent, consent_version;
  std::vector<std::string> skills;
  std::vector<volunteers::FreeTime> times;
  std::string key;
};

/// What the page says beside the form.
struct Said {
  std::vector<FieldError> errors = {};
  std::optional<Error> refusal = {};
  std::string return_reason = {};
  bool resumed = false;
};

JoinForm read_join(const http::Form& form) {
  const auto get = [&form](std::string_view name) { return std::string(form.get(name)); };
  JoinForm join;
  join.name = get("name");
  join.id_type = get("id_type");
  join.id_number = get("id_number");
  join.birth_date = get("birth_date");
  join.mobile = get("mobile");
  join.site = get("site_id");
  join.team = get("team_id");
  join.guardian_name = get("guardian_name");
  join.guardian_mobile = get("guardian_mobile");
  join.guardian_relation = get("guardian_relation");
  join.consent = get("consent");
  join.consent_version = get("consent_version");
  join.skills = chosen_skills(form);
  join.times = chosen_times(form);
  join.key = get("_key");
  return join;
}

Registration registration_of(const JoinForm& join, const Request& request, Whose whose) {
  Registration registration;
  registration.name = join.name;
  registration.id_type = join.id_type;
  registration.id_number = join.id_number;
  registration.birth = parse_day(join.birth_date);
  registration.skills = join.skills;
  registration.times = join.times;
  registration.site = SiteId(join.site);
  registration.team = TeamId::parse(join.team).value_or(TeamId());
  registration.consent_version = join.consent == "1" ? join.consent_version : "";
  registration.lane = "online";
  registration.actor = request.actor.signed_in() ? request.actor.person : somebody;
  if (whose == Whose::own) {
    registration.self = registration.actor;
    if (!join.guardian_mobile.empty() || !join.guardian_relation.empty())
      registration.guardian =
          volunteers::GuardianNamed{join.guardian_name, join.guardian_mobile, join.guardian_relation};
  } else {
    registration.mobile = join.mobile;
    registration.guardian = volunteers::GuardianNamed{"", "", join.guardian_relation};
  }
  return registration;
}

/// Errors about the account itself have no field in one's own form: they are the page's.
void sort_errors(const std::vector<Error>& wrong, Whose whose, Said& said) {
  for (const Error& error : wrong) {
    if (whose == Whose::own && error.field == "mobile")
      said.refusal = error;
    else
      said.errors.push_back({error.field, error.reason});
  }
}

void add_sites(Pages& pages, View& view, const std::string& chosen) {
  for (const sites::Site& site : pages.service.operating_sites()) {
    View& option = view.add("SITE_CHOICES");
    option.set("VALUE", site.id.str())
        .set("LABEL", site.town_name.empty() ? site.name : site.town_name + " · " + site.name);
    if (site.id.str() == chosen) option.show("SELECTED");
  }
}

void add_team(Pages& pages, View& view, const std::string& chosen) {
  const auto id = TeamId::parse(chosen);
  if (!id) return;
  const auto team = pages.parts.services.teams.team(Actor{}, *id);
  if (!team) return;
  view.show("HAS_TEAM").set("TEAM_ID", id->str()).set("TEAM_NAME", team->team.name);
}

bool about_guardian(const std::vector<FieldError>& errors) {
  return std::any_of(errors.begin(), errors.end(),
                     [](const FieldError& error) { return error.field.starts_with("guardian"); });
}

Response join_page(Pages& pages, const Request& request, Whose whose, const JoinForm& join, const Said& said) {
  const Language language = request.language();
  const bool own = whose == Whose::own;
  View view = pages.view(request, Nav::my, own ? "/volunteer/join" : "/my/children/new");
  view.show(own ? "FOR_SELF" : "FOR_CHILD").set("ACTION", own ? "/volunteer/join" : "/my/children/new");
  view.set("F_NAME", join.name).set("F_ID_NUMBER", join.id_number).set("F_BIRTH_DATE", join.birth_date);
  view.set("F_MOBILE", join.mobile).set("F_GUARDIAN_NAME", join.guardian_name);
  view.set("F_GUARDIAN_MOBILE", join.guardian_mobile).set("DATE_MAX", to_text(local_date(pages.now())));
  view.set("CONSENT_VERSION", pages.parts.services.rules.privacy_version);
  view.set("RETURN_REASON", said.return_reason);
  if (!said.return_reason.empty()) view.show("RETURNED");
  if (said.resumed) view.show("RESUMED");
  if (join.consent == "1") view.show("CONSENTED");
  if (!join.guardian_mobile.empty() || about_guardian(said.errors)) view.show("GUARDIAN_OPEN");
  add_id_types(view, join.id_type, language);
  add_relations(view, join.guardian_relation, language);
  add_skills(pages, view, join.skills, language);
  add_week(view, join.times, language);
  add_sites(pages, view, join.site);
  add_team(pages, view, join.team);
  add_errors(view, said.errors, language);
  if (request.actor.signed_in() && std::any_of(said.errors.begin(), said.errors.end(), [](const FieldError& error) {
        return error.reason == "identity.taken";
      }))
    view.show("ID_TAKEN");
  if (said.refusal) add_refusal(view, *said.refusal, language);
  const int status = said.errors.empty() && !said.refusal ? 200 : 422;
  Response response = pages.render(request, "volunteer_join.html", view, Keep::never, status);
  if (said.refusal) response.reason = said.refusal->reason;
  if (!said.errors.empty()) response.reason = said.errors.front().reason;
  return response;
}

/// What a returned registration said, to be completed; the identity number is typed again.
void fill_from(const volunteers::Detail& detail, JoinForm& join, Said& said) {
  join.name = detail.life.name;
  join.id_type = detail.facts.id_type.empty() ? "resident_id" : detail.facts.id_type;
  join.skills = detail.facts.skills;
  join.times = detail.facts.times;
  join.site = detail.life.site.str();
  join.team = detail.life.team.str();
  for (const auto& event : detail.events)
    if (event.kind == "returned") {
      said.return_reason = event.reason;
      break;
    }
}

std::optional<JoinForm> resumed(Pages& pages, const Request& request) {
  const auto body = pages.service.open_text(kept_draft(request, join_draft), join_context);
  if (!body) return std::nullopt;
  Request kept;
  kept.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  kept.body = *body;
  const auto form = http::Form::parse(kept);
  return form ? std::optional(read_join(*form)) : std::nullopt;
}

Response show_own(Pages& pages, const Request& request) {
  JoinForm join;
  Said said;
  join.team = request.q("team");
  join.site = request.q("site");
  if (request.actor.signed_in()) {
    if (const auto detail = pages.parts.services.volunteers.mine(request.actor)) {
      if (detail->life.state != volunteers::State::draft) return Response::redirect("/my/volunteer");
      fill_from(*detail, join, said);
    }
  }
  if (auto kept = resumed(pages, request)) {
    join = std::move(*kept);
    said.resumed = request.actor.signed_in();
  }
  return join_page(pages, request, Whose::own, join, said);
}

Task<Response> send(Pages& pages, Request& request, Whose whose, const JoinForm& join) {
  Said said;
  if (const Outcome may = pages.parts.door.may_register(request.actor.person); !may) {
    said.refusal = may.error();
    co_return join_page(pages, request, whose, join, said);
  }
  auto& volunteers = pages.parts.services.volunteers;
  Registration registration = registration_of(join, request, whose);
  sort_errors(volunteers.problems(registration), whose, said);
  if (!said.errors.empty() || said.refusal) co_return join_page(pages, request, whose, join, said);
  idempotency::Key key{request.actor.person, join.key, "portal.join", request.body};
  auto waiting = volunteers.enroll(std::move(key), std::move(registration));
  const auto enrolled = co_await waiting;
  if (!enrolled) {
    sort_errors({enrolled.error()}, whose, said);
    co_return join_page(pages, request, whose, join, said);
  }
  Response response =
      Response::redirect(whose == Whose::own ? "/my/volunteer?done=joined" : "/my/children?done=joined");
  forget_draft(response, join_draft, pages.parts.door.secure);
  co_return response;
}

Task<Response> send_own(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const JoinForm join = read_join(sent->form);
  if (request.actor.signed_in()) {
    auto sending = send(pages, request, Whose::own, join);
    Response response = co_await sending;
    co_return response;
  }
  Said said;
  sort_errors(
      volunteers::form_problems(pages.parts.services.rules, registration_of(join, request, Whose::own), pages.now()),
      Whose::own, said);
  if (join.consent != "1") said.errors.push_back({"consent_version", "volunteer.consent"});
  if (join.site.empty()) said.errors.push_back({"site_id", "volunteer.site"});
  if (!said.errors.empty() || said.refusal) co_return join_page(pages, request, Whose::own, join, said);
  Response response = Response::redirect(address("/sign-in", {{"next", "/volunteer/join"}}));
  keep_draft(response, join_draft, pages.service.seal_text(request.body, join_context), pages.parts.door.secure);
  co_return response;
}

Task<Response> send_child(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const JoinForm join = read_join(sent->form);
  auto sending = send(pages, request, Whose::child, join);
  Response response = co_await sending;
  co_return response;
}

}  // namespace

void add_join_routes(http::Routes& routes, Pages& pages) {
  routes.get("/volunteer/join", Access::everyone,
             http::handler([&pages](Request& request) { return show_own(pages, request); }));
  routes.post("/volunteer/join", Access::everyone, [&pages](Request& request) { return send_own(pages, request); });
  routes.get("/my/children/new", Access::signed_in,
             http::handler([&pages](Request& request) { return join_page(pages, request, Whose::child, {}, {}); }));
  routes.post("/my/children/new", Access::signed_in,
              [&pages](Request& request) { return send_child(pages, request); });
}

}  // namespace ws::portal
