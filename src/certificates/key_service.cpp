#include "certificates/key_service.h"

#include <filesystem>
#include <stdexcept>

#include "audit/public.h"
#include "certificates/signing_key_store.h"

namespace ws::certificates {
namespace {

PublicKey public_half(const SigningKey& key, Instant now) {
  return {key.id(), key.signing(), key.public_key(), now, {}};
}

}  // namespace

KeyRing::KeyRing(db::Database& database, std::string directory, const Clock& clock)
    : database_(database), directory_(std::move(directory)), clock_(clock) {
  for (const Signing signing : {Signing::ed25519, Signing::sm2})
    current_.at(static_cast<std::size_t>(signing)) = find_or_make(signing);
}

std::string KeyRing::path_of(Signing signing, const std::string& id) const {
  return directory_ + "/certificate-" + std::string(to_text(signing)) + "-" + id + ".pem";
}

std::shared_ptr<const SigningKey> KeyRing::find_or_make(Signing signing) {
  for (const PublicKey& key : published())
    if (key.signing == signing && !key.retired && std::filesystem::exists(path_of(signing, key.id)))
      return std::make_shared<const SigningKey>(SigningKey::from_file(path_of(signing, key.id)));
  const auto made = std::make_shared<const SigningKey>(SigningKey::fresh(signing));
  made->keep(path_of(signing, made->id()));
  const Outcome written = database_.write_now([&](db::Tx& tx) -> Outcome {
    store::insert_key(tx, public_half(*made, clock_.now()));
    return Done{};
  });
  if (!written) throw std::runtime_error("the signing key cannot be published: " + written.error().reason);
  return made;
}

std::shared_ptr<const SigningKey> KeyRing::current(Signing signing) const {
  const std::lock_guard lock(mutex_);
  return current_.at(static_cast<std::size_t>(signing));
}

std::vector<PublicKey> KeyRing::published() const {
  return database_.read([](db::Reader& reader) { return store::published_keys(reader); });
}

Task<Result<std::string>> KeyRing::rotate(Actor actor, idempotency::Key key, Signing signing, std::string reason) {
  const Instant now = clock_.now();
  const auto old = current(signing);
  const auto made = std::make_shared<const SigningKey>(SigningKey::fresh(signing));
  // The file comes first: a key without a row is never used, a row without its file would be.
  made->keep(path_of(signing, made->id()));
  auto use_case = [actor, key, reason, now, old, made](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      audit::record(tx, {actor.person, "signing_key.rotated", "signing_key", made->id(), reason, old->id()}, now);
      if (!store::retire_key(tx, old->id(), now)) return Error::conflict("signing_key.changed_meanwhile");
      store::insert_key(tx, public_half(*made, now));
      return made->id();
    });
  };
  auto writing = database_.write(use_case);
  Result<std::string> result = co_await writing;
  const bool taken = result && *result == made->id();
  std::filesystem::remove(path_of(signing, taken ? old->id() : made->id()));
  if (taken) {
    const std::lock_guard lock(mutex_);
    current_.at(static_cast<std::size_t>(signing)) = made;
  }
  co_return result;
}

}  // namespace ws::certificates
