#pragma once
// Where the project lies, for tests that read its data.

#include <string>

namespace ws::testing {

std::string source_dir();

}  // namespace ws::testing
