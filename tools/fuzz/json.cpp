// Bodies of writes, made up: whatever a getter asks of them, it answers or refuses; what is written is read back.
// Sources: src/base/json.cpp src/base/text.cpp src/base/id.cpp src/base/random.cpp
// Libraries: sodium
#include <cstdlib>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "pieces.h"

// The parser itself is watched, too.
#include <boost/json/src.hpp>

namespace {

using ws::json::Object;

void ask(Object& body, int depth) {
  const std::string text = body.text("text", {1, 20});
  const std::string spare = body.text_or("spare", "", {0, 200});
  const std::int64_t number = body.integer("number", {-5, 5});
  const auto maybe = body.opt_integer("maybe", {0, 1'000'000});
  const bool yes = body.boolean_or("yes", false);
  const std::string one = body.one_of("one", {"a", "b"});
  std::vector<Object> items;
  if (body.has("items")) items = body.objects("items", 4);
  for (Object& item : items)
    if (depth < 20) ask(item, depth + 1);
  static_cast<void>(body.integers("numbers", 3, {0, 9}));
  if (body.finish()) return;
  // What was let through keeps its limits.
  if (ws::code_points(text) < 1 || ws::code_points(text) > 20 || ws::code_points(spare) > 200) std::abort();
  if (number < -5 || number > 5 || (maybe && (*maybe < 0 || *maybe > 1'000'000)) || items.size() > 4) std::abort();
  if (one != "a" && one != "b") std::abort();
  if (ws::has_control_characters(text)) std::abort();
  ws::json::Writer out;
  out.begin().field("text", text).field("number", number).field("yes", yes).end();
  const std::string written = out.take();
  if (written.find('<') != std::string::npos) std::abort();
  auto back = Object::parse(written);
  if (!back || back->text("text", {1, 20}) != text || back->integer("number", {-5, 5}) != number) std::abort();
  if (back->boolean("yes") != yes || back->finish()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto body = Object::parse(ws::fuzz::text_of(data, size));
  if (body) ask(*body, 0);
  return 0;
}
