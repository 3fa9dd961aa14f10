#pragma once
// The service menu's values and pure rules.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"

namespace ws::menu {

struct Item {
  MenuItemId id;
  std::string code;
  std::string category;
  std::string name;
  std::int64_t duration_minutes;
  std::int64_t volunteers_needed;
  std::string skill;
  std::string place;  ///< "home", "site" or "either"
  bool active;
};

struct Ref {
  std::string id;
  std::string name;
};

struct Category {
  std::string code;
  std::string name;
  std::string name_en;
};

struct CategoryCount {
  std::string code, name, name_en, icon, summary;
  std::int64_t items;  ///< active ones
};

struct Skill {
  std::string code, name, name_en;
};

/// What an item's orders say. The average is shown only beside how many rated and how many services were completed.
struct Figures {
  std::int64_t rating_sum = 0;
  std::int64_t ratings = 0;
  std::int64_t completed = 0;
};
/// Average × 100, rounded half up; 0 when nobody rated.
std::int64_t average_e2(const Figures& figures);

struct MenuItem {
  Item item;
  std::int64_t category_position;
  std::string category_name, name_en, summary, prepares;
  std::int64_t version;
  std::int64_t offered_by;
  Figures figures = {};
};

/// What an administrator wrote.
struct Draft {
  std::string category, name, name_en, summary, skill, place, prepares;
  std::int64_t duration_minutes, volunteers_needed;
  bool active;
};
/// Forms that JSON limits cannot say: "menu.no_control_characters", with the field.
Outcome check(const Draft& draft);

struct Filter {
  std::string category;
  std::string words;
  SiteId site;
  TeamId team;
};

/// A place in the list: after this item in the order of (category position, code).
struct Cursor {
  std::int64_t category_position = -1;
  std::string code;
};
std::string to_text(const Cursor& cursor);
/// "" is the beginning; nothing if it is none of ours.
std::optional<Cursor> parse_cursor(std::string_view text);

struct Page {
  std::vector<MenuItem> items;
  std::optional<std::string> next;
};

struct Detail {
  MenuItem item;
  std::vector<Ref> sites, teams;
};

}  // namespace ws::menu
