#include <map>
#include <stdexcept>

#include "http/http.h"

namespace ws::http {

// One node per segment. Routes are held by index, because the vector grows.
struct Routes::Node {
  std::map<std::string, std::shared_ptr<Node>, std::less<>> fixed;
  std::shared_ptr<Node> any;           ///< {name}
  std::map<Method, std::size_t> here;  ///< routes that end at this node
  std::map<Method, std::size_t> rest;  ///< routes that end in {name...}
};

namespace {

std::string_view next_segment(std::string_view& path) {
  const std::size_t slash = path.find('/');
  const std::string_view segment = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  return segment;
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

}  // namespace

Routes::Routes() : root_(std::make_shared<Node>()) {}

void Routes::add(Route route) {
  const auto wrong = [&](const char* why) { return std::logic_error(std::string(why) + ": " + route.pattern); };
  std::string_view left = route.pattern;
  if (!left.starts_with('/')) throw wrong("a pattern begins with a slash");
  Node* node = root_.get();
  bool last = false;
  bool is_rest = false;
  // A trailing slash is a last, empty segment: "/" and "/a/" are shapes of their own.
  for (left.remove_prefix(1); !last;) {
    last = left.find('/') == std::string_view::npos;
    const std::string_view segment = next_segment(left);
    if (is_parameter(segment) && segment.ends_with("...}")) {
      if (!last) throw wrong("{name...} must be last");
      is_rest = true;
      break;
    }
    auto& child = is_parameter(segment) ? node->any : node->fixed[std::string(segment)];
    if (!child) child = std::make_shared<Node>();
    node = child.get();
  }
  auto& slots = is_rest ? node->rest : node->here;
  if (!slots.emplace(route.method, routes_.size()).second) throw wrong("a second route for the same shape");
  routes_.push_back(std::move(route));
}

namespace {

/// Walks the trie, fixed segments first, and gives up a branch that has no route for the method, so that
/// POST /orders/{id} is found next to GET /orders/new. `seen` is called for every node whose shape fits the path.
template <class Node, class Seen>
bool walk(const Node& node, std::string_view left, bool at_end, std::vector<std::string>& params, const Seen& seen) {
  if (at_end) return seen(node.here);
  std::string_view after = left;
  const bool last = left.find('/') == std::string_view::npos;
  const std::string_view segment = next_segment(after);
  if (const auto fixed = node.fixed.find(segment); fixed != node.fixed.end())
    if (walk(*fixed->second, after, last, params, seen)) return true;
  if (node.any && !segment.empty()) {
    params.emplace_back(segment);
    if (walk(*node.any, after, last, params, seen)) return true;
    params.pop_back();
  }
  if (!node.rest.empty()) {
    params.emplace_back(left);
    if (seen(node.rest)) return true;
    params.pop_back();
  }
  return false;
}

}  // namespace

Routes::Match Routes::match(Method method, std::string_view path) const {
  Match match;
  if (!path.starts_with('/')) return match;
  const auto seen = [&](const std::map<Method, std::size_t>& slots) {
    const auto found = slots.find(method);
    if (found == slots.end()) {
      match.other_method = match.other_method || !slots.empty();
      return false;
    }
    match.route = &routes_[found->second];
    return true;
  };
  if (walk(*root_, path.substr(1), false, match.params, seen)) match.other_method = false;
  return match;
}

std::string Routes::allowed(std::string_view path) const {
  std::map<Method, bool> methods;
  std::vector<std::string> params;
  const auto seen = [&](const std::map<Method, std::size_t>& slots) {
    for (const auto& [method, route] : slots) methods[method] = true;
    return false;
  };
  if (path.starts_with('/')) walk(*root_, path.substr(1), false, params, seen);
  std::string out;
  for (const auto& [method, present] : methods) {
    out += (out.empty() ? "" : ", ") + std::string(to_text(method));
    if (method == Method::get) out += ", HEAD";
  }
  return out;
}

}  // namespace ws::http
