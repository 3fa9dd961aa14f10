#pragma once
// A real server on a free port with a table of people, for tests of the http layer.

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "http/server.h"
#include "testing/http_client.h"

namespace ws::testing {

struct HttpRig {
  http::ServerOptions options;
  http::Routes routes;
  http::Hub hub;
  std::vector<http::StaticDirectory> statics;
  std::map<std::string, Actor, std::less<>> people;  ///< by session token
  SystemClock clock;
  Random random{7};
  std::unique_ptr<http::Server> server;

  HttpRig() {
    options.log = [this](const std::string& line) {
      const std::lock_guard lock(mutex_);
      lines_.push_back(line);
      logged_.notify_all();
    };
  }
  ~HttpRig() {
    if (server) server->stop(std::chrono::milliseconds(0));
  }

  std::uint16_t start() {
    server = std::make_unique<http::Server>(
        options, routes, statics, hub,
        [this](std::string_view token) {
          const auto found = people.find(token);
          return found == people.end() ? Actor{} : found->second;
        },
        clock, random);
    server->start();
    return server->port();
  }

  void add_person(const std::string& token, std::vector<Role> roles, bool volunteer = false) {
    Actor actor;
    actor.person = PersonId::fresh(clock.now(), random);
    actor.volunteer = volunteer;
    for (const Role role : roles) actor.grants.push_back({role, {}, {}});
    people[token] = actor;
  }

  /// The log, once it has `count` lines; an answer may be seen before its line.
  std::vector<std::string> log(std::size_t count) {
    std::unique_lock lock(mutex_);
    logged_.wait_for(lock, patience, [&] { return lines_.size() >= count; });
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable logged_;
  std::vector<std::string> lines_;
};

}  // namespace ws::testing
