#include "content/article_service.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <tuple>

#include "audit/public.h"
#include "base/json.h"
#include "base/local_time.h"
#include "base/text.h"
#include "content/block_model.h"
#include "content/film_html_model.h"
#include "notices/public.h"
#include "outbox/public.h"
#include "people/public.h"
#include "search/public.h"

namespace ws::content {
namespace {

constexpr std::size_t most_told = 10;
constexpr std::int64_t most_due = 100;
constexpr std::int64_t days_of_views = 30;
constexpr std::size_t most_counted = 10'000;
/// Before the passages of the body come these fields, in this order.
constexpr std::size_t head_passages = 4;
/// Of pictures that others show.
constexpr int shared_width = 960;

Error changed_meanwhile() {
  return Error::conflict("article.changed_meanwhile");
}

/// A body from our own table.
Body stored_body(const std::string& json) {
  auto body = parse_body(json);
  if (!body) throw std::logic_error("article_versions.body: " + body.error().reason);
  return std::move(*body);
}

std::vector<std::string> all_passages(const Draft& draft, const Body& body) {
  std::vector<std::string> all{draft.title, draft.summary, draft.source, draft.editor};
  for (std::string& passage : passages(body)) all.push_back(std::move(passage));
  return all;
}

std::vector<FilmId> films_of(const Draft& draft, const Body& body) {
  std::vector<FilmId> films = films_of(body);
  if (!draft.lead.empty() && std::find(films.begin(), films.end(), draft.lead) == films.end())
    films.insert(films.begin(), draft.lead);
  return films;
}

/// What is said in a film, as it can be read.
std::string said_in(const ShownFilm& film) {
  if (!film.transcript.empty()) return film.transcript;
  std::string said;
  for (const Cue& cue : film.cues) said += cue.text + "\n";
  return said;
}

/// What readers get to read: all of the above, and what is said in the films. That comes last, so that passages of
/// the text keep their numbers.
std::vector<std::string> read_passages(db::Reader& reader, const Draft& draft, const Body& body) {
  std::vector<std::string> all = all_passages(draft, body);
  for (const auto& [id, film] : store::shown_films(reader, films_of(draft, body))) all.push_back(said_in(film));
  return all;
}

std::vector<Marked> marked(db::Reader& reader, const ArticleId& article, const std::vector<std::string>& passages,
                           Instant now) {
  const auto confirmed = store::confirmed(reader, article);
  std::vector<Marked> found;
  for (Finding& finding : find_personal(passages, now)) {
    const bool known = std::find(confirmed.begin(), confirmed.end(), finding.text) != confirmed.end();
    found.push_back({std::move(finding), known && finding.kind != Personal::id_number});
  }
  return found;
}

/// A lecture has a film that leads it, and all films can be watched and read.
Outcome check_films(db::Reader& reader, const Article& article, const Draft& draft, const Body& body) {
  const auto column = store::find_column(reader, article.column);
  if (column && column->lectures && draft.lead.empty()) return Error::invalid("article.incomplete", "lead_film_id");
  for (const FilmId& id : films_of(draft, body)) {
    const auto film = store::find_film(reader, id);
    if (!film) return Error::not_found("film.not_found");
    Outcome may = may_show(film->standing());
    if (may) continue;
    Error error = may.error();
    error.alternative = Alternative{film->id.str(), film->words.title};
    return error;
  }
  return Done{};
}

/// May it be judged, and go out? "article.incomplete", "article.personal_data", "film.not_ready", "film.captions".
Outcome check_ready(db::Reader& reader, const Article& article, Instant now) {
  const auto version = store::version(reader, article.id, article.version);
  const Draft& draft = version.value().draft;
  for (const auto& [field, text] :
       {std::pair{"title", &draft.title}, {"source", &draft.source}, {"editor", &draft.editor}})
    if (trim(*text).empty()) return Error::invalid("article.incomplete", field);
  const Body body = stored_body(draft.body);
  const auto all = all_passages(draft, body);
  if (std::all_of(all.begin() + head_passages, all.end(), [](const auto& text) { return trim(text).empty(); }) &&
      films_of(draft, body).empty())
    return Error::invalid("article.incomplete", "body");
  if (Outcome watchable = check_films(reader, article, draft, body); !watchable) return watchable;
  for (const Marked& one : marked(reader, article.id, read_passages(reader, draft, body), now))
    if (!one.confirmed) {
      Error error = Error::conflict("article.personal_data");
      error.field = "passages[" + std::to_string(one.finding.passage) + "]";
      return error;
    }
  return Done{};
}

Outcome check_draft(db::Reader& reader, Draft& draft) {
  const auto column = store::find_column(reader, draft.column);
  if (!column || !column->active) return Error::not_found("column.not_found");
  if (!draft.cover.empty() && !store::find_media(reader, draft.cover))
    return Error::invalid("media.not_found", "cover_id");
  const auto body = parse_body(draft.body);
  if (!body) return body.error();
  const auto media = media_of(*body);
  if (store::pictures(reader, media).size() != media.size()) return Error::invalid("media.not_found", "body");
  for (const FilmId& film : films_of(draft, *body))
    if (!store::find_film(reader, film)) return Error::invalid("film.not_found", "body");
  for (const Attachment& one : draft.attachments)
    if (!store::find_file(reader, one.file)) return Error::invalid("file.not_found", "attachments");
  draft.body = to_json(*body);
  return Done{};
}

/// The film that leads it stands first where it has no place of its own.
Body led(const Draft& draft, Body body) {
  if (draft.lead.empty()) return body;
  Body lead;
  lead.kind = Body::Kind::video;
  lead.film = draft.lead;
  body.content.insert(body.content.begin(), std::move(lead));
  return body;
}

/// With all that stands in it, as staff see it.
std::string html_of(db::Reader& reader, const Draft& draft) {
  const Body body = led(draft, stored_body(draft.body));
  const Pictures pictures = store::pictures(reader, media_of(body));
  const Films films = store::shown_films(reader, films_of(body));
  return to_html(body, Showing{pictures, films});
}

void insert_version(db::Tx& tx, const ArticleId& article, const store::Version& version) {
  store::insert(tx, article, version);
  store::insert_films(tx, article, version.number, films_of(version.draft, stored_body(version.draft.body)));
}

/// A page's body says that it is one; as our own writing of it does.
Form form_of(const Draft& draft) {
  return draft.body.starts_with(R"({"type":"page")") ? Form::page : Form::article;
}

/// The name in a page's address, taken by nobody else. "article.slug", "article.slug_taken".
Outcome take_slug(db::Tx& tx, const Article& article) {
  if (Outcome right = check_slug(article); !right) return right;
  const auto known = article.slug.empty() ? std::nullopt : store::find_by_slug(tx, article.slug);
  if (known && *known != article.id) return Error::conflict("article.slug_taken");
  store::set_form(tx, article);
  return Done{};
}

/// What a repeated key answers.
std::string remembered(const Article& article) {
  return std::string(to_text(article.state)) + " " + std::to_string(article.stage) + " " +
         std::to_string(article.version) + " " + article.id.str();
}
Changed recalled(const std::string& text) {
  const auto parts = split(text, ' ');
  return {ArticleId(parts.at(3)), parse_state(parts.at(0)).value(), std::stoi(parts.at(1)), std::stoll(parts.at(2))};
}

}  // namespace

// ---- columns

std::vector<store::ColumnView> ArticleService::columns(bool closed_too) const {
  return parts_.database.read([&](db::Reader& reader) { return store::columns(reader, closed_too); });
}

Task<Result<std::string>> ArticleService::enter_column(Actor actor, idempotency::Key key, Column column) {
  const Instant now = parts_.clock.now();
  column.id = ColumnId::fresh(now, parts_.random);
  auto use_case = [actor, key, column, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (auto may = access::check_may_keep_columns(tx, actor, column.site); !may) return may.error();
      if (auto right = check_column(column); !right) return right.error();
      if (!store::insert(tx, column)) return Error::conflict("column.slug_taken");
      audit::record(tx, {actor.person, "column.entered", "column", column.id.str(), "", column.name}, now);
      return column.id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Task<Result<std::string>> ArticleService::edit_column(Actor actor, idempotency::Key key, Column column) {
  const Instant now = parts_.clock.now();
  auto use_case = [actor, key, column, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto known = store::find_column(tx, column.id);
      if (!known) return Error::not_found("column.not_found");
      if (auto may = access::check_may_keep_columns(tx, actor, known->site); !may) return may.error();
      if (auto right = check_column(column); !right) return right.error();
      if (store::is_slug_taken(tx, column)) return Error::conflict("column.slug_taken");
      if (!store::update(tx, column)) return Error::conflict("column.changed_meanwhile");
      audit::record(tx, {actor.person, "column.edited", "column", column.id.str(), "", column.name}, now);
      return column.id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

// ---- staff reads

Result<store::Page> ArticleService::list(const Actor& actor, const Scope& scope) const {
  if (!store::is_cursor(scope.cursor)) return Error::invalid("list.bad_cursor", "cursor");
  store::Filter filter;
  filter.state = scope.state;
  filter.column = scope.column;
  filter.words = scope.words;
  filter.within = access::seen(actor);
  if (scope.waiting) filter.waits_for = actor.person;
  filter.reviews = access::reviewed(actor);
  filter.cursor = scope.cursor;
  filter.limit = scope.limit;
  return parts_.database.read([&](db::Reader& reader) { return store::list(reader, filter); });
}

Result<ArticleService::Detail> ArticleService::find(const Actor& actor, const ArticleId& article) const {
  const Instant now = parts_.clock.now();
  return parts_.database.read([&](db::Reader& reader) -> Result<Detail> {
    const auto found = access::get(reader, actor, article);
    if (!found) return found.error();
    Detail detail;
    detail.row = store::find_row(reader, article).value();
    detail.column = store::find_column(reader, found->column).value();
    detail.draft = store::version(reader, article, found->version).value().draft;
    detail.reviews = store::reviews(reader, article);
    const Body body = stored_body(detail.draft.body);
    detail.findings = marked(reader, article, read_passages(reader, detail.draft, body), now);
    detail.views = store::views(reader, article, days_of_views);
    detail.ways = store::views_by_way(reader, article);
    detail.judged_version = store::judged_version(reader, article);
    detail.may_write = access::may_write(reader, actor, *found) && may_write(*found).ok();
    detail.may_judge = may_judge(*found, detail.column, access::judge_of(reader, actor, *found, detail.column)).ok();
    detail.may_release = access::may_release(reader, actor, detail.column);
    detail.pictures = store::pictures(reader, media_of(body));
    for (const FilmId& film : films_of(detail.draft, body))
      if (auto one = store::find_film(reader, film)) detail.films.push_back(std::move(*one));
    detail.attachments = store::shown_attachments(reader, detail.draft.attachments);
    detail.html = html_of(reader, detail.draft);
    return detail;
  });
}

Result<ArticleService::Versions> ArticleService::versions(const Actor& actor, const ArticleId& article,
                                                          std::int64_t before, std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Versions> {
    const auto found = access::get(reader, actor, article);
    if (!found) return found.error();
    Versions page{store::versions(reader, article, before, limit + 1), {}};
    if (static_cast<std::int64_t>(page.items.size()) > limit) {
      page.items.pop_back();
      page.next = page.items.back().number;
    }
    return page;
  });
}

Result<ArticleService::Text> ArticleService::version(const Actor& actor, const ArticleId& article,
                                                     std::int64_t number) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Text> {
    const auto found = access::get(reader, actor, article);
    if (!found) return found.error();
    auto version = store::version(reader, article, number);
    if (!version) return Error::not_found("article.not_found");
    std::string html = html_of(reader, version->draft);
    return Text{std::move(*version), std::move(html)};
  });
}

Result<std::vector<DiffRow>> ArticleService::compared(const Actor& actor, const ArticleId& article, std::int64_t from,
                                                      std::int64_t to) const {
  const auto texts = parts_.database.read([&](db::Reader& reader) -> Result<std::array<std::vector<std::string>, 2>> {
    const auto found = access::get(reader, actor, article);
    if (!found) return found.error();
    const auto before = store::version(reader, article, from), after = store::version(reader, article, to);
    if (!before || !after) return Error::not_found("article.not_found");
    return std::array{all_passages(before->draft, stored_body(before->draft.body)),
                      all_passages(after->draft, stored_body(after->draft.body))};
  });
  if (!texts) return texts.error();
  return compare((*texts)[0], (*texts)[1]);
}

ArticleService::Package ArticleService::package_of(db::Reader& reader, const Article& article,
                                                   std::vector<Picture>& shown) const {
  const auto row = store::find_row(reader, article.id).value();
  const Draft draft = store::version(reader, article.id, article.version).value().draft;
  const Body body = led(draft, stored_body(draft.body));
  Package package{article.title, row.summary, row.editor, "", ""};
  if (!row.cover.hash.empty()) package.cover = address(picture_path(row.cover, shared_width));
  const Pictures pictures = store::pictures(reader, media_of(body));
  const Films films = store::shown_films(reader, films_of(body));
  const std::string page = address(article.id, Way::wechat);
  package.html = to_wechat(body, Showing{pictures, films, parts_.public_address, page});
  for (const auto& [id, picture] : pictures) shown.push_back(picture);
  for (const auto& [id, film] : films) shown.push_back(film.made.poster);
  return package;
}

Result<ArticleService::Package> ArticleService::wechat(const Actor& actor, const ArticleId& article) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Package> {
    const auto found = access::get(reader, actor, article);
    if (!found) return found.error();
    if (found->state != State::published) return Error::conflict("article.not_published");
    std::vector<Picture> shown;
    return package_of(reader, *found, shown);
  });
}

Result<ArticleService::Outgoing> ArticleService::outgoing(const ArticleId& article) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Outgoing> {
    const auto found = store::find(reader, article);
    if (!found || found->state != State::published) return Error::conflict("article.not_published");
    std::vector<Picture> shown;
    Outgoing out{package_of(reader, *found, shown), found->version, address(article, Way::wechat), {}};
    for (const Picture& picture : shown) out.pictures.push_back(address(picture_path(picture, shared_width)));
    return out;
  });
}

// ---- steps

Task<Result<Changed>> ArticleService::run(idempotency::Key key, Step step) {
  const Instant now = parts_.clock.now();
  auto use_case = [key = std::move(key), step = std::move(step), now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto article = step(tx, now);
      if (!article) return article.error();
      return remembered(*article);
    });
  };
  auto waiting = parts_.database.write(use_case);
  const Result<std::string> done = co_await waiting;
  if (!done) co_return done.error();
  co_return recalled(*done);
}

Result<Article> ArticleService::moved(db::Tx& tx, Article after, const Article& before, const Actor& actor,
                                      std::string_view kind, const std::string& reason, Instant now) {
  after.changed = now;
  if (!store::update(tx, after, before)) return changed_meanwhile();
  store::append_event(tx, parts_.random, after, actor.person, kind, reason, now);
  outbox::publish(tx, {"article.moved", after.site, {}, R"({"id":")" + after.id.str() + "\"}"}, now);
  if (parts_.follow) parts_.follow(tx, after, now);
  return after;
}

Task<Result<Changed>> ArticleService::write(Actor actor, idempotency::Key key, SiteId site, Draft draft) {
  const auto id = ArticleId::fresh(parts_.clock.now(), parts_.random);
  return run(std::move(key), [this, actor, site, draft, id](db::Tx& tx, Instant now) -> Result<Article> {
    if (auto may = access::check_may_write_at(tx, actor, site); !may) return may.error();
    Draft checked = draft;
    if (auto right = check_draft(tx, checked); !right) return right.error();
    Article article;
    article.id = id;
    article.column = checked.column;
    article.site = site;
    article.author = actor.person;
    article.title = checked.title;
    article.version = 1;
    article.created = article.changed = now;
    store::insert(tx, article);
    article.form = form_of(checked);
    article.slug = checked.slug;
    if (auto taken = take_slug(tx, article); !taken) return taken.error();
    insert_version(tx, id, {1, checked, actor.person, "", now});
    store::append_event(tx, parts_.random, article, actor.person, "written", "", now);
    return article;
  });
}

Result<Article> ArticleService::save_text(db::Tx& tx, const Actor& actor, const Article& before, const Draft& draft,
                                          Instant now) {
  Draft checked = draft;
  if (auto right = check_draft(tx, checked); !right) return right.error();
  if (form_of(checked) != before.form) return Error::invalid("article.form", "body");
  const Draft known = store::version(tx, before.id, before.version).value().draft;
  const auto text_of = [](const Draft& one) {
    return std::tie(one.title, one.summary, one.source, one.editor, one.cover, one.body, one.lead, one.lecturer,
                    one.attachments);
  };
  const bool same_text = text_of(known) == text_of(checked);
  if (same_text && checked.column == before.column && checked.slug == before.slug) return before;
  Article after = before;
  after.slug = checked.slug;
  if (auto taken = take_slug(tx, after); !taken) return taken.error();
  after.column = checked.column;
  after.title = checked.title;
  after.state = State::draft;
  after.stage = 0;
  after.publish_due = after.withdraw_due = after.published = std::nullopt;
  if (!same_text) {
    ++after.version;
    insert_version(tx, after.id, {after.version, checked, actor.person, "", now});
  }
  return moved(tx, after, before, actor, "saved", "", now);
}

Task<Result<Changed>> ArticleService::save(Actor actor, idempotency::Key key, ArticleId article, Draft draft,
                                           std::int64_t version) {
  return run(std::move(key), [this, actor, article, draft, version](db::Tx& tx, Instant now) -> Result<Article> {
    const auto before = access::get_to_write(tx, actor, article);
    if (!before) return before.error();
    if (auto may = may_write(*before); !may) return may.error();
    if (before->version != version) return changed_meanwhile();
    return save_text(tx, actor, *before, draft, now);
  });
}

Task<Result<Changed>> ArticleService::submit(Actor actor, idempotency::Key key, ArticleId article,
                                             std::int64_t version) {
  return run(std::move(key), [this, actor, article, version](db::Tx& tx, Instant now) -> Result<Article> {
    const auto before = access::get_to_write(tx, actor, article);
    if (!before) return before.error();
    if (before->state != State::draft) return Error::conflict("article.not_a_draft");
    if (before->version != version) return changed_meanwhile();
    if (auto ready = check_ready(tx, *before, now); !ready) return ready.error();
    const auto column = store::find_column(tx, before->column).value();
    Article after = *before;
    const Station first = first_station(column);
    after.state = first.state;
    after.stage = first.stage;
    ++after.round;
    after.reason = "";
    auto done = moved(tx, after, *before, actor, "submitted", "", now);
    if (done) tell_next(tx, *done, column, actor, now);
    return done;
  });
}

Result<Article> ArticleService::judged(db::Tx& tx, const Actor& actor, const Article& before,
                                       const Judgement& judgement, Instant now) {
  if (before.version != judgement.version) return changed_meanwhile();
  const auto column = store::find_column(tx, before.column).value();
  if (auto may = may_judge(before, column, access::judge_of(tx, actor, before, column)); !may) return may.error();
  if (!judgement.passed && trim(judgement.comment).empty()) return Error::invalid("article.comment", "comment");
  Article after = before;
  if (judgement.passed) {
    const Station next = next_station(column, {before.state, before.stage});
    after.state = next.state;
    after.stage = next.stage;
  } else {
    after.state = State::draft;
    after.stage = 0;
    after.reason = judgement.comment;
  }
  auto done = moved(tx, after, before, actor, judgement.passed ? "passed" : "returned", judgement.comment, now);
  if (!done) return done;
  store::append(tx, parts_.random, before.id,
                {before.round, before.state == State::in_review ? "review" : "proofread", before.stage,
                 before.version, actor.person, "", judgement.passed, judgement.comment, now});
  if (judgement.passed)
    tell_next(tx, *done, column, actor, now);
  else
    tell(tx, before.author, "article.returned", *done, actor, now);
  return done;
}

Task<Result<Changed>> ArticleService::judge(Actor actor, idempotency::Key key, ArticleId article,
                                            Judgement judgement) {
  return run(std::move(key), [this, actor, article, judgement](db::Tx& tx, Instant now) -> Result<Article> {
    const auto before = access::get(tx, actor, article);
    if (!before) return before.error();
    return judged(tx, actor, *before, judgement, now);
  });
}

Article ArticleService::publish(db::Tx& tx, Article article, Instant at) const {
  article.state = State::published;
  article.stage = 0;
  article.published = at;
  article.publish_due = std::nullopt;
  article.reason = "";
  const Draft draft = store::version(tx, article.id, article.version).value().draft;
  std::string text;
  const auto all = read_passages(tx, draft, stored_body(draft.body));
  for (auto passage = all.begin() + head_passages; passage != all.end(); ++passage) text += *passage + "\n";
  text += draft.lecturer;
  search::index(tx, {"article", article.id.str(), draft.title, draft.summary, text});
  return article;
}

Task<Result<Changed>> ArticleService::release(Actor actor, idempotency::Key key, ArticleId article, Release release) {
  return run(std::move(key), [this, actor, article, release](db::Tx& tx, Instant now) -> Result<Article> {
    const auto before = access::get_to_release(tx, actor, article);
    if (!before) return before.error();
    if (before->version != release.version) return changed_meanwhile();
    if (auto may = check_release(*before, release.publish_due, release.withdraw_due, now); !may) return may.error();
    if (auto ready = check_ready(tx, *before, now); !ready) return ready.error();
    Article after = *before;
    after.withdraw_due = release.withdraw_due;
    if (release.publish_due) {
      after.state = State::scheduled;
      after.publish_due = release.publish_due;
    } else {
      after = publish(tx, after, now);
    }
    const std::string_view kind = release.publish_due ? "scheduled" : "published";
    auto done = moved(tx, after, *before, actor, kind, "", now);
    if (!done) return done;
    if (!release.publish_due) tell(tx, after.author, "article.published", *done, actor, now);
    audit::record(tx,
                  {actor.person, release.publish_due ? "article.scheduled" : "article.published", "article",
                   article.str(), "", ""},
                  now);
    return done;
  });
}

Task<Result<Changed>> ArticleService::withdraw(Actor actor, idempotency::Key key, ArticleId article,
                                               std::string reason) {
  return run(std::move(key), [this, actor, article, reason](db::Tx& tx, Instant now) -> Result<Article> {
    const auto before = access::get_to_release(tx, actor, article);
    if (!before) return before.error();
    const bool scheduled = before->state == State::scheduled;
    if (!scheduled && before->state != State::published) return Error::conflict("article.not_published");
    Article after = *before;
    after.state = scheduled ? State::approved : State::withdrawn;
    after.publish_due = after.withdraw_due = std::nullopt;
    after.reason = reason;
    if (!scheduled) search::remove(tx, "article", article.str());
    auto done = moved(tx, after, *before, actor, scheduled ? "unscheduled" : "withdrawn", reason, now);
    if (!done) return done;
    if (!scheduled) tell(tx, after.author, "article.withdrawn", *done, actor, now);
    audit::record(
        tx,
        {actor.person, scheduled ? "article.unscheduled" : "article.withdrawn", "article", article.str(), reason, ""},
        now);
    return done;
  });
}

Task<Result<Changed>> ArticleService::confirm(Actor actor, idempotency::Key key, ArticleId article,
                                              std::string passage, std::string reason) {
  return run(std::move(key), [this, actor, article, passage, reason](db::Tx& tx, Instant now) -> Result<Article> {
    const auto found = access::get_to_release(tx, actor, article);
    if (!found) return found;
    const Draft draft = store::version(tx, article, found->version).value().draft;
    const auto all = marked(tx, article, read_passages(tx, draft, stored_body(draft.body)), now);
    const auto one =
        std::find_if(all.begin(), all.end(), [&](const Marked& mark) { return mark.finding.text == passage; });
    if (one == all.end()) return Error::not_found("article.no_such_passage");
    if (one->finding.kind == Personal::id_number) return Error::conflict("article.never_public");
    store::confirm(tx, article, passage, reason, actor.person, now);
    store::append_event(tx, parts_.random, *found, actor.person, "confirmed", reason, now);
    audit::record(tx,
                  {actor.person, "article.confirmed", "article", article.str(), reason,
                   std::string(to_text(one->finding.kind))},
                  now);
    return found;
  });
}

// ---- who hears of it

void ArticleService::tell(db::Tx& tx, const PersonId& person, std::string_view kind, const Article& article,
                          const Actor& actor, Instant now) {
  if (person == actor.person) return;
  json::Writer params;
  params.begin().field("title", article.title).field("reason", article.reason).end();
  notices::send(tx, {person, kind, {}, params.take()}, now, parts_.random);
}

/// Whoever could judge it now, nearest first; the column's owner once it is approved.
void ArticleService::tell_next(db::Tx& tx, const Article& article, const Column& column, const Actor& actor,
                               Instant now) {
  const bool proofreading = article.state == State::in_proofread;
  const bool owners = article.state == State::approved || (!proofreading && article.stage >= column.reviews);
  std::vector<PersonId> people;
  for (const Role role : {Role::dispatcher, Role::leader, Role::clerk}) {
    if (role == Role::clerk && !proofreading) continue;
    for (const PersonId& person : people::holders(tx, role, owners ? column.site : article.site))
      if (std::find(people.begin(), people.end(), person) == people.end()) people.push_back(person);
  }
  std::size_t told = 0;
  for (const PersonId& person : people) {
    if (told >= most_told) break;
    if (store::passed(tx, article, person) || store::wrote(tx, article.id, person)) continue;
    tell(tx, person, article.state == State::approved ? "article.approved" : "article.waiting", article, actor, now);
    ++told;
  }
}

// ---- everybody's reads

Result<store::Page> ArticleService::published(const std::string& slug, const std::string& cursor,
                                              std::int64_t limit) const {
  if (!store::is_cursor(cursor)) return Error::invalid("list.bad_cursor", "cursor");
  return parts_.database.read(
      [&](db::Reader& reader) { return store::published(reader, store::Shelf::all, slug, cursor, limit); });
}

Result<store::Page> ArticleService::lectures(const std::string& slug, const std::string& cursor,
                                             std::int64_t limit) const {
  if (!store::is_cursor(cursor)) return Error::invalid("list.bad_cursor", "cursor");
  return parts_.database.read(
      [&](db::Reader& reader) { return store::published(reader, store::Shelf::lectures, slug, cursor, limit); });
}

std::optional<store::RowView> ArticleService::next_lecture(const Article& article) const {
  return parts_.database.read([&](db::Reader& reader) { return store::next_in_column(reader, article); });
}

Result<ArticleService::Reading> ArticleService::read(const ArticleId& article, Place place) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Reading> {
    auto row = store::find_row(reader, article);
    if (!row || row->article.state != State::published) return Error::not_found("article.not_found");
    const Draft draft = store::version(reader, article, row->article.version).value().draft;
    const Body body = stored_body(draft.body);
    const Pictures pictures = store::pictures(reader, media_of(body));
    const Films films = store::shown_films(reader, films_of(draft, body));
    Reading reading{std::move(*row), {}, {}, store::shown_attachments(reader, draft.attachments), {}};
    if (place == Place::elsewhere) {
      const std::string page = address(article, Way::feed);
      reading.html = to_html(led(draft, body), Showing{pictures, films, parts_.public_address, page});
      return reading;
    }
    const bool english = place == Place::page_in_english;
    const Showing showing{pictures, films, "", "", english};
    reading.html = to_html(body, showing);
    if (const auto lead = films.find(draft.lead); lead != films.end()) {
      reading.lead = film_html(lead->second, "", showing);
      reading.film = lead->second.made;
    }
    return reading;
  });
}

Result<ArticleService::PageReading> ArticleService::read_page(const std::string& name) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<PageReading> {
    const auto id = is_ulid(name) ? std::optional(ArticleId(name)) : store::find_by_slug(reader, name);
    auto row = id ? store::find_row(reader, *id) : std::nullopt;
    if (!row || row->article.state != State::published || row->article.form != Form::page)
      return Error::not_found("article.not_found");
    const Body body = stored_body(store::version(reader, *id, row->article.version).value().draft.body);
    const Pictures pictures = store::pictures(reader, media_of(body));
    const Films films = store::shown_films(reader, films_of(body));
    PageReading reading{std::move(*row), to_html(body, Showing{pictures, films}), live_blocks(body.blocks), {}};
    for (const Block& block : body.blocks)
      if (const auto shown = pictures.find(block.media); shown != pictures.end() && reading.shared.hash.empty())
        reading.shared = shown->second;
    if (!reading.row.cover.hash.empty()) reading.shared = reading.row.cover;
    return reading;
  });
}

void ArticleService::count_view(const ArticleId& article, Way way) {
  const std::lock_guard lock(mutex_);
  const std::pair counted{article, way};
  if (views_.size() < most_counted || views_.contains(counted)) ++views_[counted];
}

std::int64_t ArticleService::mark() const {
  return parts_.database.read([](db::Reader& reader) { return outbox::last_seq(reader); });
}

// ---- the clock

void ArticleService::write_views() {
  std::map<std::pair<ArticleId, Way>, std::int64_t> counted;
  {
    const std::lock_guard lock(mutex_);
    counted.swap(views_);
  }
  if (counted.empty()) return;
  const std::string day = ws::to_text(local_date(parts_.clock.now()));
  const auto written = parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    for (const auto& [of, views] : counted)
      if (store::find(tx, of.first)) store::add_views(tx, of.first, day, of.second, views);
    return Done{};
  });
  if (written) return;
  const std::lock_guard lock(mutex_);
  for (const auto& [of, views] : counted) views_[of] += views;
}

int ArticleService::tick() {
  write_views();
  const Instant now = parts_.clock.now();
  const auto due = parts_.database.read([&](db::Reader& reader) { return store::due(reader, now, most_due); });
  int count = 0;
  for (const ArticleId& id : due) {
    const auto done = parts_.database.write_now([&](db::Tx& tx) -> Result<Article> {
      const auto before = store::find(tx, id).value();
      if (before.state == State::scheduled && before.publish_due && *before.publish_due <= now) {
        auto published = moved(tx, publish(tx, before, *before.publish_due), before, {}, "published", "", now);
        if (published) tell(tx, before.author, "article.published", *published, {}, now);
        return published;
      }
      if (before.state != State::published || !before.withdraw_due || *before.withdraw_due > now)
        return changed_meanwhile();
      Article after = before;
      after.state = State::withdrawn;
      after.withdraw_due = std::nullopt;
      search::remove(tx, "article", id.str());
      return moved(tx, after, before, {}, "withdrawn", "", now);
    });
    if (done) ++count;
  }
  return count;
}

}  // namespace ws::content
