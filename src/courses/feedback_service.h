#pragma once
// What those are asked who were at a session.

#include "surveys/public.h"

namespace ws::courses {

/// The questions after each session; the same everywhere, so that sessions can be set side by side.
surveys::Form feedback_form(const std::string& title, Instant now, std::int64_t days);

}  // namespace ws::courses
