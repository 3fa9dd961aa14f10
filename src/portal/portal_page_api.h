#pragma once
// What every page shares: its head and foot, cards, refusals, form keys, caching.

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "http/http.h"
#include "http/templates.h"
#include "portal/portal_activity_model.h"
#include "portal/portal_service.h"

namespace ws::portal {

/// Markers of dist/manifest.json that the templates use.
inline constexpr std::array<std::string_view, 14> required_assets{
    "ASSET_PUBLIC_CSS",  "ASSET_PUBLIC_JS",   "ASSET_ICONS",         "ASSET_ART_MARK",          "ASSET_ART_HERO",
    "ASSET_ART_EMPTY",   "ASSET_ART_LOST",    "ASSET_ART_CENTER",    "ASSET_ART_STATION",       "ASSET_ART_TEAHOUSE",
    "ASSET_ART_ACADEMY", "ASSET_ART_VILLAGE", "ASSET_VERIFY_LEDGER", "ASSET_VERIFY_CERTIFICATE"};

/// How people come in. The sign-in limits are shared with the API, so that two doors do not make twice the tries.
struct Door {
  std::function<Outcome(const std::string& peer, const std::string& name)> may_sign_in;
  std::function<Outcome(const std::string& peer, const std::string& mobile)> may_send_code;
  std::function<Outcome(const PersonId& person)> may_register;  ///< identity numbers are not to be guessed
  std::function<Outcome(const std::string& peer)> may_verify;   ///< a certificate; its numbers are not to be guessed
  std::function<Outcome(const std::string& peer)> may_answer;   ///< a survey, without an account
  std::function<Outcome(const PersonId& person)> may_try_code;  ///< at a venue: six digits are not to be guessed
  std::function<std::string(const std::string& token)> keep_session;  ///< the Set-Cookie line
  std::function<std::string()> end_session;
  bool secure = false;  ///< cookies behind TLS
};

struct PortalParts {
  const http::Templates& zh;
  const http::Templates& en;
  Services services;
  http::Catalogue assets;  ///< marker → address (load_assets)
  Door door;
  std::string privacy;         ///< text of data/privacy.json
  std::string public_address;  ///< "https://…" without a slash at its end
  std::string district_zh = "郫都区";
  std::string district_en = "Pidu District";
};

enum class Nav { none, home, menu, activities, news, sites, teams, my };

/// May others keep the page for some seconds? Pages with forms or with anything personal: never.
enum class Keep { never, shortly };

class Pages {
 public:
  /// Throws std::runtime_error when an asset or the current privacy text is missing.
  explicit Pages(PortalParts parts);

  const PortalParts parts;
  PortalService service;
  SecretRandom secrets;

  /// The values of every page (VIEWS.md). `here` is where /preferences comes back to; "" is the request's own
  /// address.
  http::View view(const http::Request& request, Nav nav, std::string here = "");
  http::Response render(const http::Request& request, std::string_view name, const http::View& view,
                        Keep keep = Keep::never, int status = 200);
  /// The page of a refusal; 401 leads to sign-in and back.
  http::Response refusal(const http::Request& request, const Error& error);

  // Cards.
  void set_instant(http::View& view, Instant at, Language language) const;
  void add_categories(http::View& view, const std::vector<menu::CategoryCount>& categories, Language language) const;
  void add_item(http::View& list, const menu::MenuItem& item, Language language) const;
  void add_site(http::View& list, const sites::Site& site, Language language) const;
  void add_team(http::View& list, const teams::Team& team) const;
  http::View& add_activity(http::View& list, const activities::store::RowView& row, Language language) const;
  void add_article(http::View& list, const content::store::RowView& row, Language language) const;
  void add_book(http::View& list, const books::store::RowView& row) const;
  /// COVER with its picture, or DRAWN.
  void set_cover(http::View& view, const books::store::RowView& row) const;
  /// ICON, HUE and the category's name in the page's language.
  void set_category(http::View& view, const std::string& category, Language language) const;
  const std::string& asset(std::string_view marker) const;
  /// partials/caller.html alone, for a page that is the same for everybody below its head.
  std::string caller_part(const Actor& actor, Language language);
  /// A part of a page by itself: "partials/topic_menu.html".
  std::string part(std::string_view name, const http::View& view, Language language) const;

  Instant now() const { return parts.services.clock.now(); }

 private:
  struct Look {
    std::string icon, hue, name, name_en;
  };
  Look look_of(const std::string& category) const;
  void add_caller(http::View& view, const Actor& actor);
  const http::Templates& templates(Language language) const;

  mutable std::mutex mutex_;
  mutable std::map<std::string, Look, std::less<>> looks_;  ///< by category
};

/// 品牌项目, 优秀团队, 典型案例.
std::string showcase_kind_words(showcase::Kind kind, Language language);
/// SHOWCASE of partials/showcase_card.html.
void add_showcase(const Pages& pages, http::View& list, const showcase::store::Entry& entry, Language language);
/// BADGES of partials/badges.html: what a thing is shown for.
void add_badges(http::View& view, const std::vector<showcase::store::Entry>& entries, Language language);
std::string scenes_words(std::int64_t scenes, Language language);
/// SPHERE of partials/sphere.html: a tour to look around in, alone or with the guide of a broadcast.
void add_sphere(http::View& view, const std::vector<visits::Scene>& scenes, const visits::Tour& tour,
                const std::string& broadcast);

/// Shows HAS_… or NO_….
void show_either(http::View& view, bool has, std::string_view what);
/// Pages of a list that is read by cursor: where it stands, what else is in the address, the cursor's name, the one
/// asked for ("" on the first page) and the next.
struct Pager {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
  std::string cursor_name;
  std::string cursor;
  std::optional<std::string> next;
};
/// PAGED, unless everything is on this page.
void add_pager(http::View& view, const Pager& pager);
/// What a site or a team did this year: YEAR, PERIOD_TEXT and FIGURES_URL of partials/year.html.
void add_year(Pages& pages, http::View& view, figures::ScopeKind kind, const std::string& id, Language language);
/// FORM_ERRORS and the E_… sections.
void add_errors(http::View& view, const std::vector<FieldError>& errors, Language language);
/// The sentence of a refusal; of an overlap, with what is in the way.
std::string refusal_words(const Error& error, Language language);
void add_refusal(http::View& view, const Error& error, Language language);

/// The form of a POST, or a refusal; and its hidden key, which must be there.
struct SentForm {
  http::Form form;
  std::string key;
  std::string get(std::string_view name) const { return trimmed(form.get(name)); }

 private:
  static std::string trimmed(std::string_view text);
};
Result<SentForm> read_form(const http::Request& request);

/// "/menu?category=health&q=%E8…" from pairs; empty values are left out.
std::string address(std::string_view path, const std::vector<std::pair<std::string, std::string>>& query);

void add_home_routes(http::Routes& routes, Pages& pages);
void add_menu_routes(http::Routes& routes, Pages& pages);
void add_place_routes(http::Routes& routes, Pages& pages);
void add_team_routes(http::Routes& routes, Pages& pages);
void add_order_routes(http::Routes& routes, Pages& pages);
void add_new_order_routes(http::Routes& routes, Pages& pages);
void add_activities_routes(http::Routes& routes, Pages& pages);
void add_activity_routes(http::Routes& routes, Pages& pages);
void add_news_routes(http::Routes& routes, Pages& pages);
void add_topic_routes(http::Routes& routes, Pages& pages);
void add_book_routes(http::Routes& routes, Pages& pages);
void add_live_routes(http::Routes& routes, Pages& pages);
void add_visit_routes(http::Routes& routes, Pages& pages);
void add_survey_routes(http::Routes& routes, Pages& pages);
void add_course_routes(http::Routes& routes, Pages& pages);
void add_venue_routes(http::Routes& routes, Pages& pages);
void add_my_booking_routes(http::Routes& routes, Pages& pages);
void add_showcase_routes(http::Routes& routes, Pages& pages);
void add_pact_routes(http::Routes& routes, Pages& pages);
void add_draw_routes(http::Routes& routes, Pages& pages);
void add_my_activities_routes(http::Routes& routes, Pages& pages);
void add_my_routes(http::Routes& routes, Pages& pages);
void add_hours_routes(http::Routes& routes, Pages& pages);
void add_figures_routes(http::Routes& routes, Pages& pages);
void add_proof_routes(http::Routes& routes, Pages& pages);
void add_recognition_routes(http::Routes& routes, Pages& pages);
void add_ledger_routes(http::Routes& routes, Pages& pages);
void add_sign_in_routes(http::Routes& routes, Pages& pages);
void add_join_routes(http::Routes& routes, Pages& pages);
void add_volunteer_routes(http::Routes& routes, Pages& pages);
void add_text_routes(http::Routes& routes, Pages& pages);

/// The order form with what was filled; status 422 when there are errors.
http::Response order_form_page(Pages& pages, const http::Request& request, const OrderForm& form,
                               const std::vector<FieldError>& errors, const Error* refusal);
/// Places the order of a checked form for the request's actor and sends the browser to it, or shows the form again.
Task<http::Response> place_and_show(Pages& pages, http::Request& request, OrderForm form);
/// A filled form that waits for its account, in cookies below a path.
struct Draft {
  std::array<std::string_view, 2> cookies;
  std::string_view path;
};
inline constexpr Draft order_draft{{"ws-draft-1", "ws-draft-2"}, "/sign-in"};
inline constexpr Draft join_draft{{"ws-join-1", "ws-join-2"}, "/volunteer/join"};
/// Cookies that keep it for half an hour, and those that forget it.
void keep_draft(http::Response& response, const Draft& draft, const std::string& sealed, bool secure);
void forget_draft(http::Response& response, const Draft& draft, bool secure);
std::string kept_draft(const http::Request& request, const Draft& draft);
/// Signs the request's actor up as the form asks and sends the browser to the activity, or shows the form again.
Task<http::Response> sign_up_and_show(Pages& pages, http::Request& request, SignupForm form);
/// Micro-degrees as decimal degrees; "" for none.
std::string degrees(std::optional<std::int64_t> e6);
/// "/activities?…" with everything of the query but its cursor.
std::string activity_url(const ActivityQuery& query);

}  // namespace ws::portal
