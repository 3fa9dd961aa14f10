#pragma once
// The demo's micro-lectures: slides that we draw, shown one after the other, uploaded and made as anybody's film is,
// each with captions, chapters and a hand-out.

#include "seed/content_history.h"

namespace ws::seed {

struct LectureResult {
  std::size_t lectures = 0;
};

/// After the news. Left out where there is no ffmpeg. Throws std::runtime_error when a data file does not fit.
LectureResult replay_lectures(db::Database& database, const HistoryOptions& options, const ContentOptions& content);

}  // namespace ws::seed
