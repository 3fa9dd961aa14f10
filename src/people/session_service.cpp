#include "people/session_service.h"

#include "audit/public.h"
#include "base/identity.h"
#include "base/text.h"
#include "notices/public.h"
#include "people/person_store.h"
#include "people/public.h"
#include "people/session_model.h"
#include "people/session_store.h"

namespace ws::people {
namespace {

/// Failed sign-ins are told apart in the audit log by this, which leads back to no number or login.
std::string veiled(const Vault& vault, std::string_view name) {
  return vault.lookup_key(name, "audit.sign_in").substr(0, 12);
}

std::string code_hash_of(const Vault& vault, const std::string& mobile, const std::string& code) {
  return vault.lookup_key(mobile + ":" + code, "sign_in_codes.code");
}

Error bad_mobile() {
  return Error::invalid("session.bad_mobile", "mobile");
}

Error wrong_password() {
  return {ErrorCode::unauthenticated, "session.wrong_password", {}, {}};
}

}  // namespace

/// What a try came to. A refusal is a result of its own here: its traces (a try less, the audit log) must be
/// committed.
struct SessionService::Attempt {
  std::optional<Error> refused;
  PersonId person;
};

Task<Result<std::int64_t>> SessionService::send_code(std::string mobile) {
  const auto normal = normal_mobile(mobile);
  if (!normal) co_return bad_mobile();
  const std::string code = secrets_.digits(code_digits);
  const std::string key = parts_.vault.lookup_key(*normal, mobile_context);
  const std::string hash = code_hash_of(parts_.vault, *normal, code);
  const Instant now = parts_.clock.now();
  auto written = parts_.database.write([key, hash, now](db::Tx& tx) -> Outcome {
    if (!put_code(tx, key, hash, now)) return Error{ErrorCode::rate_limited, "session.code_too_soon", {}, {}};
    return Done{};
  });
  const Outcome stored = co_await written;
  if (!stored) co_return stored.error();
  auto sending = parts_.sending.run([this, to = *normal, code] { return parts_.sender.send(to, code); });
  const Result<Outcome> sent = co_await sending;
  if (!sent) co_return Error{ErrorCode::unavailable, "session.code_not_sent", {}, sent.error().detail};
  if (!*sent) co_return sent->error();
  co_return code_lifetime_ms / second_ms;
}

Task<Result<SignedIn>> SessionService::sign_in_by_password(std::string login, std::string password) {
  const auto account = parts_.database.read([&](db::Reader& reader) { return find_by_login(reader, login); });
  const bool has_password = account && !account->password_hash.empty();
  const std::string hash = has_password ? account->password_hash : std::string(nobody_hash);
  auto hashed = parts_.hashing.run([hash, password] { return password_matches(hash, password); });
  const Result<bool> matches = co_await hashed;
  if (!matches) co_return matches.error();
  const bool good = has_password && *matches;
  const std::string token = secrets_.token_hex(32);
  auto written = parts_.database.write([this, login, hash, good, token](db::Tx& tx) -> Result<Attempt> {
    return try_password(tx, login, hash, good, token);
  });
  const Result<Attempt> attempt = co_await written;
  co_return signed_in(attempt, token);
}

SessionService::Attempt SessionService::try_password(db::Tx& tx, const std::string& login,
                                                     const std::string& checked_hash, bool matches,
                                                     const std::string& token) {
  // The password may have been changed, or the account closed, while it was being checked.
  const auto account = find_by_login(tx, login);
  if (!matches || !account || account->password_hash != checked_hash)
    return refuse(tx, login, "password", wrong_password());
  if (const Outcome admitted = admit({true, account->disabled}, {}); !admitted)
    return refuse(tx, login, "password", admitted.error());
  return open(tx, account->id, token, "password");
}

Task<Result<SignedIn>> SessionService::sign_in_by_code(std::string mobile, std::string code, std::string name) {
  const auto normal = normal_mobile(mobile);
  if (!normal) co_return bad_mobile();
  const std::string token = secrets_.token_hex(32);
  auto written = parts_.database.write([this, to = *normal, code, name, token](db::Tx& tx) -> Result<Attempt> {
    return try_code(tx, to, code, name, token);
  });
  const Result<Attempt> attempt = co_await written;
  co_return signed_in(attempt, token);
}

SessionService::Attempt SessionService::try_code(db::Tx& tx, const std::string& mobile, const std::string& code,
                                                 const std::string& name, const std::string& token) {
  const Instant now = parts_.clock.now();
  const std::string key = parts_.vault.lookup_key(mobile, mobile_context);
  const auto pending = take_try(tx, key, now);
  if (const Outcome right = judge_code(pending, code_hash_of(parts_.vault, mobile, code)); !right)
    return refuse(tx, mobile, "code", right.error());
  const auto account = find_by_mobile(tx, key);
  if (const Outcome admitted = admit({account.has_value(), account && account->disabled}, name); !admitted) {
    // Whoever only forgot the name asks with the same code again.
    if (!account) {
      give_try_back(tx, key);
      return {admitted.error(), {}};
    }
    return refuse(tx, mobile, "code", admitted.error());
  }
  delete_code(tx, key);
  const PersonId person = account ? account->id : ensure_person(tx, parts_.vault, parts_.random, name, mobile, now);
  return open(tx, person, token, "code");
}

SessionService::Attempt SessionService::refuse(db::Tx& tx, const std::string& name, std::string_view means,
                                               const Error& error) {
  audit::record(tx, {{}, "session.refused", "sign_in", veiled(parts_.vault, name), error.reason, std::string(means)},
                parts_.clock.now());
  return {error, {}};
}

SessionService::Attempt SessionService::open(db::Tx& tx, const PersonId& person, const std::string& token,
                                             std::string_view means) {
  const Instant now = parts_.clock.now();
  audit::record(tx, {person, "session.opened", "person", person.str(), {}, std::string(means)}, now);
  insert_session(tx, SessionId::fresh(now, parts_.random), sha256_hex(token), person, now);
  return {std::nullopt, person};
}

Result<SignedIn> SessionService::signed_in(const Result<Attempt>& attempt, const std::string& token) {
  if (!attempt) return attempt.error();
  if (attempt->refused) return *attempt->refused;
  // Their oldest session may have given way.
  parts_.cache.forget(attempt->person);
  return SignedIn{token, load(sha256_hex(token))};
}

Task<Outcome> SessionService::sign_out(Actor actor) {
  if (actor.session.empty()) co_return Done{};
  auto written = parts_.database.write([session = actor.session](db::Tx& tx) -> Outcome {
    delete_session(tx, session);
    return Done{};
  });
  const Outcome done = co_await written;
  parts_.cache.forget(actor.person);
  co_return done;
}

Actor SessionService::authenticate(std::string_view token) {
  if (!is_session_token(token)) return {};
  const std::string hash = sha256_hex(token);
  if (const auto known = parts_.cache.find(hash)) return known->expires > parts_.clock.now() ? known->actor : Actor();
  try {
    return load(hash);
  } catch (const db::Failure&) {
    return {};
  }
}

Actor SessionService::load(const std::string& token_hash) {
  const std::uint64_t mark = parts_.cache.mark();
  const Instant now = parts_.clock.now();
  auto live = parts_.database.read([&](db::Reader& reader) { return find_live_session(reader, token_hash, now); });
  if (!live) return {};
  if (seen_is_old(live->seen, now)) touch_later(live->actor.session);
  parts_.cache.put(token_hash, {live->actor, live->expires}, mark);
  return std::move(live->actor);
}

void SessionService::touch_later(const std::string& session) {
  // Off the request's path. A full queue or a database away costs nothing: the next read tries again.
  static_cast<void>(parts_.hashing.post([this, session] {
    try {
      const Instant now = parts_.clock.now();
      static_cast<void>(parts_.database.write_now([session, now](db::Tx& tx) -> Outcome {
        touch_session(tx, session, now);
        return Done{};
      }));
    } catch (const std::exception&) {
      return;
    }
  }));
}

Result<MeView> SessionService::me(const Actor& actor) {
  return parts_.database.read([&](db::Reader& reader) -> Result<MeView> {
    auto person = find_person(reader, actor.person);
    if (!person) return Error{ErrorCode::unauthenticated, "session.required", {}, {}};
    MeView view;
    view.id = person->id;
    view.name = person->name;
    view.title = person->title;
    view.mobile_masked = mask_mobile(parts_.vault.open(person->mobile_sealed, mobile_context).value_or(""));
    view.volunteer = find_volunteer_card(reader, actor.person);
    view.roles = std::move(person->roles);
    view.unread = notices::unread(reader, actor.person);
    return view;
  });
}

Result<std::int64_t> SessionService::sweep() {
  const Instant now = parts_.clock.now();
  return parts_.database.write_now([now](db::Tx& tx) -> Result<std::int64_t> { return delete_over(tx, now); });
}

}  // namespace ws::people
