#include "teams/team_model.h"

#include "base/text.h"

namespace ws::teams {

bool is_cursor(std::string_view text) {
  return text.size() <= 64 && !has_control_characters(text);
}

}  // namespace ws::teams
