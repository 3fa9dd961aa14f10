#include "live/replay_service.h"

namespace ws::live {

ReplayService::Answer ReplayService::run(Actor actor, idempotency::Key key, BroadcastId broadcast,
                                         std::string_view kind, Step step) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, broadcast, kind = std::string(kind), step, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      auto found = access::get_to_run(tx, actor, broadcast);
      if (!found) return found.error();
      if (const Outcome may = may_arrange(*found); !may) return may.error();
      if (const Outcome done = step(tx, *found, now); !done) return done.error();
      if (!store::update(tx, *found)) return Error::conflict("live.changed_meanwhile");
      store::append_event(tx, random_, broadcast, actor.person, kind, "", now);
      return broadcast.str();
    });
  };
  co_return co_await database_.write(use_case);
}

ReplayService::Answer ReplayService::arrange(Actor actor, idempotency::Key key, BroadcastId broadcast, Trim trim,
                                             std::vector<Chapter> chapters, std::int64_t version) {
  Step step = [trim, chapters = std::move(chapters), version](db::Tx& tx, Broadcast& found, Instant) -> Outcome {
    if (found.version != version) return Error::conflict("live.changed_meanwhile");
    if (const Outcome right = check_trim(trim); !right) return right;
    if (const Outcome right = check_chapters(chapters); !right) return right;
    store::set_chapters(tx, found.id, chapters);
    if (found.trim == trim) return Done{};
    found.trim = trim;
    ++found.cut_turn;
    found.replay_tries = 0;
    return Done{};
  };
  return run(std::move(actor), std::move(key), std::move(broadcast), "replay_arranged", std::move(step));
}

ReplayService::Answer ReplayService::caption(Actor actor, idempotency::Key key, BroadcastId broadcast,
                                             std::string text) {
  const PersonId by = actor.person;
  Step step = [text = std::move(text), by](db::Tx& tx, Broadcast& found, Instant now) -> Outcome {
    if (text.empty()) {
      store::set_captions(tx, found.id, "", by, now);
      return Done{};
    }
    const auto cues = parse_captions(text);
    if (!cues) return cues.error();
    store::set_captions(tx, found.id, to_vtt(*cues), by, now);
    return Done{};
  };
  return run(std::move(actor), std::move(key), std::move(broadcast), "captioned", std::move(step));
}

Result<ReplayService::Text> ReplayService::text(const BroadcastId& broadcast) const {
  return database_.read([&](db::Reader& reader) -> Result<Text> {
    const auto found = access::get_public(reader, broadcast);
    if (!found) return found.error();
    Text text{shown(store::chapters(reader, broadcast), found->trim), {}};
    if (const std::string kept = store::captions(reader, broadcast); !kept.empty())
      text.cues = shown(parse_captions(kept).value(), found->trim);
    return text;
  });
}

Result<std::vector<Chapter>> ReplayService::chapters(const Actor& actor, const BroadcastId& broadcast) const {
  return database_.read([&](db::Reader& reader) -> Result<std::vector<Chapter>> {
    if (const auto found = access::get(reader, actor, broadcast); !found) return found.error();
    return store::chapters(reader, broadcast);
  });
}

}  // namespace ws::live
