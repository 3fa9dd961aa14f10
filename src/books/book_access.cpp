#include "books/book_access.h"

#include "sites/public.h"

namespace ws::books::access {

Result<Book> get(db::Reader& reader, const Actor& actor, const BookId& book) {
  auto found = store::find(reader, book);
  if (!found || !sites::covers(reader, actor, {Role::clerk, Role::dispatcher, Role::leader}, found->site))
    return Error::not_found("book.not_found");
  return std::move(*found);
}

bool may_write(db::Reader& reader, const Actor& actor, const Book& book) {
  return sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, book.site);
}

Result<Book> get_to_write(db::Reader& reader, const Actor& actor, const BookId& book) {
  auto found = get(reader, actor, book);
  if (found && !may_write(reader, actor, *found)) return Error::forbidden("book.not_yours");
  return found;
}

Result<store::RowView> get_public(db::Reader& reader, const BookId& book) {
  auto found = store::find_row(reader, book);
  if (!found || found->book.state != State::published) return Error::not_found("book.not_found");
  return std::move(*found);
}

Judge judge_of(db::Reader& reader, const Actor& actor, const Book& book) {
  return {store::wrote(reader, book.id, actor.person),
          sites::covers(reader, actor, {Role::dispatcher, Role::leader}, book.site)};
}

Outcome check_may_write_at(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site)) return Error::forbidden("site.not_yours");
  return Done{};
}

std::vector<SiteId> seen(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
}

}  // namespace ws::books::access
