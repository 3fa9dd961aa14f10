#pragma once
// A film as pages show it: it plays without script, its chapters lead into it, what is said in it can be read.

#include <string>
#include <string_view>

#include "content/body_model.h"

namespace ws::content {

/// "/films/HASH/large.mp4", "small.mp4", "sound.m4a"
std::string film_path(std::string_view hash, std::string_view name);
/// "/film-captions/HASH.vtt"
std::string captions_path(std::string_view captions_hash);

std::string film_html(const ShownFilm& film, std::string_view caption, const Showing& showing);

/// "12 KB", "3.4 MB"
std::string say_size(std::int64_t bytes);

}  // namespace ws::content
