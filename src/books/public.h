#pragma once
// What other features may know of books: what everybody may read.

// The use cases, for the faces that show them.
#include "books/book_service.h"
