#include "seed/story.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ws::seed {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string need(const json::Document& told, std::string_view field) {
  const auto text = told.text(field);
  if (!text) throw std::runtime_error("the demo's data: " + std::string(field) + " is missing");
  return *text;
}

Actor actor_named(const store::District& district, const std::string& login) {
  const auto found = std::find_if(district.logins.begin(), district.logins.end(),
                                  [&](const store::LoginKnown& one) { return one.login == login; });
  if (found == district.logins.end()) throw std::runtime_error("the demo's data names the unknown " + login);
  Actor actor;
  actor.person = found->person;
  for (const store::GrantKnown& known : district.grants)
    if (known.person == actor.person) actor.grants.push_back(known.grant);
  return actor;
}

}  // namespace ws::seed
