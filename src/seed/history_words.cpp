#include "seed/history_words.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "seed/district_data.h"

namespace ws::seed {
namespace {

struct Hint {
  std::string_view word;
  std::string_view skill;
};
/// Words that only fit one kind of service.
constexpr std::array hints{Hint{"饭煲", "appliance_repair"},
                           Hint{"修好了", "appliance_repair"},
                           Hint{"家电", "appliance_repair"},
                           Hint{"洗澡", "nursing"},
                           Hint{"助浴", "nursing"},
                           Hint{"翻身", "nursing"},
                           Hint{"看病", "nursing"},
                           Hint{"血压", "nursing"},
                           Hint{"陪诊", "nursing"},
                           Hint{"医院门口", "nursing"},
                           Hint{"剪", "haircut"},
                           Hint{"四点半", "tutoring"},
                           Hint{"孩子", "tutoring"},
                           Hint{"调解", "mediation"},
                           Hint{"视频", "smartphone"},
                           Hint{"手机课", "smartphone"},
                           Hint{"全家福", "photography"},
                           Hint{"川剧", "opera"},
                           Hint{"律师", "law"},
                           Hint{"法律咨询", "law"},
                           Hint{"农技", "farming"},
                           Hint{"绣", "shu_embroidery"},
                           Hint{"老兵", "theory_lecture"},
                           Hint{"讲得", "theory_lecture"},
                           Hint{"讲的政策", "theory_lecture"},
                           Hint{"讲课", "theory_lecture"},
                           Hint{"讲解", "heritage"},
                           Hint{"投影", "theory_lecture"},
                           Hint{"杂草", "environment"},
                           Hint{"巡河", "environment"},
                           Hint{"清完院子", "environment"},
                           Hint{"春联", "calligraphy"},
                           Hint{"心里话", "counselling"},
                           Hint{"答应保密", "counselling"},
                           Hint{"防诈骗", "anti_fraud"},
                           Hint{"推拿", "tcm"},
                           Hint{"送餐", "errands"},
                           Hint{"送来的饭", "errands"},
                           Hint{"跑腿", "errands"},
                           Hint{"电脑课", "computing"},
                           Hint{"合唱", "music"},
                           Hint{"接送", "driving"},
                           Hint{"龙头", "plumbing_electric"},
                           Hint{"电线", "plumbing_electric"},
                           Hint{"的灯", "plumbing_electric"},
                           Hint{"课是好课", "theory_lecture"},
                           Hint{"老师耐心", "computing"},
                           Hint{"垃圾都带下楼", "companionship"},
                           Hint{"固定一个人", "companionship"},
                           Hint{"床单", "companionship"}};

bool fits(const std::string& text, const std::string& skill) {
  return std::all_of(hints.begin(), hints.end(), [&](const Hint& hint) {
    return text.find(hint.word) == std::string::npos || hint.skill == skill;
  });
}

json::Document document(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return json::Document(text.str());
}

}  // namespace

RatingWords HistoryWords::rating(Random& random, const std::string& skill) const {
  const auto score = 5 - static_cast<std::int64_t>(weighted(random, {66, 22, 7, 3, 2}));
  if (score >= 4 && chance(random, 45)) return {score, ""};
  std::vector<const RatingWords*> fitting;
  for (const RatingWords& words : ratings)
    if (words.score == score && fits(words.text, skill)) fitting.push_back(&words);
  if (fitting.empty()) return {std::max<std::int64_t>(score, 4), ""};
  return *pick(random, fitting);
}

HistoryWords read_words(const std::filesystem::path& data) {
  const json::Document needs = document(data / "pidu" / "needs.json");
  HistoryWords words;
  for (const std::string& category : needs.names("orders"))
    for (const json::Document& row : needs.items("orders." + category))
      words.orders.push_back(
          {row.text("item").value(), category, row.text("text").value(), row.text("note").value_or("")});
  for (const json::Document& row : needs.items("free_text"))
    words.free_text.push_back(
        {"", row.text("category").value(), row.text("text").value(), row.text("note").value_or("")});
  for (const json::Document& row : needs.items("ratings"))
    words.ratings.push_back({row.integer("score").value(), row.text("text").value_or("")});
  words.rejections = needs.texts("rejection_reasons");
  words.returns = needs.texts("return_reasons");
  words.declines = needs.texts("decline_reasons");
  words.complaints = needs.texts("complaints");
  words.withdrawals = needs.texts("withdrawal_reasons");
  words.dispatch_notes = needs.texts("dispatch_notes");
  words.compounds = document(data / "pidu" / "people.json").texts("compounds");
  return words;
}

}  // namespace ws::seed
