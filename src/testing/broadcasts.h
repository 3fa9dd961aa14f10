#pragma once
// A broadcast of the station shuyuan, as far as a test wants it.

#include <gtest/gtest.h>

#include <string>

#include "testing/district.h"

namespace ws::testing {

inline void change(District& district, const std::string& sql) {
  ASSERT_TRUE(district.database().write_now([&](db::Tx& tx) -> Outcome {
    tx.exec(sql);
    return Done{};
  }));
}

/// For half an hour from now; its identifier.
inline std::string announced_broadcast(District& district) {
  const Instant now = district.clock.now();
  json::Writer out;
  out.begin()
      .field("site_id", district.value("SELECT id FROM sites WHERE code = '510117001021'"))
      .field("title", "战旗村的乡村振兴课")
      .field("summary", "老支书讲一个村子的变化。")
      .field("lecturer", "高书记")
      .field("starts_ms", now.plus_ms(30 * minute_ms).ms)
      .field("ends_ms", now.plus_ms(90 * minute_ms).ms)
      .end();
  const std::string id = at(district.as("shuyuan").post("/api/broadcasts", out.take()), "id");
  EXPECT_EQ(district.as("shuyuan").post("/api/broadcasts/" + id + "/announcement").status, 200);
  return id;
}

/// As if somebody had begun to send.
inline void go_live(District& district, const std::string& id) {
  change(district,
         "UPDATE broadcasts SET state = 'live', live_ms = 1, version = version + 1 WHERE id = '" + id + "'");
}

/// The next message of a type: what went before may still be on its way to who joins.
inline json::Document hear(WsClient& listening, std::string_view type) {
  for (;;) {
    json::Document heard(listening.next_text());
    if (heard.text("type") == type) return heard;
  }
}

}  // namespace ws::testing
