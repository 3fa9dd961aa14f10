#pragma once
// The body of a page: blocks in their order, read against a list of kinds and what each may hold. As with articles no
// HTML is stored; words between the blocks are an article's own tree.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "content/body_model.h"

namespace ws::content {

using Blocks = std::vector<Block>;

/// Refuses "page.malformed", "page.not_allowed" (a kind or field that is not on the list), "page.too_large",
/// "page.empty" (a block without what it is for), "body.link", "body.image" and what parse_body refuses of texts,
/// with the path of the place.
Result<Blocks> parse_blocks(std::string_view json);
std::string to_json(const Blocks& blocks);

/// The HTML of the words of a text block.
using TextHtml = std::function<std::string(const Body&)>;
/// For the page itself. What is true only now (services, activities) has the comment `live_place` in its place.
std::string to_html(const Blocks& blocks, const Pictures& pictures, const TextHtml& text);
std::string live_place(std::size_t number);
/// The blocks that show what is true only now, in their order.
std::vector<Block> live_blocks(const Blocks& blocks);
/// For feeds and public accounts, which take no links: plain elements, with `address` before own paths; what is live
/// is a link to where it is.
enum class Links { kept, dropped };
std::string to_plain_html(const Blocks& blocks, const Pictures& pictures, std::string_view address,
                          const TextHtml& text, Links links = Links::kept);

/// As of a body: for comparing versions and marking a place.
std::vector<std::string> passages(const Blocks& blocks);
std::vector<MediaId> media_of(const Blocks& blocks);

}  // namespace ws::content
