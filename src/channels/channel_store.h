#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "channels/channel_model.h"
#include "db/db.h"

namespace ws::channels::store {

struct ChannelView {
  Channel channel;
  std::string site_name;
  std::vector<std::string> columns;  ///< what is published in them goes there by itself
  std::int64_t shown = 0, on_the_way = 0, failed = 0;
};
std::vector<ChannelView> channels(db::Reader& reader);
std::optional<Channel> find_channel(db::Reader& reader, const ChannelId& channel);
/// False if the account is known already.
bool insert(db::Tx& tx, const Channel& channel);
/// The owner stays. False if it was changed since, or another has its account.
bool update(db::Tx& tx, const Channel& channel);
bool is_account_taken(db::Reader& reader, const Channel& channel);
void set_columns(db::Tx& tx, const ChannelId& channel, const std::vector<std::string>& columns);
bool is_column(db::Reader& reader, const std::string& column);
/// Active ones that a column's articles go to by themselves.
std::vector<ChannelId> channels_of(db::Reader& reader, const std::string& column);

struct DeliveryView {
  Delivery delivery;
  std::string channel_name, article_title;
};
std::optional<Delivery> find(db::Reader& reader, const DeliveryId& delivery);
std::optional<Delivery> find(db::Reader& reader, const std::string& article, const ChannelId& channel);
std::vector<Delivery> of_article(db::Reader& reader, const std::string& article);
std::vector<DeliveryView> views_of_article(db::Reader& reader, const std::string& article);
/// Those of channels whose owner lies in one of the subtrees, newest first, before the cursor.
std::vector<DeliveryView> views_within(db::Reader& reader, const std::vector<SiteId>& roots,
                                       const std::optional<State>& state, const std::string& before,
                                       std::int64_t limit);
/// Nobody else, on another node either, changes an article's deliveries until this transaction ends.
void hold(db::Tx& tx, const std::string& article);
void insert(db::Tx& tx, const Delivery& delivery);
/// False if it was changed since `delivery.version`.
bool update(db::Tx& tx, const Delivery& delivery);
void append_event(db::Tx& tx, Random& random, const Delivery& delivery, const PersonId& actor, Instant now);
struct Told {
  PersonId author;
  std::string title, channel;
};
std::optional<Told> whom_to_tell(db::Reader& reader, const DeliveryId& delivery);
/// The most overdue first. A closed channel takes nothing more, but what is to be gone goes.
std::vector<DeliveryId> due(db::Reader& reader, Instant now, std::int64_t limit);

}  // namespace ws::channels::store
