#include "channels/channel_store.h"

namespace ws::channels::store {
namespace {

constexpr std::string_view channel_fields =
    "c.id, c.site_id, c.kind, c.name, c.account, c.secret, c.active, c.version";
const std::string select_channels =
    "SELECT " + std::string(channel_fields) +
    ", s.name, (SELECT COUNT(*) FROM deliveries d WHERE d.channel_id = c.id AND d.state = 'shown'), "
    "(SELECT COUNT(*) FROM deliveries d WHERE d.channel_id = c.id AND d.state IN ('waiting', 'drafted', "
    "'submitting', "
    "'submitted')), (SELECT COUNT(*) FROM deliveries d WHERE d.channel_id = c.id AND d.state = 'failed') FROM "
    "channels c "
    "JOIN sites s ON s.id = c.site_id ORDER BY c.active DESC, c.id";
constexpr std::string_view select_columns = "SELECT channel_id, column_id FROM channel_columns ORDER BY column_id";
const std::string select_channel = "SELECT " + std::string(channel_fields) + " FROM channels c WHERE c.id = $1";
constexpr std::string_view insert_channel =
    "INSERT INTO channels (id, site_id, kind, name, account, secret, active) VALUES ($1, $2, $3, $4, $5, $6, $7) ON "
    "CONFLICT (kind, account) DO NOTHING";
constexpr std::string_view update_channel =
    "UPDATE channels SET name = $2, account = $3, secret = $4, active = $5, version = version + 1 WHERE id = $1 AND "
    "version = $6";
constexpr std::string_view select_account = "SELECT 1 FROM channels WHERE kind = $1 AND account = $2 AND id <> $3";
constexpr std::string_view select_channels_of =
    "SELECT c.id FROM channel_columns m JOIN channels c ON c.id = m.channel_id WHERE m.column_id = $1 AND c.active = "
    "1";

constexpr std::string_view delivery_fields =
    "d.id, d.channel_id, d.article_id, d.article_version, d.sent_version, d.wanted, d.state, d.attempts, d.due_ms, "
    "d.draft, d.task, d.remote, d.address, d.trouble, d.trouble_detail, d.version, d.changed_ms";
const std::string select_delivery = "SELECT " + std::string(delivery_fields) + " FROM deliveries d ";
const std::string select_view = "SELECT " + std::string(delivery_fields) +
                                ", c.name, a.title FROM deliveries d JOIN channels c ON c.id = d.channel_id JOIN "
                                "articles a ON a.id = d.article_id ";
constexpr std::string_view insert_delivery =
    "INSERT INTO deliveries (id, channel_id, article_id, article_version, wanted, state, due_ms, changed_ms) VALUES "
    "($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr std::string_view update_delivery =
    "UPDATE deliveries SET article_version = $2, sent_version = $3, wanted = $4, state = $5, attempts = $6, due_ms = "
    "$7, draft = $8, task = $9, remote = $10, address = $11, trouble = $12, trouble_detail = $13, changed_ms = $14, "
    "version = version + 1 WHERE id = $1 AND version = $15";
constexpr std::string_view insert_event =
    "INSERT INTO delivery_events (id, delivery_id, at_ms, actor_id, state, trouble) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view select_due =
    "SELECT d.id FROM deliveries d JOIN channels c ON c.id = d.channel_id WHERE d.due_ms IS NOT NULL AND d.due_ms <= "
    "$1 AND (c.active = 1 OR d.wanted = 0) ORDER BY d.due_ms, d.id LIMIT $2";

Channel channel_of(const db::Row& row) {
  return {row.id<ChannelId>(0), row.id<SiteId>(1), row.text(2),     row.text(3),
          row.text(4),          row.text(5),       row.i64(6) == 1, row.i64(7)};
}

Delivery delivery_of(const db::Row& row) {
  Delivery one;
  one.id = row.id<DeliveryId>(0);
  one.channel = row.id<ChannelId>(1);
  one.article = row.text(2);
  one.article_version = row.i64(3);
  one.sent_version = row.i64(4);
  one.wanted = row.i64(5) == 1;
  one.state = parse_state(row.text(6)).value();
  one.attempts = static_cast<int>(row.i64(7));
  if (!row.is_null(8)) one.due = Instant{row.i64(8)};
  one.draft = row.text(9);
  one.task = row.text(10);
  one.remote = row.text(11);
  one.address = row.text(12);
  one.trouble = row.text(13);
  one.trouble_detail = row.text(14);
  one.version = row.i64(15);
  one.changed = {row.i64(16)};
  return one;
}
constexpr std::size_t after_delivery = 17;

std::vector<DeliveryView> views_in(const db::Rows& rows) {
  std::vector<DeliveryView> found;
  for (const db::Row& row : rows)
    found.push_back({delivery_of(row), row.text(after_delivery), row.text(after_delivery + 1)});
  return found;
}

std::optional<Delivery> first_of(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return delivery_of(*row);
}

}  // namespace

std::vector<ChannelView> channels(db::Reader& reader) {
  std::vector<ChannelView> found;
  for (const db::Row& row : reader.query(select_channels))
    found.push_back({channel_of(row), row.text(8), {}, row.i64(9), row.i64(10), row.i64(11)});
  for (const db::Row& row : reader.query(select_columns))
    for (ChannelView& one : found)
      if (one.channel.id.str() == row.text(0)) one.columns.push_back(row.text(1));
  return found;
}

std::optional<Channel> find_channel(db::Reader& reader, const ChannelId& channel) {
  const auto row = reader.find(select_channel, channel);
  if (!row) return std::nullopt;
  return channel_of(*row);
}

bool insert(db::Tx& tx, const Channel& one) {
  return tx.exec(insert_channel, one.id, one.site, one.kind, one.name, one.account, one.secret, one.active ? 1 : 0) ==
         1;
}

bool update(db::Tx& tx, const Channel& one) {
  return tx.exec(update_channel, one.id, one.name, one.account, one.secret, one.active ? 1 : 0, one.version) == 1;
}

bool is_account_taken(db::Reader& reader, const Channel& one) {
  return reader.find(select_account, one.kind, one.account, one.id).has_value();
}

void set_columns(db::Tx& tx, const ChannelId& channel, const std::vector<std::string>& columns) {
  tx.exec("DELETE FROM channel_columns WHERE channel_id = $1", channel);
  for (const std::string& column : columns)
    tx.exec("INSERT INTO channel_columns (channel_id, column_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", channel,
            column);
}

bool is_column(db::Reader& reader, const std::string& column) {
  return reader.find("SELECT 1 FROM news_columns WHERE id = $1", column).has_value();
}

std::vector<ChannelId> channels_of(db::Reader& reader, const std::string& column) {
  std::vector<ChannelId> found;
  for (const db::Row& row : reader.query(select_channels_of, column)) found.push_back(row.id<ChannelId>(0));
  return found;
}

std::optional<Delivery> find(db::Reader& reader, const DeliveryId& delivery) {
  return first_of(reader.find(select_delivery + "WHERE d.id = $1", delivery));
}

std::optional<Delivery> find(db::Reader& reader, const std::string& article, const ChannelId& channel) {
  return first_of(reader.find(select_delivery + "WHERE d.article_id = $1 AND d.channel_id = $2", article, channel));
}

std::vector<Delivery> of_article(db::Reader& reader, const std::string& article) {
  std::vector<Delivery> found;
  for (const db::Row& row : reader.query(select_delivery + "WHERE d.article_id = $1", article))
    found.push_back(delivery_of(row));
  return found;
}

std::vector<DeliveryView> views_of_article(db::Reader& reader, const std::string& article) {
  return views_in(reader.query(select_view + "WHERE d.article_id = $1 ORDER BY d.id", article));
}

std::vector<DeliveryView> views_within(db::Reader& reader, const std::vector<SiteId>& roots,
                                       const std::optional<State>& state, const std::string& before,
                                       std::int64_t limit) {
  if (roots.empty()) return {};
  db::Params params;
  const auto param = [&](db::Value value) {
    params.push_back(std::move(value));
    return "$" + std::to_string(params.size());
  };
  std::string list;
  for (const SiteId& root : roots) list += (list.empty() ? "" : ", ") + param(root.str());
  std::string sql =
      select_view + "WHERE c.site_id IN (SELECT t.site_id FROM site_tree t WHERE t.ancestor_id IN (" + list + "))";
  if (state) sql += " AND d.state = " + param(std::string(to_text(*state)));
  if (!before.empty()) sql += " AND d.id < " + param(before);
  return views_in(reader.run(sql + " ORDER BY d.id DESC LIMIT " + param(limit), params));
}

void hold(db::Tx& tx, const std::string& article) {
  tx.exec("UPDATE deliveries SET version = version WHERE article_id = $1", article);
}

void insert(db::Tx& tx, const Delivery& one) {
  tx.exec(insert_delivery, one.id, one.channel, one.article, one.article_version, one.wanted ? 1 : 0,
          to_text(one.state), one.due, one.changed);
}

bool update(db::Tx& tx, const Delivery& one) {
  return tx.exec(update_delivery, one.id, one.article_version, one.sent_version, one.wanted ? 1 : 0,
                 to_text(one.state), one.attempts, one.due, one.draft, one.task, one.remote, one.address, one.trouble,
                 one.trouble_detail, one.changed, one.version) == 1;
}

void append_event(db::Tx& tx, Random& random, const Delivery& one, const PersonId& actor, Instant now) {
  tx.push(insert_event, DeliveryId::fresh(now, random), one.id, now, actor, to_text(one.state), one.trouble);
}

std::optional<Told> whom_to_tell(db::Reader& reader, const DeliveryId& delivery) {
  const auto row = reader.find(
      "SELECT a.author_id, a.title, c.name FROM deliveries d JOIN articles a ON a.id = d.article_id JOIN channels c "
      "ON "
      "c.id = d.channel_id WHERE d.id = $1",
      delivery);
  if (!row) return std::nullopt;
  return Told{row->id<PersonId>(0), row->text(1), row->text(2)};
}

std::vector<DeliveryId> due(db::Reader& reader, Instant now, std::int64_t limit) {
  std::vector<DeliveryId> found;
  for (const db::Row& row : reader.query(select_due, now, limit)) found.push_back(row.id<DeliveryId>(0));
  return found;
}

}  // namespace ws::channels::store
