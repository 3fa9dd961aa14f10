// The ledger's seal for anybody: the root of each day, how to verify, and the page that verifies a certificate from
// its QR code without a network.
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t page_size = 20;

void add_root(View& list, std::string section, const ledger::Root& root, Pages& pages, Language language) {
  View& row = list.add(std::move(section));
  row.set("DAY", root.day).set("SIZE", grouped(root.size)).set("ROOT", root.root);
  pages.set_instant(row, {root.sealed_ms}, language);
}

Response ledger_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const std::string before(parse_date(request.q("before")) ? request.q("before") : "");
  const auto page = pages.parts.services.ledger.roots(before, page_size);
  View view = pages.view(request, Nav::none, "/ledger");
  show_either(view, !page.items.empty(), "ROOTS");
  if (before.empty() && !page.items.empty()) add_root(view, "NEWEST", page.items.front(), pages, language);
  for (const ledger::Root& root : page.items) add_root(view, "ROOTS", root, pages, language);
  if (page.items.size() > 1)
    view.add("COMPARE").set("OLD_DAY", page.items.back().day).set("NEW_DAY", page.items.front().day);
  add_pager(view, {"/ledger", {}, "before", before, page.next});
  return pages.render(request, "ledger.html", view, Keep::shortly);
}

Response offline_page(Pages& pages, const Request& request) {
  const auto& certificates = pages.parts.services.certificates;
  View view = pages.view(request, Nav::none, "/verify/offline");
  view.set("KEYS", certificates::key_document(certificates.keys().published()));
  return pages.render(request, "verify_offline.html", view, Keep::shortly);
}

}  // namespace

void add_ledger_routes(http::Routes& routes, Pages& pages) {
  routes.get("/ledger", Access::everyone,
             http::handler([&pages](Request& request) { return ledger_page(pages, request); }));
  routes.get("/verify/offline", Access::everyone,
             http::handler([&pages](Request& request) { return offline_page(pages, request); }));
}

}  // namespace ws::portal
