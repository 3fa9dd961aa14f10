#include "certificates/credential_model.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/canonical_json.h"
#include "base/json.h"

namespace ws::certificates {
namespace {

constexpr std::array<std::string_view, 2> contexts{"https://www.w3.org/ns/credentials/v2",
                                                   "https://www.w3.org/ns/credentials/undefined-terms/v2"};
constexpr std::string_view multicodec_ed25519 = "\xed\x01";

void write_contexts(json::Writer& out) {
  out.key("@context").array();
  for (const std::string_view context : contexts) out.value(context);
  out.end_array();
}

void write_subject(json::Writer& out, const Content& content) {
  out.key("credentialSubject")
      .begin()
      .field("type", "Person")
      .field("name", content.name)
      .field("identityNumberMasked", content.id_number_masked)
      .field("volunteerNumber", content.volunteer_number)
      .field("periodFrom", content.from)
      .field("periodTo", content.to)
      .field("minutes", content.minutes)
      .key("activities")
      .array();
  for (const Activity& activity : content.activities)
    out.begin()
        .field("day", activity.day)
        .field("title", activity.title)
        .field("site", activity.site)
        .field("minutes", activity.minutes)
        .end();
  out.end_array().end();
}

void write_document(json::Writer& out, const Content& content) {
  write_contexts(out);
  out.field("id", content.address + "/verify/" + content.number);
  out.key("type").array().value("VerifiableCredential").value("VolunteerServiceCredential").end_array();
  out.key("issuer").begin().field("id", did_of(content.address)).field("name", content.issuer).end();
  out.field("validFrom", to_iso(content.issued)).field("name", "志愿服务记录证明");
  write_subject(out, content);
}

void write_proof(json::Writer& out, const Content& content, const SigningKey& key) {
  write_contexts(out);
  out.field("type", "DataIntegrityProof")
      .field("cryptosuite", "eddsa-jcs-2022")
      .field("created", to_iso(content.issued))
      .field("verificationMethod", did_of(content.address) + "#" + key.id())
      .field("proofPurpose", "assertionMethod");
}

// What the suite signs: the proof without its value, then the document without its proof.
std::string hashed(std::string_view proof, std::string_view document) {
  return sha256(json::canonical(proof)) + sha256(json::canonical(document));
}

}  // namespace

std::string did_of(std::string_view address) {
  const std::size_t scheme = address.find("://");
  std::string host(scheme == std::string_view::npos ? address : address.substr(scheme + 3));
  if (const std::size_t port = host.find(':'); port != std::string::npos) host.replace(port, 1, "%3A");
  std::replace(host.begin(), host.end(), '/', ':');
  return "did:web:" + host;
}

std::string multikey(std::string_view public_key) {
  return "z" + base58(std::string(multicodec_ed25519) + std::string(public_key));
}

std::string credential(const Content& content, const SigningKey& key) {
  json::Writer document, proof;
  document.begin();
  write_document(document, content);
  proof.begin();
  write_proof(proof, content, key);
  const std::string value = key.sign(hashed(json::Writer(proof).end().take(), json::Writer(document).end().take()));
  proof.field("proofValue", "z" + base58(value)).end();
  return json::canonical(document.key("proof").raw(proof.take()).end().take());
}

bool proof_fits(std::string_view credential, std::string_view public_key) {
  namespace bj = boost::json;
  bj::object document = bj::parse(bj::string_view(credential.data(), credential.size())).as_object();
  bj::object proof = document.at("proof").as_object();
  const std::string value(proof.at("proofValue").as_string());
  document.erase("proof");
  proof.erase("proofValue");
  const auto signature = from_base58(std::string_view(value).substr(1));
  return signature && signature_fits(Signing::ed25519, public_key,
                                     hashed(bj::serialize(proof), bj::serialize(document)), *signature);
}

std::string did_document(std::string_view address, const std::vector<PublicKey>& keys) {
  const std::string did = did_of(address);
  json::Writer out;
  out.begin().key("@context").array().value("https://www.w3.org/ns/did/v1");
  out.value("https://w3id.org/security/multikey/v1").end_array().field("id", did).key("verificationMethod").array();
  for (const PublicKey& key : keys)
    if (key.signing == Signing::ed25519)
      out.begin()
          .field("id", did + "#" + key.id)
          .field("type", "Multikey")
          .field("controller", did)
          .field("publicKeyMultibase", multikey(key.bytes))
          .end();
  out.end_array().key("assertionMethod").array();
  for (const PublicKey& key : keys)
    if (key.signing == Signing::ed25519) out.value(did + "#" + key.id);
  return out.end_array().end().take();
}

std::string key_document(const std::vector<PublicKey>& keys) {
  json::Writer out;
  out.begin().key("keys").array();
  for (const PublicKey& key : keys) {
    out.begin()
        .field("id", key.id)
        .field("algorithm", to_text(key.signing))
        .field("public_key", base64url(key.bytes));
    out.field("created_ms", key.created.ms).key("retired_ms");
    key.retired ? out.value(key.retired->ms) : out.null();
    out.end();
  }
  return out.end_array().end().take();
}

}  // namespace ws::certificates
