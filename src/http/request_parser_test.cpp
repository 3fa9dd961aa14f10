#include "http/request_parser.h"

#include <gtest/gtest.h>

namespace ws::http {
namespace {

/// As a connection does: what was not used up is given again with what comes next.
struct Feed {
  Request request;
  RequestParser parser;
  std::string pending;
  Feed() { parser.reset(request); }
  void operator()(std::string_view bytes) {
    pending.append(bytes);
    while (!pending.empty() && parser.failure() == RequestParser::Failure::none && !parser.done()) {
      const std::size_t used = parser.put(pending);
      pending.erase(0, used);
      if (used == 0) break;
    }
  }
};

// Found by ./dev fuzz http: a last chunk in four bytes or fewer broke an assertion of the parser below.
TEST(RequestParser, TakesAChunkedBodyInPiecesOfAnySize) {
  const std::string_view head = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string_view body :
       {"0\r\n\r\n", "3;x=y\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n00\r\nTrailer: 1\r\n\r\n"})
    for (std::size_t piece = 1; piece <= body.size(); ++piece) {
      Feed feed;
      feed(head);
      for (std::size_t at = 0; at < body.size(); at += piece) feed(body.substr(at, piece));
      EXPECT_EQ(feed.parser.failure(), RequestParser::Failure::none) << body << " in pieces of " << piece;
      EXPECT_TRUE(feed.parser.done()) << body << " in pieces of " << piece;
      EXPECT_EQ(feed.request.body, body.starts_with("0") ? "" : "abc");
      EXPECT_EQ(feed.pending, "");
    }
}

}  // namespace
}  // namespace ws::http
