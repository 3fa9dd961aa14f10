#pragma once

#include "content/file_service.h"
#include "content/film_service.h"
#include "http/http.h"

namespace ws::content {

/// The library of films for staff, and what is played for everybody.
void add_film_routes(http::Routes& routes, FilmService& service);
/// The library of documents for staff, and what is kept by everybody.
void add_file_routes(http::Routes& routes, LibraryFileService& service);

}  // namespace ws::content
