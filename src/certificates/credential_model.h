#pragma once
// The certificate as a W3C Verifiable Credential 2.0 with a Data Integrity proof of the suite eddsa-jcs-2022, issued
// under did:web. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "base/signature.h"
#include "certificates/certificate_model.h"

namespace ws::certificates {

/// "https://wm.example.cn:8443" → "did:web:wm.example.cn%3A8443"
std::string did_of(std::string_view address);
/// A public Ed25519 key as a Multikey: "z6Mk…".
std::string multikey(std::string_view public_key);

/// The credential with its proof, canonical. `key` is an Ed25519 key.
std::string credential(const Content& content, const SigningKey& key);
/// True if the proof fits the document and the key. Nothing else of the document is judged.
bool proof_fits(std::string_view credential, std::string_view public_key);

struct PublicKey {
  std::string id;
  Signing signing = Signing::ed25519;
  std::string bytes;
  Instant created;
  std::optional<Instant> retired;
};
/// The DID document of the address. Retired keys stay in it: what they signed while in use still counts.
std::string did_document(std::string_view address, const std::vector<PublicKey>& keys);
/// All keys with algorithm, base64url bytes and times, for verifiers of papers.
std::string key_document(const std::vector<PublicKey>& keys);

}  // namespace ws::certificates
