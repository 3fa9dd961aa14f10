#pragma once
// The demo's e-books: our own words, packed as EPUB and imported by the way that people take.

#include "seed/order_history.h"

namespace ws::seed {

struct BookOptions {
  std::filesystem::path data;      ///< the data directory: pictures are written there
  std::filesystem::path drawings;  ///< the folder of the drawings (SVG); books have no pictures when there is none
};
struct BookResult {
  std::size_t books = 0, published = 0, chapters = 0;
};

/// After the district. Throws std::runtime_error when a source does not fit.
BookResult replay_books(db::Database& database, const HistoryOptions& options, const BookOptions& books);

}  // namespace ws::seed
