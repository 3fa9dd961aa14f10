#include "search/search_api.h"

#include "base/json.h"

namespace ws::search {

void add_routes(http::Routes& routes, SearchService& service) {
  routes.get("/api/search", http::Access::everyone, http::handler([&service](http::Request& request) {
               const auto hits = service.find(std::string(request.q("q")), std::string(request.q("kind")));
               if (!hits) return http::Response::error(hits.error());
               json::Writer out;
               out.begin().key("results").array();
               for (const Hit& hit : *hits)
                 out.begin()
                     .field("kind", hit.kind)
                     .field("id", hit.ref)
                     .field("name", hit.title)
                     .field("summary", hit.summary)
                     .end();
               out.end_array().end();
               return http::Response::json(out.take());
             }));
}

}  // namespace ws::search
