#pragma once
// What other features may know of courses.

// The use cases, for the faces that show them.
#include "courses/course_service.h"
#include "courses/session_calendar_service.h"
