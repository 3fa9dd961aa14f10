// My hours with their "why", and the hours that are publicised: both take an objection by a form.
#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t page_size = 20;

struct Look {
  std::string_view word, zh, en, hue;
};
constexpr std::array<Look, 6> states{{{"pending", "待确认", "Waiting", "warn"},
                                      {"confirmed", "已确认", "Confirmed", "calm"},
                                      {"publicised", "公示中", "Publicised", "calm"},
                                      {"effective", "已生效", "Effective", "good"},
                                      {"disputed", "有异议", "Disputed", "warn"},
                                      {"reversed", "已冲销", "Reversed", "calm"}}};
constexpr std::array<Look, 5> sources{{{"order", "点单服务", "Service order", ""},
                                       {"presence", "现场签到", "Checked in on site", ""},
                                       {"roll_call", "领队点名", "Roll call", ""},
                                       {"late_entry", "补录", "Late entry", ""},
                                       {"reversal", "冲销", "Reversal", ""}}};

template <std::size_t N>
const Look& look_of(const std::array<Look, N>& looks, std::string_view word) {
  return *std::find_if(looks.begin(), looks.end() - 1, [&](const Look& look) { return look.word == word; });
}

std::string counted_words(std::int64_t minutes, Language language) {
  return (minutes < 0 ? "−" : "") + minutes_words(std::abs(minutes), language);
}

/// "11月23日 09:00 – 11:00"; the day once when both ends are on it.
std::string span_words(Instant from, Instant until, Instant now, Language language) {
  const std::string end =
      local_date(from) == local_date(until) ? to_local_time(until).substr(11) : say_time(until, now, language);
  return say_time(from, now, language) + " – " + end;
}

/// What was sent and refused: the form of this entry is shown again with it.
struct Asked {
  std::string entry, reason, from, until;
  std::optional<Error> refusal = {};
};

void add_why(View& row, const hours::Loss& loss, Instant now, Language language) {
  View& line = row.add("WHY");
  std::string words = span_words(loss.starts, loss.ends, now, language) + " · " + http::sentence(loss.rule, language);
  if (loss.limit != 0)
    words += say(language, "（上限 ", " (limit ") + minutes_words(loss.limit, language) + say(language, "）", ")");
  line.set("WHY_TEXT", words);
  if (loss.minutes > 0) line.add("LESS").set("LESS_TEXT", "−" + minutes_words(loss.minutes, language));
}

/// The times somebody was expected at, when part of them was not counted for want of presence.
std::optional<hours::Planned> as_planned(const hours::Listed& line, const std::vector<hours::Loss>& notes) {
  hours::Planned times{line.starts, line.ends};
  for (const hours::Loss& note : notes)
    if (note.rule == hours::not_present)
      times = {std::min(times.starts, note.starts), std::max(times.ends, note.ends)};
  if (times.starts == line.starts && times.ends == line.ends) return std::nullopt;
  return times;
}

void add_dispute_form(View& row, const hours::Listed& line, const std::vector<hours::Loss>& notes, const Asked& asked,
                      Instant now, Language language) {
  const bool again = asked.entry == line.id.str();
  View& form = row.add("CAN_DISPUTE");
  form.set("F_REASON", again ? asked.reason : "").set("F_FROM", again ? asked.from : "");
  form.set("F_UNTIL", again ? asked.until : "");
  if (again && asked.refusal) {
    form.show("OPEN");
    form.add("WRONG").set("ERROR", http::sentence(asked.refusal->reason, language));
  }
  if (const auto planned = as_planned(line, notes))
    form.add("AS_PLANNED")
        .set("P_FROM", to_local_time(planned->starts))
        .set("P_UNTIL", to_local_time(planned->ends))
        .set("PLANNED_TEXT", span_words(planned->starts, planned->ends, now, language));
}

void add_entry(Pages& pages, View& list, const hours::Listed& line, const Asked& asked, Language language) {
  const Instant now = pages.now();
  const Look& state = look_of(states, line.state);
  const auto notes = hours::explain(line.starts, line.ends, line.planned);
  View& row = list.add("ENTRIES");
  row.set("ID", line.id.str()).set("NAME", line.title).set("SITE_NAME", line.site_name);
  row.set("STATE_NAME", say(language, state.zh, state.en)).set("STATE_HUE", std::string(state.hue));
  const Look& source = look_of(sources, line.source);
  row.set("SOURCE_TEXT", say(language, source.zh, source.en));
  row.set("MINUTES_TEXT", counted_words(line.minutes, language));
  row.set("PRESENT_TEXT", counted_words(line.present_minutes, language));
  row.set("SPAN_TEXT", span_words(line.starts, line.ends, now, language));
  row.set("POLICY_VERSION", line.policy_version);
  if (!line.evidence.empty()) row.add("EVIDENCED").set("EVIDENCE", line.evidence);
  if (!line.reason.empty()) row.add("SAID").set("SAID_TEXT", line.reason);
  if (line.due_ms) row.add("UNTIL").set("UNTIL_TEXT", say_time({*line.due_ms}, now, language));
  if (!line.why.empty() || !notes.empty()) row.show("EXPLAINED");
  for (const auto* losses : {&line.why, &notes})
    for (const hours::Loss& loss : *losses) add_why(row, loss, now, language);
  if (line.state != "disputed" && line.state != "reversed") add_dispute_form(row, line, notes, asked, now, language);
}

void add_own_dispute(Pages& pages, View& list, const hours::ListedDispute& dispute, Language language) {
  View& row = list.add("DISPUTES");
  row.set("NAME", dispute.title).set("DISPUTE_TEXT", dispute.text);
  const bool open = dispute.outcome.empty();
  row.set("STATE_NAME", open                             ? say(language, "等待答复", "Waiting for an answer")
                        : dispute.outcome == "corrected" ? say(language, "已更正", "Corrected")
                                                         : say(language, "维持原记录", "It stands"));
  row.set("STATE_HUE", open ? "warn" : dispute.outcome == "corrected" ? "good" : "calm");
  if (!open)
    row.add("ANSWERED").set("RULE_TEXT", http::sentence(dispute.rule, language)).set("ANSWER_TEXT", dispute.answer);
  pages.set_instant(row, {dispute.answered_ms.value_or(dispute.raised_ms)}, language);
}

std::optional<std::int64_t> number_of(std::string_view text) {
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<std::string> said(const std::optional<std::int64_t>& next) {
  if (!next) return std::nullopt;
  return std::to_string(*next);
}

Response my_hours_page(Pages& pages, const Request& request, const Asked& asked) {
  const Language language = request.language();
  View view = pages.view(request, Nav::my, "/my/hours");
  if (!request.actor.volunteer) {
    view.show("NOT_VOLUNTEER");
    return pages.render(request, "my_hours.html", view);
  }
  View& own = view.add("VOLUNTEER");
  const auto cursor = number_of(request.q("before"));
  const auto mine = pages.parts.services.hours.mine(request.actor, cursor, page_size);
  own.set("EFFECTIVE_TEXT", minutes_words(mine.totals.effective_minutes, language));
  own.set("CONFIRMED_TEXT", minutes_words(mine.totals.confirmed_minutes, language));
  own.set("PENDING_TEXT", minutes_words(mine.totals.pending_minutes, language));
  if (request.q("sent") == "1") own.show("SENT");
  show_either(own, !mine.page.items.empty(), "ENTRIES");
  for (const hours::Listed& line : mine.page.items) add_entry(pages, own, line, asked, language);
  add_pager(own, {"/my/hours", {}, "before", std::string(cursor ? request.q("before") : ""), said(mine.page.next)});
  const auto disputes = pages.parts.services.hours.my_disputes(request.actor, {}, page_size);
  if (!disputes.items.empty()) own.show("HAS_DISPUTES");
  for (const hours::ListedDispute& dispute : disputes.items) add_own_dispute(pages, own, dispute, language);
  return pages.render(request, "my_hours.html", view, Keep::never, asked.refusal ? 422 : 200);
}

/// Both times or none; "hours.times" for anything else.
Result<hours::Claim> claim_of(const Asked& asked) {
  if (asked.from.empty() && asked.until.empty()) return hours::Claim{};
  const auto from = parse_local_time(asked.from);
  const auto until = parse_local_time(asked.until);
  if (!from || !until || *until <= *from) return Error::invalid("hours.times", "until");
  return hours::Claim{{*from, *until}};
}

Outcome check_words(const std::string& words, std::size_t most) {
  if (code_points(words) < 2 || code_points(words) > most) return Error::invalid("field.length", "reason");
  if (has_control_characters(words)) return Error::invalid("field.characters", "reason");
  return Done{};
}

Task<Response> dispute_own(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const auto entry = HoursEntryId::parse(request.params.at(0));
  if (!entry) co_return pages.refusal(request, Error::not_found("hours.not_found"));
  Asked asked{entry->str(), sent->get("reason"), sent->get("from"), sent->get("until")};
  const auto claim = claim_of(asked);
  if (const Outcome right = check_words(asked.reason, 200); !right)
    asked.refusal = right.error();
  else if (!claim)
    asked.refusal = claim.error();
  if (asked.refusal) co_return my_hours_page(pages, request, asked);
  idempotency::Key key{request.actor.person, sent->key, "portal.dispute", request.target + "\n" + request.body};
  auto disputing = pages.parts.services.hours.dispute(request.actor, std::move(key), *entry, asked.reason, *claim);
  const auto disputed = co_await disputing;
  if (disputed) co_return Response::redirect("/my/hours?sent=1");
  if (disputed.error().code == ErrorCode::not_found) co_return pages.refusal(request, disputed.error());
  asked.refusal = disputed.error();
  co_return my_hours_page(pages, request, asked);
}

// ---- publicised

/// The site asked for, or the center.
SiteId chosen_site(Pages& pages, const Request& request) {
  if (const auto asked = SiteId::parse(request.q("site"))) return *asked;
  const auto centers = pages.parts.services.sites.list({"center", {}, {}, {}});
  return centers && !centers->empty() ? centers->front().id : SiteId{};
}

void add_publicised(Pages& pages, View& list, const hours::Publicised& line, const Asked& asked, Language language) {
  View& row = list.add("PUBLICISED");
  const bool again = asked.entry == line.id.str();
  row.set("ID", line.id.str()).set("WHO", mask_name(line.volunteer_name)).set("NAME", line.title);
  row.set("SITE_NAME", line.site_name).set("DAY", to_text(local_date(line.starts)));
  const Look& source = look_of(sources, line.source);
  row.set("SOURCE_TEXT", say(language, source.zh, source.en));
  row.set("MINUTES_TEXT", minutes_words(line.minutes, language));
  row.set("UNTIL_TEXT", say_time(line.effective, pages.now(), language));
  if (!line.team_name.empty()) row.add("OF_TEAM").set("TEAM_NAME", line.team_name);
  row.set("F_TEXT", again ? asked.reason : "");
  if (again) row.show("OPEN").add("WRONG").set("ERROR", http::sentence(asked.refusal->reason, language));
}

Response publicised_page(Pages& pages, const Request& request, const Asked& asked) {
  const Language language = request.language();
  const SiteId site = chosen_site(pages, request);
  const auto cursor = number_of(request.q("before"));
  const auto page = pages.parts.services.hours.publicised(site, cursor, page_size);
  if (!page) return pages.refusal(request, page.error());
  View view = pages.view(request, Nav::none, "/hours/publicised");
  view.set("PUBLICITY_DAYS", pages.parts.services.rules.policy.publicity_days);
  if (request.q("sent") == "1") view.show("SENT");
  for (const sites::Site& one : pages.service.operating_sites()) {
    View& option = view.add("SITE_CHOICES");
    option.set("VALUE", one.id.str()).set("LABEL", one.name);
    if (one.id == site) option.show("SELECTED");
  }
  show_either(view, !page->items.empty(), "PUBLICISED");
  for (const hours::Publicised& line : page->items) add_publicised(pages, view, line, asked, language);
  add_pager(view, {"/hours/publicised",
                   {{"site", site.str()}},
                   "before",
                   std::string(cursor ? request.q("before") : ""),
                   said(page->next)});
  return pages.render(request, "publicised.html", view, Keep::never, asked.refusal ? 422 : 200);
}

Task<Response> object(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const auto entry = HoursEntryId::parse(request.params.at(0));
  if (!entry) co_return pages.refusal(request, Error::not_found("hours.not_found"));
  Asked asked{entry->str(), sent->get("text"), {}, {}};
  if (const Outcome right = check_words(asked.reason, 200); !right) {
    asked.refusal = right.error();
    co_return publicised_page(pages, request, asked);
  }
  idempotency::Key key{request.actor.person, sent->key, "portal.object", request.target + "\n" + request.body};
  auto objecting = pages.parts.services.hours.object(request.actor, std::move(key), *entry, asked.reason);
  const auto objected = co_await objecting;
  if (!objected) co_return pages.refusal(request, objected.error());
  co_return Response::redirect("/hours/publicised?sent=1");
}

}  // namespace

void add_hours_routes(http::Routes& routes, Pages& pages) {
  routes.get("/my/hours", Access::signed_in,
             http::handler([&pages](Request& request) { return my_hours_page(pages, request, {}); }));
  routes.post("/my/hours/{id}", Access::signed_in,
              [&pages](Request& request) { return dispute_own(pages, request); });
  routes.get("/hours/publicised", Access::everyone,
             http::handler([&pages](Request& request) { return publicised_page(pages, request, {}); }));
  routes.post("/hours/publicised/{id}", Access::signed_in,
              [&pages](Request& request) { return object(pages, request); });
}

}  // namespace ws::portal
