#pragma once
// The composition root: builds every part once, hands each what it needs, and lists the features. The only place that
// knows all.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/policy.h"
#include "http/http.h"

namespace ws {

struct AppOptions {
  std::string database;  ///< path of a SQLite file, or postgresql://…
  std::string data;      ///< directory of the master key and of what the server writes
  std::string assets;    ///< directory that holds web/ and data/ of the project
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any free one
  unsigned threads = 2;
  bool secure_cookies = false;  ///< behind TLS
  std::string trusted_proxy;
  std::string public_address;  ///< where people reach the server, on certificates: "https://…"; empty: as it listens
  std::string code_gateway;    ///< URL that sends one-time codes; empty: the console
  std::string code_gateway_token;                        ///< bearer token for it; empty: none
  std::string wechat_api = "https://api.weixin.qq.com";  ///< where public accounts of WeChat are reached
  std::optional<std::uint16_t> rtmp_port;  ///< takes live streams here (0: any free one); none: takes none
  std::string rtmp_address = "127.0.0.1";  ///< to listen on
  /// Another server takes live streams at "rtmp://…/live", gives them out below "https://…/hls" and tells us by its
  /// hooks; both or neither, and then no port of ours.
  std::string stream_server, stream_origin;
  bool show_codes = false;  ///< the console prints one-time codes: for a demonstration only
  bool log_requests = true;
  bool run_clocks = true;  ///< tests turn the clocks by hand with tick()
};

/// Calendar and every version of the policy of a data directory (policy/*.json). Throws what is wrong with them.
Rules read_rules(const std::string& data, Instant now);

class App {
 public:
  /// Opens the database, applies missing migrations, reads rules and templates. Throws what prevents a start.
  App(AppOptions options, const Clock& clock);
  ~App();

  void start();
  std::uint16_t port() const;
  /// Graceful: finishes requests in flight, then the writer, within ten seconds.
  void stop();
  /// What the clocks do every few seconds: offers run out, promises escalate, forgotten check-outs close.
  int tick();
  /// Every route and socket: "METHOD PATTERN ACCESS", sorted.
  std::vector<std::string> route_lines() const;
  const http::Routes& routes() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace ws
