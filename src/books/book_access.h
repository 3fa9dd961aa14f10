#pragma once
// Who may do what. A book is seen by the staff above its site and worked on by its clerks and dispatchers; to
// everybody else it is not there until it is published.

#include "base/actor.h"
#include "books/book_store.h"

namespace ws::books::access {

/// Refuses "book.not_found".
Result<Book> get(db::Reader& reader, const Actor& actor, const BookId& book);
/// Refuses "book.not_found", "book.not_yours".
Result<Book> get_to_write(db::Reader& reader, const Actor& actor, const BookId& book);
/// As everybody reads it. Refuses "book.not_found".
Result<store::RowView> get_public(db::Reader& reader, const BookId& book);
bool may_write(db::Reader& reader, const Actor& actor, const Book& book);
Judge judge_of(db::Reader& reader, const Actor& actor, const Book& book);
/// Refuses "site.not_found", "site.not_yours".
Outcome check_may_write_at(db::Reader& reader, const Actor& actor, const SiteId& site);
/// Subtrees whose books the actor sees.
std::vector<SiteId> seen(const Actor& actor);

}  // namespace ws::books::access
