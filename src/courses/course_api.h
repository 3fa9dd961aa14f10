#pragma once

#include "courses/course_service.h"
#include "http/http.h"

namespace ws::courses {

void add_routes(http::Routes& routes, CourseService& service);

}  // namespace ws::courses
