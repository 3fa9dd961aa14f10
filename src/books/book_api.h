#pragma once

#include "books/book_service.h"
#include "http/http.h"

namespace ws::books {

void add_routes(http::Routes& routes, BookService& service);

}  // namespace ws::books
