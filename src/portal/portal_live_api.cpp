// Live broadcasts: what is on, what comes, what can be watched again; and the page of one of them.
#include <algorithm>

#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t replays_per_page = 12;

/// As every other page, and sound and picture that a script puts together (hls.js), from another server where one
/// gives them out.
std::string player_policy(const std::string& origin) {
  const std::size_t host = origin.find("://");
  const std::string other = origin.empty() ? "" : " " + origin.substr(0, origin.find('/', host + 3));
  return "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'" + other +
         "; media-src 'self' blob:" + other +
         "; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";
}

void add_broadcast(Pages& pages, View& list, const live::Broadcast& broadcast, Language language) {
  list.set("ID", broadcast.id.str())
      .set("NAME", broadcast.plan.title)
      .set("SUMMARY", broadcast.plan.summary)
      .set("LECTURER", broadcast.plan.lecturer)
      .set("SITE_ID", broadcast.plan.site.str())
      .set("SITE_NAME", broadcast.site_name);
  pages.set_instant(list, broadcast.live.value_or(broadcast.plan.starts), language);
}

Response list_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const std::string cursor(request.q("cursor"));
  if (!cursor.empty() && !is_ulid(cursor)) return pages.refusal(request, Error::invalid("list.bad_cursor", "cursor"));
  const auto shelf = pages.parts.services.broadcasts.shelf(cursor, replays_per_page);
  View view = pages.view(request, Nav::none);
  if (!shelf.on_air.empty()) view.show("HAS_ON_AIR");
  for (const live::Broadcast& one : shelf.on_air) add_broadcast(pages, view.add("ON_AIR"), one, language);
  show_either(view, !shelf.announced.empty(), "ANNOUNCED");
  for (const live::Broadcast& one : shelf.announced) add_broadcast(pages, view.add("ANNOUNCED"), one, language);
  show_either(view, !shelf.replays.rows.empty(), "REPLAYS");
  for (const live::Broadcast& one : shelf.replays.rows) add_broadcast(pages, view.add("REPLAYS"), one, language);
  add_pager(view, {"/live", {}, "cursor", cursor, shelf.replays.next});
  return pages.render(request, "live.html", view, Keep::shortly);
}

/// What is walked through together while it is on; its sound is enough then.
void add_guided_tour(Pages& pages, View& view, const live::Broadcast& broadcast) {
  const bool open = broadcast.state == live::State::announced || broadcast.state == live::State::live;
  const auto tour = open ? pages.parts.services.guides.tour_at(broadcast.id.str()) : std::nullopt;
  const auto found = tour ? pages.parts.services.tours.read(*tour) : Error::not_found("tour.not_found");
  if (found) add_sphere(view, found->scenes, found->tour, broadcast.id.str());
}

// ---- beside the picture

void add_handouts(View& view, const std::vector<live::Handout>& handouts, Language language) {
  if (handouts.empty()) view.show("HIDE_HANDOUTS");
  for (const live::Handout& one : handouts) {
    View& row = view.add("HANDOUTS");
    row.set("HANDOUT_NAME", one.title).set("HANDOUT_URL", one.address);
    const bool is_file = one.kind == live::Handout::Kind::file;
    row.set("HANDOUT_TEXT", is_file ? one.target + " · " + content::say_size(one.bytes)
                            : one.kind == live::Handout::Kind::picture ? say(language, "图片", "Picture")
                                                                       : say(language, "稿件", "Article"));
  }
}

std::string percent_of(std::int64_t count, std::int64_t whole) {
  return whole == 0 ? "0" : std::to_string((count * 100 + whole / 2) / whole);
}

/// What the person did here; nothing for who has no account.
using Own = live::AudienceService::Own;

void add_polls(View& view, const std::vector<live::Poll>& polls, const Own& own, bool may_act) {
  if (polls.empty()) view.show("HIDE_POLLS");
  for (const live::Poll& poll : polls) {
    const auto chosen = std::find_if(own.chosen.begin(), own.chosen.end(),
                                     [&](const live::store::OwnChoice& one) { return one.poll == poll.id; });
    const bool has_chosen = chosen != own.chosen.end();
    std::int64_t sum = 0;
    for (const live::Choice& choice : poll.choices) sum += choice.votes;
    View& row = view.add("POLLS");
    row.set("POLL_ID", poll.id.str()).set("POLL_QUESTION", poll.question).set("POLL_VOTES", grouped(sum));
    row.show(poll.closed ? "POLL_CLOSED" : "POLL_OPEN");
    View& choices = row.add(may_act && !poll.closed && !has_chosen ? "CHOOSE" : "COUNTED");
    for (std::size_t at = 0; at < poll.choices.size(); ++at) {
      View& choice = choices.add("CHOICES");
      choice.set("POSITION", static_cast<std::int64_t>(at)).set("LABEL", poll.choices[at].label);
      choice.set("VOTES", grouped(poll.choices[at].votes)).set("PERCENT", percent_of(poll.choices[at].votes, sum));
      if (has_chosen && chosen->position == static_cast<std::int64_t>(at)) choice.show("OWN_CHOICE");
    }
  }
}

void add_questions(View& view, const std::vector<live::Question>& questions, const Own& own, bool may_act) {
  if (!questions.empty()) view.show("HAS_QUESTIONS");
  for (const live::Question& question : questions) {
    View& row = view.add("QUESTIONS");
    row.set("QUESTION_ID", question.id.str()).set("QUESTION_TEXT", question.text);
    row.set("QUESTION_NAME", live::shown_name(question.person_name)).set("VOTES", grouped(question.votes));
    if (question.state == live::QuestionState::answered) row.show("ANSWERED");
    const bool voted = std::find(own.voted.begin(), own.voted.end(), question.id) != own.voted.end();
    View& vote = row.add(may_act ? "VOTE" : "VOTES_ONLY");
    vote.set("PRESSED", voted ? "true" : "false").set("WANTED", voted ? "no" : "yes");
  }
}

void add_mute(Pages& pages, View& view, const Request& request, const live::BroadcastId& id, const Own& own) {
  if (!own.mute) return;
  View& muted = view.add("MUTED");
  muted.set("REASON", own.mute->reason);
  const auto appeal = pages.parts.services.room.appeals.own(request.actor, id);
  if (!appeal || !*appeal || (*appeal)->muted != own.mute->at) {
    muted.show("MAY_APPEAL");
    return;
  }
  const bool is_open = (*appeal)->state == live::AppealState::open;
  muted.add(is_open ? "APPEAL_OPEN" : "APPEAL_ANSWERED").set("ANSWER", (*appeal)->answer);
}

void add_replay(Pages& pages, View& view, const Request& request, const live::BroadcastId& id) {
  const auto text = pages.parts.services.room.replays.text(id);
  if (!text) return;
  std::string seconds(request.q("t"));
  const bool is_number = !seconds.empty() && seconds.size() <= 6 &&
                         std::all_of(seconds.begin(), seconds.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (is_number) view.add("FROM").set("FROM_S", seconds);
  if (text->chapters.empty()) view.show("HIDE_CHAPTERS");
  if (!text->chapters.empty()) view.show("CHAPTER_TRACK");
  const auto position = [](View& row, std::int64_t at_ms) {
    row.set("AT_S", at_ms / second_ms).set("POSITION_TEXT", say_position(at_ms));
  };
  for (const Chapter& chapter : text->chapters) {
    View& row = view.add("CHAPTERS");
    row.set("CHAPTER_NAME", chapter.title);
    position(row, chapter.at_ms);
  }
  if (text->cues.empty()) return;
  view.show("CAPTION_TRACK");
  View& transcript = view.add("TRANSCRIPT");
  for (const Cue& cue : text->cues) {
    View& row = transcript.add("CUES");
    row.set("CUE_TEXT", cue.text);
    position(row, cue.from_ms);
  }
}

/// What was done, for who comes back from a form.
void add_done(View& view, const Request& request, Language language) {
  const std::string_view done = request.q("done");
  if (done.empty()) return;
  const std::string text =
      done == "held"
          ? say(language, "已收到，主持人看过后显示。", "Received; it is shown once a moderator has seen it.")
      : done == "appeal" ? say(language, "申诉已提交，会由另一位工作人员答复。",
                               "Your appeal was sent. Somebody else than who muted you will answer it.")
                         : say(language, "已收到，谢谢参与。", "Done. Thank you for taking part.");
  view.add("DONE").set("DONE_TEXT", text);
}

void add_room(Pages& pages, View& view, const Request& request, const live::RoomService::State& room) {
  const Language language = request.language();
  const live::BroadcastId& id = room.broadcast.id;
  Own own;
  if (request.actor.signed_in())
    if (auto found = pages.parts.services.room.audience.own(request.actor, id)) own = std::move(*found);
  const bool is_open = live::may_take_part(room.broadcast).ok();
  view.show(is_open ? "IS_OPEN" : "HIDE_OPEN");
  const bool may_act = is_open && request.actor.signed_in();
  for (const live::Message& message : room.messages)
    view.add("MESSAGES")
        .set("MESSAGE_ID", message.id.str())
        .set("MESSAGE_NAME", live::shown_name(message.person_name))
        .set("MESSAGE_TEXT", message.text);
  add_polls(view, room.polls, own, may_act);
  add_questions(view, room.questions, own, may_act);
  add_handouts(view, room.handouts, language);
  add_mute(pages, view, request, id, own);
  add_done(view, request, language);
}

Response broadcast_page(Pages& pages, const Request& request, const live::BroadcastId& id, const Error* refusal) {
  const Language language = request.language();
  const auto room = pages.parts.services.room.chat.state(id);
  if (!room) return pages.refusal(request, room.error());
  const live::Broadcast& found = room->broadcast;
  View view = pages.view(request, Nav::none, "/live/" + id.str());
  add_broadcast(pages, view, found, language);
  view.set("STATE", std::string(live::to_text(found.state)));
  view.set("STARTS_MS", found.plan.starts.ms);
  const live::State state = found.state;
  const std::string& origin = pages.parts.services.broadcasts.origin();
  if (!origin.empty()) view.set("LIST_URL", origin + "/" + id.str() + ".m3u8");
  if (origin.empty()) view.set("LIST_URL", "/live/" + id.str() + "/video.m3u8").show("HAS_AUDIO");
  if (state == live::State::live) view.show("IS_LIVE");
  if (state == live::State::replay_published) view.show("IS_REPLAY");
  if (state != live::State::live && state != live::State::replay_published) view.show("HIDE_VIDEO");
  if (state != live::State::announced) view.show("HIDE_ANNOUNCED");
  if (state != live::State::live) view.show("HIDE_LIVE");
  if (state != live::State::ended) view.show("HIDE_ENDED");
  if (!found.interrupted) view.show("HIDE_WAITING");
  view.set("LIKES", grouped(found.likes));
  add_room(pages, view, request, *room);
  add_guided_tour(pages, view, found);
  if (state == live::State::replay_published)
    add_replay(pages, view, request, id);
  else
    view.show("HIDE_CHAPTERS");
  if (refusal) add_refusal(view, *refusal, language);
  Response response = pages.render(request, "broadcast.html", view, refusal ? Keep::never : Keep::shortly,
                                   refusal ? http::status_of(refusal->code) : 200);
  if (refusal) response.reason = refusal->reason;
  return std::move(response).with("Content-Security-Policy", player_policy(pages.parts.services.broadcasts.origin()));
}

Response one_page(Pages& pages, const Request& request) {
  const auto id = live::BroadcastId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("live.not_found"));
  return broadcast_page(pages, request, *id, nullptr);
}

// ---- the forms, for who has no script

/// "question" by its field; the answer says what was done.
Task<Result<std::string>> take_part(Pages& pages, const Request& request, const live::BroadcastId& id,
                                    const SentForm& sent) {
  const idempotency::Key key{request.actor.person, sent.key, "live.page", request.target + "\n" + request.body};
  const Room& room = pages.parts.services.room;
  const std::string act = sent.get("act");
  if (act == "say" || act == "ask") {
    auto said = act == "say" ? room.chat.speak(request.actor, key, id, sent.get("text"))
                             : room.audience.ask(request.actor, key, id, sent.get("text"));
    const auto result = co_await said;
    if (!result) co_return result.error();
    co_return result->starts_with("held") ? std::string("held") : act;
  }
  if (act == "appeal") {
    auto appealing = room.appeals.appeal(request.actor, key, id, sent.get("text"));
    const auto result = co_await appealing;
    if (!result) co_return result.error();
    co_return act;
  }
  if (const auto question = live::QuestionId::parse(sent.get("question"))) {
    using Vote = live::AudienceService::Vote;
    auto voting =
        room.audience.vote(request.actor, key, *question, sent.get("vote") == "no" ? Vote::taken_back : Vote::given);
    const auto result = co_await voting;
    if (!result) co_return result.error();
    co_return std::string("vote");
  }
  const auto poll = live::PollId::parse(sent.get("poll"));
  const std::string choice = sent.get("choice");
  if (!poll || choice.size() != 1 || choice[0] < '0' || choice[0] > '9')
    co_return Error::not_found("live.poll_not_found");
  auto choosing = room.audience.choose(request.actor, key, *poll, choice[0] - '0');
  const auto result = co_await choosing;
  if (!result) co_return result.error();
  co_return std::string("choice");
}

Task<Response> act(Pages& pages, Request& request) {
  const auto id = live::BroadcastId::parse(request.params.at(0));
  if (!id) co_return pages.refusal(request, Error::not_found("live.not_found"));
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const std::string page = "/live/" + id->str();
  if (!request.actor.signed_in()) co_return Response::redirect(address("/sign-in", {{"next", page}}));
  auto taking_part = take_part(pages, request, *id, *sent);
  const auto done = co_await taking_part;
  if (!done) co_return broadcast_page(pages, request, *id, &done.error());
  co_return Response::redirect(address(page, {{"done", *done}}));
}

}  // namespace

void add_live_routes(http::Routes& routes, Pages& pages) {
  const auto page = [&](const char* pattern, Response (*make)(Pages&, const Request&)) {
    routes.get(pattern, Access::everyone,
               http::handler([&pages, make](Request& request) { return make(pages, request); }));
  };
  page("/live", list_page);
  page("/live/{id}", one_page);
  routes.post("/live/{id}/acts", Access::everyone, [&pages](Request& request) { return act(pages, request); });
}

}  // namespace ws::portal
