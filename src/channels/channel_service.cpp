#include "channels/channel_service.h"

#include <stdexcept>

#include "audit/public.h"
#include "base/json.h"
#include "notices/public.h"

namespace ws::channels {
namespace {

constexpr std::string_view secret_context = "channels.secret";
constexpr std::int64_t most_at_once = 20;

}  // namespace

// ---- channels

std::vector<store::ChannelView> ChannelService::channels() const {
  return parts_.database.read([](db::Reader& reader) { return store::channels(reader); });
}

Task<Result<std::string>> ChannelService::run(idempotency::Key key, UseCase use_case) {
  const Instant now = parts_.clock.now();
  auto once = [key = std::move(key), use_case = std::move(use_case), now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return use_case(tx, now); });
  };
  auto writing = parts_.database.write(once);
  co_return co_await writing;
}

Outcome ChannelService::check(db::Reader& reader, const Actor& actor, const Kept& kept) const {
  if (auto may = access::check_may_keep(reader, actor, kept.channel.site); !may) return may;
  if (auto right = check_channel(kept.channel); !right) return right;
  if (store::is_account_taken(reader, kept.channel)) return Error::conflict("channel.account_taken");
  for (const std::string& column : kept.columns)
    if (!store::is_column(reader, column)) return Error::not_found("column.not_found");
  return Done{};
}

Task<Result<std::string>> ChannelService::enter(Actor actor, idempotency::Key key, Kept kept) {
  kept.channel.id = ChannelId::fresh(parts_.clock.now(), parts_.random);
  kept.channel.secret = parts_.vault.seal(kept.secret, secret_context);
  return run(std::move(key), [this, actor, kept](db::Tx& tx, Instant now) -> Result<std::string> {
    if (auto right = check(tx, actor, kept); !right) return right.error();
    if (!store::insert(tx, kept.channel)) return Error::conflict("channel.account_taken");
    store::set_columns(tx, kept.channel.id, kept.columns);
    const std::string& id = kept.channel.id.str();
    audit::record(tx, {actor.person, "channel.entered", "channel", id, "", kept.channel.name}, now);
    return id;
  });
}

Task<Result<std::string>> ChannelService::edit(Actor actor, idempotency::Key key, Kept kept) {
  const std::string sealed = kept.secret.empty() ? "" : parts_.vault.seal(kept.secret, secret_context);
  return run(std::move(key), [this, actor, kept, sealed](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto known = store::find_channel(tx, kept.channel.id);
    if (!known) return Error::not_found("channel.not_found");
    Kept changed = kept;
    changed.channel.site = known->site;
    changed.channel.kind = known->kind;
    // What is shown there would be sought in another account, not found, and taken for gone.
    if (changed.channel.account != known->account) return Error::conflict("channel.account_fixed");
    changed.channel.secret = sealed.empty() ? known->secret : sealed;
    if (auto right = check(tx, actor, changed); !right) return right.error();
    if (!store::update(tx, changed.channel)) return Error::conflict("channel.changed_meanwhile");
    store::set_columns(tx, changed.channel.id, changed.columns);
    const std::string& id = changed.channel.id.str();
    audit::record(tx, {actor.person, "channel.edited", "channel", id, "", changed.channel.name}, now);
    return id;
  });
}

// ---- deliveries

Result<std::vector<store::DeliveryView>> ChannelService::of_article(const Actor& actor,
                                                                    const ArticleId& article) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<std::vector<store::DeliveryView>> {
    const auto seen = content::find_seen(reader, actor, article);
    if (!seen) return seen.error();
    return store::views_of_article(reader, article.str());
  });
}

ChannelService::Page ChannelService::list(const Actor& actor, const std::optional<State>& state,
                                          const std::string& before, std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) {
    Page page{store::views_within(reader, access::seen(actor), state, before, limit + 1), {}};
    if (static_cast<std::int64_t>(page.items.size()) > limit) {
      page.items.pop_back();
      page.next = page.items.back().delivery.id.str();
    }
    return page;
  });
}

bool ChannelService::keep(db::Tx& tx, const Delivery& delivery, const PersonId& actor, Instant now) {
  if (!store::update(tx, delivery)) return false;
  store::append_event(tx, parts_.random, delivery, actor, now);
  return true;
}

void ChannelService::want(db::Tx& tx, const std::string& article, std::int64_t version, const ChannelId& channel,
                          const PersonId& actor, Instant now) {
  if (const auto known = store::find(tx, article, channel)) {
    if (!keep(tx, want_shown(*known, version, now), actor, now))
      throw std::logic_error("deliveries: changed in a tx");
    return;
  }
  Delivery fresh;
  fresh.id = DeliveryId::fresh(now, parts_.random);
  fresh.channel = channel;
  fresh.article = article;
  fresh = want_shown(fresh, version, now);
  store::insert(tx, fresh);
  store::append_event(tx, parts_.random, fresh, actor, now);
}

void ChannelService::follow(db::Tx& tx, const content::Article& article, Instant now) {
  const std::string& id = article.id.str();
  store::hold(tx, id);
  if (article.state == content::State::published) {
    for (const ChannelId& channel : store::channels_of(tx, article.column.str()))
      want(tx, id, article.version, channel, {}, now);
    return;
  }
  for (const Delivery& one : store::of_article(tx, id))
    if (one.wanted) keep(tx, want_gone(one, now), {}, now);
}

Task<Result<std::string>> ChannelService::send(Actor actor, idempotency::Key key, ArticleId article,
                                               ChannelId channel) {
  return run(std::move(key), [this, actor, article, channel](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = content::find_to_release(tx, actor, article);
    if (!found) return found.error();
    const auto to = store::find_channel(tx, channel);
    if (!to) return Error::not_found("channel.not_found");
    if (!to->active) return Error::conflict("channel.closed");
    if (found->state != content::State::published) return Error::conflict("article.not_published");
    const auto known = store::find(tx, article.str(), channel);
    if (known && known->wanted) return Error::conflict("channel.there_already");
    want(tx, article.str(), found->version, channel, actor.person, now);
    audit::record(tx, {actor.person, "article.sent_to_channel", "article", article.str(), "", to->name}, now);
    return store::find(tx, article.str(), channel).value().id.str();
  });
}

Task<Result<std::string>> ChannelService::retry(Actor actor, idempotency::Key key, DeliveryId delivery, bool looked) {
  return run(std::move(key), [this, actor, delivery, looked](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto known = access::get_to_move(tx, actor, delivery);
    if (!known) return known.error();
    const auto next = again(*known, looked, now);
    if (!next) return next.error();
    if (!keep(tx, *next, actor.person, now)) return Error::conflict("channel.changed_meanwhile");
    return delivery.str();
  });
}

Task<Result<std::string>> ChannelService::take_down(Actor actor, idempotency::Key key, DeliveryId delivery,
                                                    std::string reason) {
  return run(std::move(key), [this, actor, delivery, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto known = access::get_to_move(tx, actor, delivery);
    if (!known) return known.error();
    if (!known->wanted) return Error::conflict("channel.not_there");
    if (!keep(tx, want_gone(*known, now), actor.person, now)) return Error::conflict("channel.changed_meanwhile");
    audit::record(
        tx, {actor.person, "article.taken_from_channel", "article", known->article, reason, known->channel.str()},
        now);
    return delivery.str();
  });
}

// ---- the way there

int ChannelService::work(std::stop_token stopping) {
  const auto due =
      parts_.database.read([&](db::Reader& reader) { return store::due(reader, parts_.clock.now(), most_at_once); });
  int taken = 0;
  for (const DeliveryId& id : due) {
    if (stopping.stop_requested()) break;
    if (take_step(id)) ++taken;
  }
  return taken;
}

/// Whoever gets it takes the step; of two nodes one does.
std::optional<Delivery> ChannelService::claim(const DeliveryId& id, Step& step) {
  std::optional<Delivery> mine;
  const Instant now = parts_.clock.now();
  const auto done = parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    mine = store::find(tx, id);
    if (!mine || !mine->due || *mine->due > now) return Error::conflict("channel.changed_meanwhile");
    step = next_step(*mine);
    // Asked to publish is written down first: after a crash it is not asked a second time.
    const Delivery next = step == Step::submit ? submitting(*mine, now) : claimed(*mine, now);
    if (!store::update(tx, next)) return Error::conflict("channel.changed_meanwhile");
    mine = store::find(tx, id);
    return Done{};
  });
  return done ? mine : std::nullopt;
}

bool ChannelService::take_step(const DeliveryId& id) {
  Step step = Step::none;
  const auto mine = claim(id, step);
  if (!mine) return false;
  const auto channel =
      parts_.database.read([&](db::Reader& reader) { return store::find_channel(reader, mine->channel); });
  Delivery after;
  try {
    after = walked(*mine, step, account_of(channel.value()));
  } catch (const std::exception& trouble) {
    after = refused(*mine, {ErrorCode::unavailable, "channel.no_answer", {}, trouble.what()}, parts_.clock.now());
  }
  const auto kept = parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    // What somebody wanted meanwhile holds; what became of the step does too.
    store::hold(tx, mine->article);
    const auto present = store::find(tx, id).value();
    Delivery next = after;
    next.version = present.version;
    if (present.version != mine->version) {
      const Instant now = parts_.clock.now();
      next = present.wanted ? want_shown(next, present.article_version, now) : want_gone(next, now);
    }
    if (!keep(tx, next, {}, parts_.clock.now())) return Error::conflict("channel.changed_meanwhile");
    if (next.state == State::failed) tell_failed(tx, next, parts_.clock.now());
    return Done{};
  });
  if (!kept) throw std::runtime_error("deliveries: " + kept.error().reason);
  return true;
}

Delivery ChannelService::walked(const Delivery& one, Step step, Account& account) {
  const auto now = [this] { return parts_.clock.now(); };
  switch (step) {
    case Step::draft: {
      const auto package = package_of(one);
      if (!package) return refused(one, package.error(), now());
      const auto made = account.draft(*package);
      return made ? drafted(one, *made, now()) : refused(one, made.error(), now());
    }
    case Step::submit: {
      const auto task = account.submit(one.draft);
      if (task) return submitted(one, *task, now());
      // An answer that says no is as sure as one that says yes.
      Delivery asked = one;
      const bool heard = task.error().reason != "channel.no_answer";
      if (heard) asked.state = State::drafted;
      return refused(asked, task.error(), now());
    }
    case Step::look: {
      const auto seen = account.look(one.task);
      if (!seen) return refused(one, seen.error(), now());
      return seen->done ? shown(one, seen->remote, seen->address, now()) : still_examined(one, now());
    }
    case Step::take_down: {
      const auto gone = account.take_down(one.remote);
      return gone ? taken_down(one, now()) : refused(one, gone.error(), now());
    }
    case Step::unsure:
      return refused(one, Error::conflict("channel.unsure"), now());
    case Step::none:
      break;
  }
  Delivery nothing = one;
  nothing.due = std::nullopt;
  return nothing;
}

Result<Package> ChannelService::package_of(const Delivery& delivery) const {
  const auto out = parts_.articles.outgoing(ArticleId(delivery.article));
  if (!out) return out.error();
  if (out->version != delivery.article_version) return Error::conflict("channel.changed_meanwhile");
  Package package{
      out->package.title, out->package.summary, out->package.editor, out->package.html, out->address, {}, {}};
  for (const std::string& address : out->pictures) {
    auto jpeg = parts_.media.jpeg(address);
    if (!jpeg) return jpeg.error();
    package.pictures.push_back({address, std::move(*jpeg)});
  }
  if (!out->package.cover.empty()) {
    auto jpeg = parts_.media.jpeg(out->package.cover);
    if (!jpeg) return jpeg.error();
    package.cover = std::move(*jpeg);
  } else if (!package.pictures.empty()) {
    package.cover = package.pictures.front().jpeg;
  } else {
    package.cover = parts_.cover();
  }
  return package;
}

Account& ChannelService::account_of(const Channel& channel) {
  auto& [version, account] = accounts_[channel.id];
  if (!account || version != channel.version) {
    const auto secret = parts_.vault.open(channel.secret, secret_context);
    account = parts_.open(channel, secret.value_or(""));
    version = channel.version;
  }
  return *account;
}

void ChannelService::tell_failed(db::Tx& tx, const Delivery& delivery, Instant now) {
  const auto told = store::whom_to_tell(tx, delivery.id);
  if (!told) return;
  json::Writer params;
  params.begin().field("title", told->title).field("channel", told->channel).end();
  notices::send(tx, {told->author, "channel.failed", {}, params.take()}, now, parts_.random);
}

}  // namespace ws::channels
