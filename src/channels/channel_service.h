#pragma once
// Channels are kept, articles go there and come back. What a step of an article means for its channels is written in
// the article's own transaction (`follow`); the way there is walked by `work`, one written step after the other.

#include <functional>
#include <map>
#include <memory>
#include <stop_token>

#include "base/random.h"
#include "base/task.h"
#include "base/vault.h"
#include "channels/account_service.h"
#include "channels/channel_access.h"
#include "content/public.h"
#include "idempotency/public.h"

namespace ws::channels {

class ChannelService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const Vault& vault;
    const content::ArticleService& articles;
    const content::MediaService& media;
    /// The account of a channel; the secret in the clear.
    std::function<std::unique_ptr<Account>(const Channel&, const std::string& secret)> open;
    std::function<std::string()> cover;  ///< JPEG, of articles without any picture
  };
  explicit ChannelService(Parts parts) : parts_(std::move(parts)) {}

  std::vector<store::ChannelView> channels() const;
  struct Kept {
    Channel channel;
    std::string secret;  ///< in the clear; empty: as it was
    std::vector<std::string> columns;
  };
  /// Refuses "site.not_found", "site.not_yours", "channel.account", "channel.account_taken", "column.not_found".
  Task<Result<std::string>> enter(Actor actor, idempotency::Key key, Kept kept);
  /// The same, and "channel.not_found", "channel.changed_meanwhile".
  Task<Result<std::string>> edit(Actor actor, idempotency::Key key, Kept kept);

  /// Of an article. Refuses "article.not_found".
  Result<std::vector<store::DeliveryView>> of_article(const Actor& actor, const ArticleId& article) const;
  struct Page {
    std::vector<store::DeliveryView> items;
    std::optional<std::string> next;
  };
  Page list(const Actor& actor, const std::optional<State>& state, const std::string& before,
            std::int64_t limit) const;

  // All refuse "article.not_found"/"channel.not_found" and "article.owner_decides".
  /// By hand, whatever the column. "article.not_published", "channel.closed", "channel.there_already".
  Task<Result<std::string>> send(Actor actor, idempotency::Key key, ArticleId article, ChannelId channel);
  /// What `again` refuses.
  Task<Result<std::string>> retry(Actor actor, idempotency::Key key, DeliveryId delivery, bool looked);
  /// From the channel alone; our page stays. "channel.not_there".
  Task<Result<std::string>> take_down(Actor actor, idempotency::Key key, DeliveryId delivery, std::string reason);

  /// In the transaction of an article's step.
  void follow(db::Tx& tx, const content::Article& article, Instant now);

  /// Takes the next step of what is due; how many were taken.
  int work(std::stop_token stopping = {});

 private:
  using UseCase = std::function<Result<std::string>(db::Tx&, Instant)>;
  Task<Result<std::string>> run(idempotency::Key key, UseCase use_case);
  Outcome check(db::Reader& reader, const Actor& actor, const Kept& kept) const;
  bool keep(db::Tx& tx, const Delivery& delivery, const PersonId& actor, Instant now);
  void want(db::Tx& tx, const std::string& article, std::int64_t version, const ChannelId& channel,
            const PersonId& actor, Instant now);
  bool take_step(const DeliveryId& id);
  std::optional<Delivery> claim(const DeliveryId& id, Step& step);
  Delivery walked(const Delivery& delivery, Step step, Account& account);
  Result<Package> package_of(const Delivery& delivery) const;
  Account& account_of(const Channel& channel);
  void tell_failed(db::Tx& tx, const Delivery& delivery, Instant now);

  Parts parts_;
  /// Open accounts with the version of their channel; used by `work` alone.
  std::map<ChannelId, std::pair<std::int64_t, std::unique_ptr<Account>>> accounts_;
};

}  // namespace ws::channels
