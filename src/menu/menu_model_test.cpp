#include "menu/menu_model.h"

#include <gtest/gtest.h>

namespace ws::menu {
namespace {

TEST(MenuModel, the_average_is_times_hundred_and_rounds_half_up) {
  EXPECT_EQ(average_e2({0, 0, 5}), 0) << "nobody rated";
  EXPECT_EQ(average_e2({14, 3, 5}), 467);
  EXPECT_EQ(average_e2({13, 3, 5}), 433);
  EXPECT_EQ(average_e2({10, 2, 2}), 500);
  EXPECT_EQ(average_e2({33, 8, 8}), 413) << "412.5";
}

TEST(MenuModel, a_cursor_comes_back_as_it_was_and_nothing_else_is_one) {
  const auto cursor = parse_cursor(to_text(Cursor{7, "haircut.home"}));
  ASSERT_TRUE(cursor);
  EXPECT_EQ(cursor->category_position, 7);
  EXPECT_EQ(cursor->code, "haircut.home");
  EXPECT_TRUE(parse_cursor(""));
  for (const char* text : {"7", "7.", "x.y", ".y", "99999999999999999999.y",
                           "7.a\x01"
                           "b"})
    EXPECT_FALSE(parse_cursor(text)) << text;
}

}  // namespace
}  // namespace ws::menu
