#pragma once
// An emulator of the calls that a WeChat public account is published with, on loopback: what it was sent, and
// refusals on demand. Its answers have the shapes of the platform's documentation.

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/json.h"
#include "testing/http_rig.h"

namespace ws::testing {

class FakeWechat {
 public:
  FakeWechat();
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  /// The next call of this name ("draft/add") is answered with the error instead; 0: not at all, the way back is lost
  /// after it was done.
  void refuse(const std::string& name, int code);
  /// Every token given so far is no longer known.
  void forget_tokens();
  /// What `freepublish/get` says of everything: 0 published, 1 being examined, 4 refused.
  void examine(int status);

  struct Shown {
    std::string title, content, source;
    bool published = false, deleted = false;
  };
  std::vector<Shown> drafts() const;
  std::vector<std::string> calls() const;  ///< names, in their order
  std::size_t pictures() const;            ///< JPEGs that came

 private:
  void on(const std::string& name, std::string (FakeWechat::*answer)(const http::Request&));
  http::Response answered(const std::string& name, const http::Request& request,
                          std::string (FakeWechat::*answer)(const http::Request&));
  std::string token(const http::Request& request);
  std::string uploadimg(const http::Request& request);
  std::string add_material(const http::Request& request);
  std::string add_draft(const http::Request& request);
  std::string submit(const http::Request& request);
  std::string get(const http::Request& request);
  std::string remove(const http::Request& request);

  mutable std::mutex mutex_;
  std::map<std::string, int> refusals_;
  std::vector<Shown> drafts_;
  std::vector<std::string> calls_;
  std::size_t pictures_ = 0;
  int tokens_ = 0, oldest_token_ = 1;
  int status_ = 0;
  HttpRig rig_;
  std::uint16_t port_ = 0;
};

}  // namespace ws::testing
