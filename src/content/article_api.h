#pragma once

#include "content/article_service.h"
#include "http/http.h"

namespace ws::content {

/// Columns and articles for staff.
void add_routes(http::Routes& routes, ArticleService& service);
/// What goes out of the house: Atom and JSON feeds of all columns and of each.
void add_feed_routes(http::Routes& routes, ArticleService& service);

}  // namespace ws::content
