#pragma once
// A roster as a table for spreadsheets: RFC 4180 with a byte-order mark, and no cell that a spreadsheet would run.

#include <string>
#include <string_view>
#include <vector>

#include "activities/signup_model.h"

namespace ws::activities {

struct RosterLine {
  Instant starts;
  Instant ends;
  std::string role;
  std::string name;
  std::string volunteer_number;
  std::string mobile;  ///< masked unless it was asked for
  SignupState state = SignupState::confirmed;
  std::int64_t companions = 0;
  bool reserved = false;
};

/// One cell: quoted when it must be, and never a formula.
std::string csv_cell(std::string_view text);
std::string roster_csv(const std::vector<RosterLine>& lines);

}  // namespace ws::activities
