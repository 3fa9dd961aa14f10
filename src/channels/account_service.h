#pragma once
// What every kind of channel can do, one step at a time. All of it blocks, and talks to somebody else's server: on
// the thread of the deliveries alone.
//
// Errors: unavailable "channel.no_answer" and "channel.busy" pass by themselves; "channel.secret", "channel.refused"
// do not. The detail has the other side's own code and words.

#include <string>
#include <vector>

#include "base/result.h"

namespace ws::channels {

struct Picture {
  std::string address;  ///< as it stands in the text
  std::string jpeg;
};

struct Package {
  std::string title, summary, editor, html;
  std::string address;  ///< of our own page
  std::vector<Picture> pictures;
  std::string cover;  ///< JPEG
};

struct Look {
  bool done = false;            ///< false: still examined there
  std::string remote, address;  ///< of what is shown
};

class Account {
 public:
  virtual ~Account() = default;
  /// Text and pictures; nobody sees them yet. Answers what the other side calls it.
  virtual Result<std::string> draft(const Package& package) = 0;
  /// Has a draft published. Answers the task.
  virtual Result<std::string> submit(const std::string& draft) = 0;
  virtual Result<Look> look(const std::string& task) = 0;
  /// Removes what is shown; what is gone already is no error.
  virtual Outcome take_down(const std::string& remote) = 0;
};

}  // namespace ws::channels
