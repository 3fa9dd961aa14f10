#pragma once
// Files that are there whole or not at all, for what is kept beside the database.

#include <filesystem>
#include <string_view>

namespace ws::db {

/// On the disk before it returns, its name too. Throws Failure of the kind that is answered with 503: the disk may
/// have room again later.
void write_durably(const std::filesystem::path& path, std::string_view bytes);

/// Gives a folder of many files, all of them on the disk by then, its name. Throws as write_durably.
void keep_folder(const std::filesystem::path& fresh, const std::filesystem::path& folder);

}  // namespace ws::db
