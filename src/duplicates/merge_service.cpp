#include "duplicates/merge_service.h"

#include <algorithm>

#include "audit/public.h"
#include "base/json.h"
#include "base/text.h"
#include "hours/public.h"
#include "notices/public.h"
#include "people/public.h"
#include "volunteers/public.h"

namespace ws::duplicates {
namespace {

constexpr std::int64_t most_candidates = 100;

/// Writes the lines of one merge's trail.
class Trail {
 public:
  Trail(db::Tx& tx, Random& random, const MergeId& merge, PersonId actor, Instant now)
      : tx_(tx), random_(random), merge_(merge), actor_(std::move(actor)), now_(now) {}
  void add(const char* kind, const char* what, const std::string& ref, const std::string& detail = {}) {
    store::trace(tx_, random_, merge_, actor_, {0, {}, {}, kind, what, ref, detail}, now_);
  }

 private:
  db::Tx& tx_;
  Random& random_;
  const MergeId& merge_;
  PersonId actor_;
  Instant now_;
};

void tell(db::Tx& tx, Random& random, const PersonId& person, std::string_view kind, const Merge& merge,
          Instant now) {
  json::Writer params;
  params.begin().field("number", merge.merged.number).field("name", merge.merged.name).end();
  notices::send(tx, {person, kind, {}, params.take()}, now, random);
}

std::vector<hours::Reentered> reentered_of(const std::vector<Trace>& trail) {
  std::vector<hours::Reentered> found;
  for (const Trace& line : trail)
    if (line.kind == "reentered") found.push_back({HoursEntryId(line.ref), HoursEntryId(line.detail)});
  return found;
}

}  // namespace

std::vector<Candidate> MergeService::candidates(const Actor& actor) const {
  return parts_.database.read(
      [&](db::Reader& reader) { return store::candidates(reader, access::roots(actor), most_candidates); });
}

MergeService::Page MergeService::list(const Actor& actor, std::optional<State> state, const std::string& cursor,
                                      std::int64_t limit) const {
  Page page{parts_.database.read([&](db::Reader& reader) {
              return store::list(reader, access::roots(actor), state, cursor, limit + 1);
            }),
            {}};
  if (static_cast<std::int64_t>(page.items.size()) > limit) {
    page.items.pop_back();
    page.next = page.items.back().id.str();
  }
  return page;
}

Result<MergeService::Detail> MergeService::find(const Actor& actor, const MergeId& id) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Detail> {
    auto merge = access::get(reader, actor, id);
    if (!merge) return merge.error();
    const Reach own = access::reach_of(reader, actor, merge->merged, merge->survivor);
    const Reach theirs = access::reach_of_person(reader, merge->proposed_by, merge->merged, merge->survivor);
    const bool decidable = merge->state == State::proposed && may_decide(*merge, actor.person, own, theirs).ok();
    auto trail = store::trail(reader, id);
    return Detail{std::move(*merge), std::move(trail), decidable};
  });
}

std::string MergeService::mobile_masked(const Account& account) const {
  return mask_mobile(parts_.vault.open(account.mobile_sealed, people::mobile_context).value_or(""));
}

Task<Result<std::string>> MergeService::propose(Actor actor, idempotency::Key key, PersonId merged, PersonId survivor,
                                                std::string reason) {
  const Instant now = parts_.clock.now();
  const auto id = MergeId::fresh(now, parts_.random);
  auto use_case = [this, actor, key, merged, survivor, reason, id, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (merged == survivor) return Error::invalid("merge.same", "survivor_id");
      const auto one = store::find_account(tx, merged);
      const auto other = store::find_account(tx, survivor);
      if (!one || !other || !access::reach_of(tx, actor, *one, *other).any())
        return Error::not_found("person.not_found");
      if (actor.person == merged || actor.person == survivor) return Error::forbidden("merge.own");
      if (!store::insert(tx, id, merged, survivor, actor.person, reason, now))
        return Error::conflict("merge.already");
      Trail(tx, parts_.random, id, actor.person, now).add("proposed", "account", merged.str(), reason);
      audit::record(tx, {actor.person, "merge.proposed", "person", merged.str(), reason, survivor.str()}, now);
      return id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

/// What moves: the account, memberships, skills, the ledger's sums. What stays: the ledger's rows, orders,
/// certificates, consents, all under the account they were made for.
Outcome MergeService::join(db::Tx& tx, const Actor& actor, const Merge& merge, Instant now) const {
  const PersonId& merged = merge.merged.person;
  const PersonId& survivor = merge.survivor.person;
  Trail trail(tx, parts_.random, merge.id, actor.person, now);
  if (!store::find_account(tx, survivor) || !store::find_account(tx, merged)) return Error::conflict("merge.already");
  trail.add("merged", "account", merged.str(), merge.merged.state);
  for (const PersonId& account : people::accounts_of(tx, merged))
    if (account != merged) trail.add("moved", "account", account.str());
  const auto held = store::belongings(tx, survivor);
  for (const store::Belonging& belonging : store::belongings(tx, merged)) {
    const bool twice =
        std::any_of(held.begin(), held.end(), [&](const auto& own) { return own.team == belonging.team; });
    trail.add(twice ? "kept" : "moved", "membership", belonging.team.str(), belonging.leader ? "leader" : "");
    if (twice) continue;
    store::remove_belonging(tx, merged, belonging.team);
    store::add_belonging(tx, survivor, belonging, now);
    people::end_leading(tx, merged, belonging.team, now);
    if (belonging.leader) people::begin_leading(tx, parts_.random, survivor, belonging.team, actor.person, now);
  }
  for (const std::string& skill : store::copy_skills(tx, merged, survivor)) trail.add("moved", "skill", skill);
  const auto entries = hours::join_ledgers(tx, parts_.random, parts_.rules, merged, survivor, actor.person, now);
  if (!entries) return entries.error();
  for (const hours::Reentered& entry : *entries)
    trail.add("reentered", "hours", entry.before.str(), entry.after.str());
  return volunteers::follow(tx, parts_.random, parts_.rules, merged, volunteers::Step::suspended, actor.person,
                            "合并账号", now);
}

Outcome MergeService::part(db::Tx& tx, const Actor& actor, const Merge& merge, Instant now) const {
  const PersonId& merged = merge.merged.person;
  const PersonId& survivor = merge.survivor.person;
  const auto lines = store::trail(tx, merge.id);
  hours::Parting parting{merged, survivor, {}, reentered_of(lines)};
  // A survivor who was merged further is parted from there first.
  if (!store::find_account(tx, survivor) || hours::has_entries_since(tx, survivor, *merge.decided, parting.reentered))
    return Error::conflict("merge.lived_on");
  Trail trail(tx, parts_.random, merge.id, actor.person, now);
  bool counted = false;
  for (const Trace& line : lines) {
    if (line.kind == "merged") counted = line.detail == "registered";
    if (line.kind == "moved" && line.what == "account") parting.followed.emplace_back(line.ref);
    if (line.kind == "moved" && line.what == "skill") store::remove_skill(tx, survivor, line.ref);
    if (line.kind != "moved" || line.what != "membership") continue;
    const store::Belonging belonging{TeamId(line.ref), line.detail == "leader"};
    store::remove_belonging(tx, survivor, belonging.team);
    store::add_belonging(tx, merged, belonging, now);
    people::end_leading(tx, survivor, belonging.team, now);
    if (belonging.leader) people::begin_leading(tx, parts_.random, merged, belonging.team, actor.person, now);
  }
  const auto parted = hours::part_ledgers(tx, parts_.random, parts_.rules, parting, actor.person, now);
  if (!parted || !counted) return parted;
  return volunteers::follow(tx, parts_.random, parts_.rules, merged, volunteers::Step::resumed, actor.person,
                            "撤销合并", now);
}

Task<Result<std::string>> MergeService::accept(Actor actor, idempotency::Key key, MergeId id) {
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, id, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto merge = access::get(tx, actor, id);
      if (!merge) return merge.error();
      const Reach own = access::reach_of(tx, actor, merge->merged, merge->survivor);
      const Reach theirs = access::reach_of_person(tx, merge->proposed_by, merge->merged, merge->survivor);
      if (auto may = may_decide(*merge, actor.person, own, theirs); !may) return may.error();
      if (store::has_roles(tx, merge->merged.person)) return Error::conflict("merge.has_roles");
      if (store::is_unfinished(tx, merge->merged.person, now)) return Error::conflict("merge.unfinished");
      if (!store::decide(tx, id, State::merged, actor.person, now)) return Error::conflict("merge.decided");
      if (auto joined = join(tx, actor, *merge, now); !joined) return joined.error();
      tell(tx, parts_.random, merge->survivor.person, "merge.merged", *merge, now);
      audit::record(tx,
                    {actor.person, "merge.merged", "person", merge->merged.person.str(), merge->reason,
                     merge->survivor.person.str()},
                    now);
      return id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Task<Result<std::string>> MergeService::refuse(Actor actor, idempotency::Key key, MergeId id, std::string reason) {
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, id, reason, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto merge = access::get(tx, actor, id);
      if (!merge) return merge.error();
      if (actor.person == merge->proposed_by) return Error::forbidden("merge.own");
      if (!store::decide(tx, id, State::refused, actor.person, now)) return Error::conflict("merge.decided");
      Trail(tx, parts_.random, id, actor.person, now).add("refused", "account", merge->merged.person.str(), reason);
      audit::record(tx, {actor.person, "merge.refused", "person", merge->merged.person.str(), reason, ""}, now);
      return id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Task<Result<std::string>> MergeService::undo(Actor actor, idempotency::Key key, MergeId id, std::string reason) {
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, id, reason, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto merge = access::get(tx, actor, id);
      if (!merge) return merge.error();
      if (actor.person == merge->proposed_by) return Error::forbidden("merge.own");
      if (!store::undo(tx, id, actor.person, now)) return Error::conflict("merge.not_merged");
      if (auto parted = part(tx, actor, *merge, now); !parted) return parted.error();
      Trail(tx, parts_.random, id, actor.person, now).add("undone", "account", merge->merged.person.str(), reason);
      tell(tx, parts_.random, merge->survivor.person, "merge.undone", *merge, now);
      audit::record(tx, {actor.person, "merge.undone", "person", merge->merged.person.str(), reason, ""}, now);
      return id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

}  // namespace ws::duplicates
