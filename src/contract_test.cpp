// Reads every public and staff list once, so that the contract check sees a real answer of each.
#include <gtest/gtest.h>

#include "testing/district.h"

namespace ws {
namespace {

using testing::Answer;
using testing::District;

TEST(Contract, EveryListAnswersItsReader) {
  District district(db::Engine::sqlite);
  const std::string site = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  const std::string item = district.value("SELECT id FROM menu_items ORDER BY code LIMIT 1");
  const std::string team = district.value("SELECT team_id FROM grants WHERE role = 'team_leader' LIMIT 1");
  const std::string person = district.person("jumin1").str();
  const std::vector<std::pair<std::string, std::string>> reads{{"", "/api/categories"},
                                                               {"", "/api/skills"},
                                                               {"", "/api/menu"},
                                                               {"", "/api/menu/" + item},
                                                               {"", "/api/sites"},
                                                               {"", "/api/sites/" + site},
                                                               {"", "/api/areas"},
                                                               {"", "/api/map/boundary"},
                                                               {"", "/api/teams"},
                                                               {"", "/api/teams/" + team},
                                                               {"", "/api/search?q=%E6%89%8B%E6%9C%BA"},
                                                               {"", "/api/openapi.yaml"},
                                                               {"laobing", "/api/teams/" + team + "/members"},
                                                               {"jumin1", "/api/me"},
                                                               {"jumin1", "/api/my/orders"},
                                                               {"jumin1", "/api/notices"},
                                                               {"zyz1", "/api/desk/claimable"},
                                                               {"shuyuan", "/api/hours/pending"},
                                                               {"secadmin", "/api/people"},
                                                               {"secadmin", "/api/people/" + person},
                                                               {"zhongxin-ld", "/api/screen"}};
  for (const auto& [login, target] : reads) {
    auto caller = login.empty() ? district.nobody() : district.as(login);
    const Answer answer = caller.get(target);
    EXPECT_EQ(answer.status, 200) << login << " " << target << " " << answer.body.substr(0, 300);
    EXPECT_FALSE(answer.body.empty()) << target;
  }
}

}  // namespace
}  // namespace ws
