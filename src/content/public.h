#pragma once
// What other features may know of articles: only what everybody may read.

// The use cases, for the faces that show them.
#include "content/article_service.h"
#include "content/media_service.h"
