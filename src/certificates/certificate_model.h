#pragma once
// The certificate of service (志愿服务记录证明): what stands on its paper, how it is spelled for signing, what its
// number looks like, and who may move it when. Pure.
//
// requested → issued → revoked; requested → declined. A paper that is replaced is revoked, and the new one names it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/local_time.h"
#include "base/result.h"

namespace ws {
using CertificateId = Id<struct CertificateTag>;
using HoursEntryId = Id<struct HoursEntryTag>;
using CertificateBatchId = Id<struct CertificateBatchTag>;
class SecretRandom;
}  // namespace ws

namespace ws::certificates {

enum class State { requested, declined, issued, revoked };
std::string_view to_text(State state);
/// Throws std::invalid_argument: the database checks the words.
State state_named(std::string_view text);

/// Local days, both inside.
struct Period {
  LocalDate from;
  LocalDate to;
};
/// Refuses "field.date" and "certificate.period": it ends before it begins, or after `today`.
Result<Period> period_of(std::string_view from, std::string_view to, LocalDate today);

/// One service on the paper.
struct Activity {
  std::string day;
  std::string title;
  std::string site;
  std::int64_t minutes = 0;
};

/// All that stands on the paper (domain.md, "Certificate"). Never a whole identity number.
struct Content {
  std::string number;
  std::string name;
  std::string id_type;  ///< resident_id, passport, …; "" when no document is registered
  std::string id_number_masked;
  std::string volunteer_number;
  std::string from;
  std::string to;
  std::int64_t minutes = 0;
  std::vector<Activity> activities;
  std::string issuer;
  std::string responsible;
  std::string handler;
  std::string contact;
  Instant issued;
  std::string notes;
  std::string replaces;  ///< number of the paper this one stands for; "" for none
  std::string address;   ///< of the server that verifies it: "https://…", without a slash at the end
};
/// One spelling for one content (RFC 8785): this is what is signed.
std::string canonical(const Content& content);
Content content_of(std::string_view canonical_text);

/// "2026-7K3M-9QXT-4HRB": the year and 60 random bits, so that no number leads to another.
std::string fresh_number(int year, const SecretRandom& secrets);
/// The number as people type it (case, blanks, O for 0, I and L for 1); nothing if it cannot be one.
std::optional<std::string> normal_number(std::string_view text);

/// What the QR code carries for verifying without a network: lines of text, in this order. The name is masked.
///   WS1, number, masked name, first day, last day, minutes, issuer, day of issue, key id
std::string short_form(const Content& content, std::string_view key_id);

/// Where a certificate stands, for decisions about it.
struct Standing {
  PersonId volunteer;
  State state = State::requested;
};
/// "certificate.own" (nobody certifies themself), "certificate.not_requested".
Outcome may_decide(const Standing& standing, const PersonId& actor);
/// "certificate.own", "certificate.not_issued".
Outcome may_revoke(const Standing& standing, const PersonId& actor);

}  // namespace ws::certificates
