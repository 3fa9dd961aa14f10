#pragma once

#include <optional>
#include <vector>

#include "areas/area_model.h"
#include "db/db.h"

namespace ws {
using ArticleId = Id<struct ArticleTag>;
}

namespace ws::areas::store {

/// With its sites and projects, by code.
std::vector<Area> list(db::Reader& reader);
std::optional<Area> find(db::Reader& reader, const AreaId& area);
/// Published articles of its sites and all below them, the latest first.
std::vector<ArticleId> articles_of(db::Reader& reader, const AreaId& area, std::int64_t limit);
bool has_project(db::Reader& reader, const ProjectId& project);

void insert(db::Tx& tx, const AreaId& area, const Plan& plan);
/// False if the version has moved on.
bool update(db::Tx& tx, const AreaId& area, const Plan& plan, std::int64_t version);
void replace_members(db::Tx& tx, const AreaId& area, const Plan& plan);

}  // namespace ws::areas::store
