#include "live/handout_service.h"

#include "audit/public.h"
#include "base/text.h"
#include "content/public.h"
#include "db/durable_file.h"
#include "outbox/public.h"

namespace ws::live {
namespace {

Outcome check_title(std::string_view title) {
  if (trim(title).empty()) return Error::invalid("field.required", "title");
  if (has_control_characters(title)) return Error::invalid("field.characters", "title");
  return Done{};
}

/// The room gets all of them anew: there are few.
void tell_room(db::Tx& tx, const Broadcast& broadcast, Instant now) {
  json::Writer out;
  out.begin().field("broadcast_id", broadcast.id).field("type", "handouts").key("items").array();
  for (const Handout& one : store::handouts(tx, broadcast.id)) write(out, one);
  outbox::publish(tx, {"broadcast", broadcast.plan.site, {}, out.end_array().end().take()}, now);
}

/// A title as the name of a file: without what a path or a header would take for its own.
std::string file_name(const Handout& handout) {
  std::string name;
  for (const char c : handout.title)
    name += std::string_view("/\\\":*?<>|%").find(c) == std::string_view::npos && c >= 0x20 ? c
            : static_cast<unsigned char>(c) >= 0x80                                         ? c
                                                                                            : ' ';
  return trim(name) + "." + handout.target;
}

}  // namespace

void write(json::Writer& out, const Handout& handout) {
  out.begin()
      .field("id", handout.id)
      .field("kind", to_text(handout.kind))
      .field("title", handout.title)
      .field("file_type", handout.kind == Handout::Kind::file ? handout.target : std::string())
      .field("bytes", handout.bytes)
      .field("address", handout.address)
      .end();
}

std::filesystem::path HandoutService::path_of(const Handout& handout) const {
  return parts_.directory / (handout.id.str() + "." + handout.target);
}

Result<std::string> HandoutService::add(db::Tx& tx, const Actor& actor, const Handout& handout, Instant now) const {
  const auto broadcast = access::get_to_run(tx, actor, handout.broadcast);
  if (!broadcast) return broadcast.error();
  if (store::count_handouts(tx, handout.broadcast) >= most_handouts) return Error::conflict("live.many_handouts");
  store::insert(tx, handout, actor.person, now);
  audit::record(tx, {actor.person, "live.handout_added", "broadcast", broadcast->id.str(), "", handout.title}, now);
  tell_room(tx, *broadcast, now);
  return handout.id.str();
}

Task<Result<std::string>> HandoutService::upload(Actor actor, idempotency::Key key, BroadcastId broadcast,
                                                 std::string title, std::string bytes) {
  const Instant now = parts_.clock.now();
  const auto may =
      parts_.database.read([&](db::Reader& reader) { return access::get_to_run(reader, actor, broadcast); });
  if (!may) co_return may.error();
  if (const Outcome right = check_title(title); !right) co_return right.error();
  if (bytes.size() > static_cast<std::size_t>(parts_.rules.handout_mb) << 20)
    co_return Error{ErrorCode::too_large, "request.too_large", {}, {}, {}};
  auto type = handout_type(bytes);
  if (!type) co_return type.error();
  const Handout handout{
      HandoutId::fresh(now, parts_.random),    broadcast, Handout::Kind::file, trim(title), std::move(*type),
      static_cast<std::int64_t>(bytes.size()), {}};
  auto writing = parts_.writing.run([&] {
    std::filesystem::create_directories(parts_.directory);
    db::write_durably(path_of(handout), bytes);
    return true;
  });
  if (const auto written = co_await writing; !written) co_return written.error();
  auto use_case = [this, actor, key, handout, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return add(tx, actor, handout, now); });
  };
  const auto added = co_await parts_.database.write(use_case);
  if (added && *added != handout.id.str()) std::filesystem::remove(path_of(handout));  // the retry of a key
  if (!added) std::filesystem::remove(path_of(handout));
  co_return added;
}

Task<Result<std::string>> HandoutService::link(Actor actor, idempotency::Key key, Handout handout) {
  const Instant now = parts_.clock.now();
  handout.id = HandoutId::fresh(now, parts_.random);
  auto use_case = [this, actor, key, handout, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (const Outcome right = check_title(handout.title); !right) return right.error();
      if (handout.kind == Handout::Kind::picture && !content::find_picture(tx, MediaId(handout.target)))
        return Error::not_found("media.not_found");
      if (handout.kind == Handout::Kind::article && !content::find_published(tx, ArticleId(handout.target)))
        return Error::not_found("article.not_found");
      return add(tx, actor, handout, now);
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Task<Result<std::string>> HandoutService::remove(Actor actor, idempotency::Key key, HandoutId handout) {
  const Instant now = parts_.clock.now();
  auto use_case = [actor, key, handout, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = store::find_handout(tx, handout);
      if (!found) return Error::not_found("live.handout_not_found");
      const auto broadcast = access::get_to_run(tx, actor, found->broadcast);
      if (!broadcast && broadcast.error().code == ErrorCode::not_found)
        return Error::not_found("live.handout_not_found");
      if (!broadcast) return broadcast.error();
      store::remove(tx, handout, now);
      audit::record(tx, {actor.person, "live.handout_removed", "broadcast", broadcast->id.str(), "", found->title},
                    now);
      tell_room(tx, *broadcast, now);
      return handout.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Result<HandoutService::File> HandoutService::file(const BroadcastId& broadcast, const HandoutId& handout) const {
  const auto found = parts_.database.read([&](db::Reader& reader) -> std::optional<Handout> {
    if (!access::get_public(reader, broadcast)) return std::nullopt;
    return store::find_handout(reader, handout);
  });
  if (!found || found->broadcast != broadcast || found->kind != Handout::Kind::file)
    return Error::not_found("live.handout_not_found");
  return File{path_of(*found).string(), file_name(*found), std::string(media_type_of(found->target))};
}

Result<std::vector<Handout>> HandoutService::list(const BroadcastId& broadcast) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<std::vector<Handout>> {
    if (const auto found = access::get_public(reader, broadcast); !found) return found.error();
    return store::handouts(reader, broadcast);
  });
}

}  // namespace ws::live
