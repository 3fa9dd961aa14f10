#pragma once
// Use cases of certificates.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/policy.h"
#include "base/task.h"
#include "base/vault.h"
#include "base/worker_pool.h"
#include "certificates/batch_store.h"
#include "certificates/certificate_store.h"
#include "certificates/key_service.h"
#include "certificates/paper_service.h"
#include "hours/public.h"
#include "idempotency/public.h"

namespace ws::certificates {

/// What a volunteer asks for.
struct Wish {
  Period period;
  std::string purpose;  ///< "" or for whom, in words
};

/// What the public may know of a paper: never the name in full, never an identity number.
struct Verification {
  std::string number;
  std::string status;  ///< valid, revoked, replaced
  std::string name_masked;
  std::string from, to;
  std::int64_t minutes = 0;
  std::int64_t services = 0;
  std::string issuer;
  Instant issued;
  std::optional<Instant> ended;  ///< when it was revoked or replaced
};

class CertificateService {
 public:
  /// All outlive the service. `address`: where its verify page is reached, "https://…" without a slash at the end.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const Vault& vault;
    const Policy& policy;
    KeyRing& keys;
    WorkerPool& rendering;
    std::string address;
  };
  explicit CertificateService(Parts parts) : parts_(std::move(parts)) {}

  struct Page {
    std::vector<store::Listed> items;
    std::optional<std::string> next;  ///< cursor of the following page
  };
  /// Newest first. `state` "" is any; `limit` 1–100.
  Page mine(const Actor& actor, const std::string& cursor, std::int64_t limit) const;
  Page list(const Actor& actor, const std::string& state, const std::string& cursor, std::int64_t limit) const;
  struct Detail {
    store::Listed listed;
    std::optional<store::Paper> paper;
  };
  /// "certificate.not_found".
  Result<Detail> find(const Actor& actor, const CertificateId& certificate) const;

  /// The volunteer's own wish; issued at once where policy allows it. Refuses "certificate.nothing_effective",
  /// "certificate.too_many_entries", "certificate.already_requested".
  Task<Result<std::string>> request(Actor actor, idempotency::Key key, Wish wish);
  /// By staff of the volunteer's site or above. Refuse "certificate.not_found", "certificate.own" and, when it stands
  /// elsewhere, "certificate.not_requested"; issue also what request refuses.
  Task<Result<std::string>> issue(Actor actor, idempotency::Key key, CertificateId certificate, std::string notes);
  Task<Result<std::string>> decline(Actor actor, idempotency::Key key, CertificateId certificate, std::string reason);
  /// Refuse "certificate.not_found", "certificate.own", "certificate.not_issued".
  Task<Result<std::string>> revoke(Actor actor, idempotency::Key key, CertificateId certificate, std::string reason);
  /// Revokes the paper and issues another of the same period, from the entries that are effective now. Answers the
  /// new certificate.
  Task<Result<std::string>> replace(Actor actor, idempotency::Key key, CertificateId certificate, std::string reason);

  /// "certificate.not_found" for a number that was never issued.
  Result<Verification> verify(std::string_view number) const;

  struct File {
    std::string name;
    std::string bytes;
  };
  /// "certificate.not_found", "certificate.not_issued" (a revoked paper is not handed out again), "server.busy".
  Task<Result<File>> pdf(Actor actor, CertificateId certificate);

  // Batches: many certificates as one piece of work (batch_service.cpp).
  struct BatchWish {
    std::string title;
    Period period;
    TeamId team;                       ///< its members, or
    std::vector<PersonId> volunteers;  ///< these
  };
  /// Refuses "certificate.batch_nobody", "certificate.batch_too_many", "team.not_found", "person.not_found".
  Task<Result<std::string>> start_batch(Actor actor, idempotency::Key key, BatchWish wish);
  std::vector<store::Batch> batches(const Actor& actor) const;
  struct BatchDetail {
    store::Batch batch;
    std::vector<store::BatchItem> items;
  };
  /// "certificate.batch_not_found" unless the actor asked for it.
  Result<BatchDetail> find_batch(const Actor& actor, const CertificateBatchId& batch) const;
  enum class Packing { pdf, zip };
  /// The valid papers of a finished batch. "certificate.batch_not_found", "certificate.batch_open",
  /// "certificate.batch_empty", "server.busy".
  Task<Result<File>> batch_file(Actor actor, CertificateBatchId batch, Packing packing);
  /// Goes on with batches, some papers at a time; answers how many people were seen to.
  int tick();

  Instant now() const { return parts_.clock.now(); }
  const KeyRing& keys() const { return parts_.keys; }
  const std::string& address() const { return parts_.address; }

 private:
  Result<std::string> request_in(db::Tx& tx, const Actor& actor, const Wish& wish, Instant now);
  Result<std::string> replace_in(db::Tx& tx, const Actor& actor, const store::Listed& old, const std::string& reason,
                                 Instant now);
  /// Who vouches for a paper: the site in whose name it is, and the person at the desk (empty: the system).
  struct Voucher {
    SiteId site;
    PersonId handler;
  };
  Outcome issue_in(db::Tx& tx, const store::Certificate& certificate, std::int64_t position, const Voucher& voucher,
                   const std::string& notes, Instant now);
  Result<Content> content_in(db::Reader& reader, const store::Certificate& certificate, const Voucher& voucher,
                             std::vector<HoursEntryId>& entries, Instant now) const;
  Result<std::vector<hours::EffectiveEntry>> counted_in(db::Reader& reader,
                                                        const store::Certificate& certificate) const;
  Result<CertificateId> issue_for_batch(db::Tx& tx, const store::Batch& batch, const store::BatchItem& item,
                                        Instant now);
  /// In whose name the actor may issue for all of them.
  Result<SiteId> batch_site(db::Reader& reader, const Actor& actor, const BatchWish& wish) const;
  int work_on(const store::Batch& batch);
  void tell(db::Tx& tx, const PersonId& to, std::string_view kind, const store::Certificate& certificate,
            const std::string& reason, Instant now);

  Parts parts_;
  SecretRandom secrets_;
};

}  // namespace ws::certificates
