#include "testing/source_dir.h"

namespace ws::testing {

std::string source_dir() {
  return WS_SOURCE_DIR;
}

}  // namespace ws::testing
