#pragma once
// The inside of an EPUB: a ZIP of XML parts, both hostile. The only file of books that knows libzip and expat. What
// is wrong is thrown as a Trouble, which read_epub turns into a refusal.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::books {

struct EpubLimits {
  std::size_t entries = 5'000;
  std::size_t unpacked_bytes = 200 << 20;  ///< of all entries together, as told and as read
  std::size_t ratio = 200;                 ///< unpacked to packed, of an entry above a megabyte
  std::size_t document_bytes = 4 << 20;
  std::size_t picture_bytes = 12 << 20;
  std::size_t nodes = 200'000;  ///< of a document
  int depth = 64;
  std::size_t chapters = 400;
  std::size_t pictures = 200;
  std::size_t points = 3'000'000;  ///< characters of the whole book
  std::size_t omissions = 500;
};

struct Trouble {
  std::string reason;
  std::string place;  ///< the part, and its line where that is known: "OEBPS/ch2.xhtml:14"
};

class Package {
 public:
  /// `bytes` and `limits` outlive it. Throws "book.not_epub", "book.packed", "book.bad_name", "book.encrypted".
  Package(std::string_view bytes, const EpubLimits& limits);
  ~Package();
  Package(const Package&) = delete;
  Package& operator=(const Package&) = delete;

  bool has(const std::string& path) const;
  /// Throws "book.missing", "book.packed", "book.broken".
  std::string read(const std::string& path, std::size_t most_bytes);

 private:
  void check_entries();
  void* zip_ = nullptr;  ///< zip_t; its header stays in one file
  const EpubLimits& limits_;
  std::size_t budget_;
};

/// An element with its local name in lower case, or a text ("" as name).
struct Node {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;  ///< names as written: "epub:type"
  std::vector<Node> children;
  std::string text;

  /// "" if absent.
  std::string_view get(std::string_view attribute) const;
  /// The first descendant of that name, or nullptr.
  const Node* find(std::string_view wanted) const;
  /// All texts below it.
  std::string words() const;
};

/// A document without entities of its own: no DTD is read, the names that XHTML gives characters are known. Throws
/// "book.entities", "book.too_deep", "book.broken_xml".
Node parse_xml(std::string_view bytes, const std::string& place, const EpubLimits& limits);

/// A reference in `from`, without its fragment, as a path of the package: "" when it leads out of the package or to
/// nothing ("#note").
std::string resolved(const std::string& from, std::string_view reference);

}  // namespace ws::books
