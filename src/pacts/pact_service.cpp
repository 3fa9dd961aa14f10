#include "pacts/pact_service.h"

#include <numeric>
#include <utility>

#include "audit/public.h"
#include "search/public.h"

namespace ws::pacts {
namespace {

constexpr std::int64_t most_on_shelf = 50;

Error changed_meanwhile() {
  return Error::conflict("pact.changed_meanwhile");
}

}  // namespace

std::int64_t PactService::Reading::joined() const {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0},
                         [](std::int64_t sum, const Count& count) { return sum + count.joined; });
}

Task<Result<std::string>> PactService::run(idempotency::Key key, Step step) {
  const Instant now = parts_.clock.now();
  auto use_case = [key, step, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() { return step(tx, now); });
  };
  co_return co_await parts_.database.write(use_case);
}

void PactService::note(db::Tx& tx, const PactId& pact, std::int64_t number, const PersonId& actor,
                       std::string_view kind, const std::string& reason, Instant now) {
  store::append_event(tx, parts_.random, pact, number, actor, kind, reason, now);
  audit::record(tx, {actor, "pact." + std::string(kind), "pact", pact.str(), reason, std::to_string(number)}, now);
}

// ---- everybody

PactService::Reading PactService::reading_of(db::Reader& reader, const Actor& actor, Pact pact) const {
  Reading reading;
  reading.versions = store::published_versions(reader, pact.id);
  reading.counts = store::counts(reader, pact.id);
  reading.on_paper = store::on_paper(reader, pact.id);
  if (actor.signed_in()) reading.own = store::find_joining(reader, pact.id, actor.person);
  reading.pact = std::move(pact);
  return reading;
}

Result<PactService::Reading> PactService::read(const Actor& actor, const PactId& pact) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Reading> {
    auto found = access::get_public(reader, pact);
    if (!found) return found.error();
    return reading_of(reader, actor, std::move(*found));
  });
}

std::vector<PactService::Reading> PactService::shelf(const Actor& actor) const {
  return parts_.database.read([&](db::Reader& reader) {
    std::vector<Reading> found;
    for (store::Row& row : store::shelf(reader, most_on_shelf))
      found.push_back(reading_of(reader, actor, std::move(row.pact)));
    return found;
  });
}

Task<Result<std::string>> PactService::join(Actor actor, idempotency::Key key, PactId pact, std::int64_t number) {
  return run(std::move(key), [actor, pact, number](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = access::get_public(tx, pact);
    if (!found) return found.error();
    if (const Outcome may = may_join(*found, number); !may) return may.error();
    const auto own = store::find_joining(tx, pact, actor.person);
    if (own && own->number == number) return pact.str();
    store::leave(tx, pact, actor.person);  // of a version before
    store::join(tx, pact, actor.person, number, now);
    return pact.str();
  });
}

Task<Result<std::string>> PactService::leave(Actor actor, idempotency::Key key, PactId pact) {
  return run(std::move(key), [actor, pact](db::Tx& tx, Instant) -> Result<std::string> {
    const auto found = access::get_public(tx, pact);
    if (!found) return found.error();
    store::leave(tx, pact, actor.person);
    return pact.str();
  });
}

Task<Result<std::string>> PactService::card(Actor actor, PactId pact, CardForm form) {
  const auto found = read(actor, pact);
  if (!found) co_return found.error();
  if (!found->own) co_return Error::conflict("pact.not_joined");
  auto draw = [card = Card{found->words().words, found->joined(), parts_.public_address + "/pacts/" + pact.str()},
               form] { return draw_card(card, form); };
  auto rendering = parts_.rendering.run(draw);
  auto bytes = co_await rendering;
  co_return bytes;
}

// ---- staff

PactService::Page PactService::list(const Actor& actor, std::optional<State> state, const std::string& cursor,
                                    std::int64_t limit) const {
  const store::Filter filter{state, access::seen(actor), cursor, limit};
  return parts_.database.read([&](db::Reader& reader) {
    Page page{store::list(reader, filter), std::nullopt};
    if (page.items.size() <= static_cast<std::size_t>(limit)) return page;
    page.items.resize(static_cast<std::size_t>(limit));
    page.next = page.items.back().pact.id.str();
    return page;
  });
}

Result<PactService::Detail> PactService::find(const Actor& actor, const PactId& pact) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Detail> {
    auto found = access::get(reader, actor, pact);
    if (!found) return found.error();
    Detail detail;
    detail.current = store::find_version(reader, pact, found->current);
    detail.open = store::find_open(reader, pact);
    detail.counts = store::counts(reader, pact);
    detail.papers = store::papers(reader, pact);
    detail.events = store::events(reader, pact);
    detail.may_write = access::may_write(reader, actor, *found);
    detail.judge = access::judge_of(reader, actor, *found, detail.open);
    detail.pact = std::move(*found);
    return detail;
  });
}

Task<Result<std::string>> PactService::create(Actor actor, idempotency::Key key, SiteId site, Words words) {
  Pact pact;
  pact.id = PactId::fresh(parts_.clock.now(), parts_.random);
  pact.site = std::move(site);
  return run(std::move(key), [this, actor, pact, words](db::Tx& tx, Instant now) -> Result<std::string> {
    if (const Outcome may = access::check_may_write_at(tx, actor, pact.site); !may) return may.error();
    if (const Outcome right = check_words(words, parts_.limits); !right) return right.error();
    store::insert(tx, pact, actor.person, now);
    store::keep_version(tx, pact.id, {1, VersionState::draft, words, "", {}});
    note(tx, pact.id, 1, actor.person, "written", "", now);
    return pact.id.str();
  });
}

Result<std::string> PactService::write_in(db::Tx& tx, const Actor& actor, Pact pact, const Words& words,
                                          Instant now) {
  auto open = store::find_open(tx, pact.id);
  if (const Outcome may = may_write(pact, open); !may) return may.error();
  if (const Outcome right = check_words(words, parts_.limits); !right) return right.error();
  if (!open) open = Version{pact.current + 1, VersionState::draft, {}, "", {}};
  open->words = words;
  if (!store::update(tx, pact)) return changed_meanwhile();
  store::keep_version(tx, pact.id, *open);
  note(tx, pact.id, open->number, actor.person, "written", "", now);
  return pact.id.str();
}

Task<Result<std::string>> PactService::write(Actor actor, idempotency::Key key, PactId pact, Words words,
                                             std::int64_t version) {
  return run(std::move(key), [this, actor, pact, words, version](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get_to_write(tx, actor, pact);
    if (!found) return found.error();
    if (found->version != version) return changed_meanwhile();
    return write_in(tx, actor, std::move(*found), words, now);
  });
}

Task<Result<std::string>> PactService::submit(Actor actor, idempotency::Key key, PactId pact) {
  return run(std::move(key), [this, actor, pact](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = access::get_to_write(tx, actor, pact);
    if (!found) return found.error();
    auto open = store::find_open(tx, pact);
    if (const Outcome may = may_submit(open); !may) return may.error();
    open->state = VersionState::in_review;
    open->because.clear();
    if (!store::update(tx, *found)) return changed_meanwhile();
    store::keep_version(tx, pact, *open);
    note(tx, pact, open->number, actor.person, "submitted", "", now);
    return pact.str();
  });
}

Result<std::string> PactService::publish_in(db::Tx& tx, const Actor& actor, const PactId& id, Instant now) {
  auto found = access::get(tx, actor, id);
  if (!found) return found.error();
  auto open = store::find_open(tx, id);
  if (const Outcome may = may_judge(*found, open, access::judge_of(tx, actor, *found, open)); !may)
    return may.error();
  open->state = VersionState::published;
  open->published = now;
  found->state = State::published;
  found->current = open->number;
  found->published = now;
  if (!store::update(tx, *found)) return changed_meanwhile();
  store::keep_version(tx, id, *open);
  store::begin_count(tx, id, open->number);
  std::string text;
  for (const std::string& clause : open->words.clauses) text += clause + " ";
  search::index(tx, {"pact", id.str(), open->words.title, open->words.preamble, text});
  note(tx, id, open->number, actor.person, "published", "", now);
  return id.str();
}

Task<Result<std::string>> PactService::publish(Actor actor, idempotency::Key key, PactId pact) {
  return run(std::move(key),
             [this, actor, pact](db::Tx& tx, Instant now) { return publish_in(tx, actor, pact, now); });
}

Task<Result<std::string>> PactService::give_back(Actor actor, idempotency::Key key, PactId pact, std::string reason) {
  return run(std::move(key), [this, actor, pact, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = access::get(tx, actor, pact);
    if (!found) return found.error();
    auto open = store::find_open(tx, pact);
    if (const Outcome may = may_judge(*found, open, access::judge_of(tx, actor, *found, open)); !may)
      return may.error();
    open->state = VersionState::draft;
    open->because = reason;
    if (!store::update(tx, *found)) return changed_meanwhile();
    store::keep_version(tx, pact, *open);
    note(tx, pact, open->number, actor.person, "returned", reason, now);
    return pact.str();
  });
}

Task<Result<std::string>> PactService::close(Actor actor, idempotency::Key key, PactId pact, std::string reason) {
  return run(std::move(key), [this, actor, pact, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get(tx, actor, pact);
    if (!found) return found.error();
    if (const Outcome may = may_close(*found, access::judge_of(tx, actor, *found, {})); !may) return may.error();
    found->state = State::closed;
    found->because = reason;
    if (!store::update(tx, *found)) return changed_meanwhile();
    search::remove(tx, "pact", pact.str());
    note(tx, pact, found->current, actor.person, "closed", reason, now);
    return pact.str();
  });
}

Task<Result<std::string>> PactService::enter_paper(Actor actor, idempotency::Key key, PactId pact, Paper paper) {
  paper.id = PactPaperId::fresh(parts_.clock.now(), parts_.random);
  return run(std::move(key), [this, actor, pact, paper](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = access::get_to_write(tx, actor, pact);
    if (!found) return found.error();
    if (found->state != State::published) return Error::conflict("pact.not_published");
    if (const Outcome right = check_paper(paper, now, parts_.limits); !right) return right.error();
    Paper entered = paper;
    entered.number = found->current;
    store::insert(tx, pact, entered, actor.person, now);
    note(tx, pact, found->current, actor.person, "paper_entered",
         std::to_string(paper.signatures) + " · " + ws::to_text(paper.day) + " · " + paper.place, now);
    return paper.id.str();
  });
}

Task<Result<std::string>> PactService::strike_paper(Actor actor, idempotency::Key key, PactPaperId paper,
                                                    std::string reason) {
  return run(std::move(key), [this, actor, paper, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto known = store::find_paper(tx, paper);
    const auto found =
        known ? access::get_to_write(tx, actor, known->pact) : Result<Pact>(Error::not_found("pact.paper_not_found"));
    // Of a pact that they do not see there is no paper.
    if (!found && found.error().code == ErrorCode::not_found) return Error::not_found("pact.paper_not_found");
    if (!found) return found.error();
    if (!store::strike(tx, paper, actor.person, reason, now)) return Error::not_found("pact.paper_not_found");
    note(tx, known->pact, known->number, actor.person, "paper_struck", reason, now);
    return paper.str();
  });
}

}  // namespace ws::pacts
