#pragma once
// What other features may ask about training: whether somebody has one that counts on a day.

#include <string>

#include "db/db.h"
#include "training/training_model.h"

namespace ws::training {

/// A confirmed training of this course on or before `on_day`, still valid then. A code nobody added is nobody's.
bool has_training(db::Reader& reader, const PersonId& person, const std::string& code, LocalDate on_day);

bool has_course(db::Reader& reader, const std::string& code);

}  // namespace ws::training

// The use cases, for the faces that show them.
#include "training/training_service.h"
