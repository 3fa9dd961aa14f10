// The seal on both engines, over the whole server; the stand-alone verifier runs as its users run it.

#include "ledger/ledger_service.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "base/local_time.h"
#include "base/sm3.h"
#include "hours/public.h"
#include "ledger/verify_service.h"
#include "testing/district.h"
#include "testing/source_dir.h"

namespace ws::ledger {
namespace {

using testing::at;
using ::testing::HasSubstr;

class LedgerTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  LedgerTest() { std::filesystem::create_directories(folder_); }
  ~LedgerTest() override { std::filesystem::remove_all(folder_); }

  /// Recorded and confirmed: an entry and two events.
  std::string served(const std::string& login, int hour) {
    const SiteId site(district_.value("SELECT id FROM sites WHERE kind = 'center' LIMIT 1"));
    const Instant starts = start_of_day(local_date(district_.clock.now())).plus_ms(hour * hour_ms);
    const PersonId person = district_.person(login);
    const auto entry = district_.database().write_now([&](db::Tx& tx) -> Result<HoursEntryId> {
      const hours::Service service{person, {}, site, starts, starts.plus_ms(hour_ms), "望丛祠清洁"};
      const auto recorded = hours::record_service(tx, random_, {}, service, district_.clock.now(), {});
      Actor clerk;
      clerk.person = district_.person("zhongxin");
      clerk.grants.push_back({Role::clerk, site, {}});
      if (auto done = hours::confirm(tx, random_, clerk, recorded.entry, district_.clock.now()); !done)
        return done.error();
      return recorded.entry;
    });
    return entry.value().str();
  }
  /// To ten past the next midnight, with the clocks turned.
  void night() {
    const Instant now = district_.clock.now();
    district_.clock.advance_ms(start_of_day(next_day(local_date(now))).ms - now.ms + 10 * minute_ms);
    district_.tick();
  }
  json::Document roots() { return json::Document(district_.nobody().get("/api/ledger/roots").body); }
  std::string newest_root() { return roots().items("items").at(0).text("root").value(); }
  std::string save(const std::string& name, const std::string& text) {
    const std::string path = (folder_ / name).string();
    std::ofstream(path) << text;
    return path;
  }
  /// Exit code of the stand-alone verifier.
  int tool(const std::string& arguments) {
    return std::system(("node " + testing::source_dir() + "/tools/verify-ledger/verify-ledger.mjs " + arguments +
                        " > " + (folder_ / "said").string() + " 2>&1")
                           .c_str());
  }
  void behind_the_triggers(const std::string& table, const std::string& change) {
    const bool sqlite = GetParam() == db::Engine::sqlite;
    const Outcome changed = district_.database().write_now([&](db::Tx& tx) -> Outcome {
      if (sqlite)
        for (const std::string act : {"_no_update", "_no_delete"}) tx.exec("DROP TRIGGER IF EXISTS " + table + act);
      else
        tx.exec("ALTER TABLE " + table + " DISABLE TRIGGER " + table + "_append_only");
      EXPECT_EQ(tx.exec(change), 1);
      return Done{};
    });
    ASSERT_TRUE(changed.ok());
  }
  std::string seq_of_confirmation(const std::string& entry) {
    return std::to_string(
        district_.number("SELECT seq FROM hours_events WHERE entry_id = '" + entry + "' AND state = 'confirmed'"));
  }
  std::string trouble(const std::vector<Root>& published = {}) {
    return verify(district_.database(), published).trouble;
  }

  testing::District district_{GetParam()};
  Random random_{5};
  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                        ("wushuang-ledger-" + new_ulid({1}, random_) + std::to_string(getpid()));
};
INSTANTIATE_TEST_SUITE_P(Engines, LedgerTest, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(LedgerTest, TheDayIsSealedAfterMidnightAndPublished) {
  served("zyz1", 8);
  district_.tick();
  EXPECT_EQ(roots().items("items").size(), 1U) << "the days before, at the first turn of the clock";
  const std::string day = to_text(local_date(district_.clock.now()));
  night();
  district_.tick();
  const auto items = roots().items("items");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].text("day"), day);
  EXPECT_EQ(items[0].integer("size"), 4) << "recorded, pending, confirmed, publicised";
  EXPECT_EQ(items[0].text("previous_root"), items[1].text("root"));
  const auto feed = district_.nobody().get("/ledger/roots.atom");
  EXPECT_THAT(feed.header("Content-Type"), HasSubstr("application/atom+xml"));
  EXPECT_THAT(feed.body, HasSubstr(items[0].text("root").value()));
  EXPECT_EQ(trouble(), "");
}

TEST_P(LedgerTest, HardRule_EveryEntryIsProvenByItsVolunteerWithTheFileAlone) {
  std::vector<std::string> entries;
  for (int i = 0; i < 140; ++i) entries.push_back(served("zyz1", 8));  // more than one tile
  EXPECT_EQ(at(district_.as("zyz1").get("/api/hours/" + entries[0] + "/proof"), "reason"), "ledger.not_sealed");
  night();
  const std::string root_hex = newest_root();
  auto volunteer = district_.as("zyz1");
  for (const std::string& entry : entries) {
    const auto answer = volunteer.get("/api/hours/" + entry + "/proof");
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json::Document proof(answer.body);
    const std::int64_t size = proof.integer("root.size").value();
    const auto leaves = proof.items("leaves");
    ASSERT_GE(leaves.size(), 3U) << "the entry, pending, confirmed; publicised if its turn came";
    for (const json::Document& leaf : leaves) {
      std::vector<Hash> path;
      for (const std::string& hash : leaf.texts("path")) path.push_back(from_hex(hash));
      ASSERT_TRUE(includes(leaf_hash(leaf.text("leaf").value()), leaf.integer("index").value(), size, path,
                           from_hex(root_hex)));
      EXPECT_EQ(leaf.text("leaf")->find(district_.person("zyz1").str()), std::string::npos) << "no person in a leaf";
    }
  }
  const std::string proof = volunteer.get("/api/hours/" + entries[70] + "/proof").body;
  const std::string file = save("proof.json", proof);
  EXPECT_EQ(tool(file + " " + root_hex), 0);
  EXPECT_EQ(tool(file + " " + save("roots.json", district_.nobody().get("/api/ledger/roots").body)), 0);
  EXPECT_NE(tool(file + " " + std::string(64, '0')), 0) << "another root";
  for (const auto& [from, to] : {std::pair<std::string, std::string>{R"(\"minutes\":)", R"(\"minutes\":9)"},
                                 {district_.person("zyz1").str(), district_.person("laobing").str()},
                                 {"望丛祠清洁", "望丛祠清理"}}) {
    std::string forged = proof;
    const auto place = forged.find(from);
    ASSERT_NE(place, std::string::npos) << from;
    forged.replace(place, from.size(), to);
    EXPECT_NE(tool(save("forged.json", forged) + " " + root_hex), 0) << to;
  }
  EXPECT_EQ(district_.as("laobing").get("/api/hours/" + entries[0] + "/proof").status, 404);
  EXPECT_EQ(trouble(), "");
}

TEST_P(LedgerTest, HardRule_ALaterDayContinuesTheEarlier) {
  for (int i = 0; i < 50; ++i) served("zyz1", 8);
  const std::string first = to_text(local_date(district_.clock.now()));
  night();
  for (int i = 0; i < 60; ++i) served("laobing", 8);
  const std::string second = to_text(local_date(district_.clock.now()));
  night();
  const auto answer = district_.nobody().get("/api/ledger/consistency?from=" + first + "&to=" + second);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string published = save("roots.json", district_.nobody().get("/api/ledger/roots").body);
  const std::string file = save("consistency.json", answer.body);
  EXPECT_EQ(tool(file + " " + published + " " + published), 0);
  EXPECT_NE(tool(file + " " + std::string(64, '0') + " " + published), 0);
  std::string forged = answer.body;
  const auto path = forged.find(R"("path":[")") + 9;
  forged[path] = forged[path] == '0' ? '1' : '0';
  EXPECT_NE(tool(save("forged.json", forged) + " " + published + " " + published), 0);
  EXPECT_EQ(district_.nobody().get("/api/ledger/consistency?from=1999-01-01&to=" + second).status, 404);
  EXPECT_EQ(trouble(), "");
}

TEST_P(LedgerTest, HardRule_ARowChangedBehindTheTriggersIsNamed) {
  std::string fifth;
  for (int i = 0; i < 100; ++i) {
    const std::string entry = served("zyz1", 8);
    if (i == 4) fifth = entry;
  }
  night();
  EXPECT_EQ(trouble(), "");
  behind_the_triggers("hours_entries", "UPDATE hours_entries SET minutes = 600 WHERE id = '" + fifth + "'");
  EXPECT_THAT(trouble(), HasSubstr("entry " + fifth));
}

TEST_P(LedgerTest, HardRule_ARowRemovedIsNamed) {
  served("zyz1", 8);
  const std::string entry = served("laobing", 8);
  night();
  const std::string seq = seq_of_confirmation(entry);
  behind_the_triggers("hours_events", "DELETE FROM hours_events WHERE seq = " + seq);
  EXPECT_EQ(trouble(), "number " + seq + " of the ledger is missing");
}

TEST_P(LedgerTest, HardRule_RowsThatChangedPlacesAreNamed) {
  const std::string one = served("zyz1", 8), other = served("laobing", 8);
  night();
  const std::string first = seq_of_confirmation(one), second = seq_of_confirmation(other);
  behind_the_triggers("hours_events", "UPDATE hours_events SET seq = 1000000 WHERE seq = " + first);
  behind_the_triggers("hours_events", "UPDATE hours_events SET seq = " + first + " WHERE seq = " + second);
  behind_the_triggers("hours_events", "UPDATE hours_events SET seq = " + second + " WHERE seq = 1000000");
  EXPECT_THAT(trouble(), HasSubstr("(number " + first + ") is not as it was sealed"));
}

TEST_P(LedgerTest, HardRule_ARowInsertedBehindTheNumberingIsNamed) {
  const std::string entry = served("zyz1", 8);
  night();
  // In the place of another one …
  const std::string copied =
      "INSERT INTO hours_events (id, seq, entry_id, position, at_ms, actor_id, state, reason) "
      "SELECT '01ARZ3NDEKTSV4RRFFQ69G5FAV', ";
  const std::string of = " FROM hours_events WHERE entry_id = '" + entry + "' AND state = 'confirmed'";
  behind_the_triggers("hours_events", copied + "seq + 1000, entry_id, 99, at_ms, actor_id, state, 'x'" + of);
  EXPECT_THAT(trouble(), HasSubstr("was never handed out"));
}

TEST_P(LedgerTest, HardRule_AnEventChangedAfterTheSealIsNamedAndNothingIsSealedOnTop) {
  const std::string entry = served("zyz1", 8);
  night();
  behind_the_triggers("hours_events", "UPDATE hours_events SET actor_id = '" + district_.person("pitong").str() +
                                          "' WHERE entry_id = '" + entry + "' AND state = 'confirmed'");
  EXPECT_THAT(trouble(), ::testing::AllOf(HasSubstr("of entry " + entry), HasSubstr("event ")));
  const std::string before = newest_root();
  served("laobing", 8);
  EXPECT_THROW(night(), db::Failure);
  EXPECT_EQ(newest_root(), before);
}

TEST_P(LedgerTest, HardRule_ALedgerRewrittenWholeIsNotTheOneThatWasPublished) {
  const std::string entry = served("zyz1", 8);
  night();
  const auto published = district_.database().read([](db::Reader& reader) { return list_roots(reader, "", 10); });
  ASSERT_FALSE(published.empty());
  EXPECT_EQ(trouble(published), "");
  std::vector<Root> other = published;
  other.front().root = std::string(64, '0');
  EXPECT_THAT(trouble(other), HasSubstr(other.front().day));
  behind_the_triggers("ledger_roots", "UPDATE ledger_roots SET root = '" + std::string(64, '1') + "' WHERE day = '" +
                                          published.front().day + "'");
  EXPECT_THAT(trouble(), HasSubstr(published.front().day));
}

}  // namespace
}  // namespace ws::ledger
