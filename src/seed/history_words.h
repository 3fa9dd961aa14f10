#pragma once
// What people say around an order: data/pidu/needs.json.

#include <filesystem>
#include <string>
#include <vector>

#include "base/random.h"

namespace ws::seed {

struct NeedWords {
  std::string item;      ///< code of the menu item; empty: a need in words
  std::string category;  ///< of a need in words
  std::string text;
  std::string note;  ///< of the clerk at triage; may be empty
};

struct RatingWords {
  std::int64_t score;
  std::string text;
};

struct HistoryWords {
  std::vector<NeedWords> orders, free_text;
  std::vector<RatingWords> ratings;
  std::vector<std::string> rejections, returns, declines, complaints, withdrawals, dispatch_notes, compounds;

  /// A judgement of somebody who was served with `skill`: words about another service are left out. The text may be
  /// empty from 4 on.
  RatingWords rating(Random& random, const std::string& skill) const;
};

HistoryWords read_words(const std::filesystem::path& data);

}  // namespace ws::seed
