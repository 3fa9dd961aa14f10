#pragma once
// What stands behind the public pages: reads put together from the features, and the few use cases of forms.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "activities/public.h"
#include "areas/public.h"
#include "base/actor.h"
#include "base/policy.h"
#include "base/vault.h"
#include "books/public.h"
#include "certificates/public.h"
#include "content/public.h"
#include "courses/public.h"
#include "figures/public.h"
#include "hours/public.h"
#include "ledger/public.h"
#include "live/public.h"
#include "menu/public.h"
#include "notices/public.h"
#include "orders/public.h"
#include "organisations/public.h"
#include "own_data/public.h"
#include "pacts/public.h"
#include "people/public.h"
#include "portal/portal_activity_model.h"
#include "portal/portal_model.h"
#include "portal/portal_store.h"
#include "search/public.h"
#include "showcase/public.h"
#include "sites/public.h"
#include "stars/public.h"
#include "surveys/public.h"
#include "teams/public.h"
#include "thanks/public.h"
#include "training/public.h"
#include "venues/public.h"
#include "visits/public.h"
#include "volunteers/public.h"

namespace ws::portal {

/// What goes on beside a broadcast's picture.
struct Room {
  live::RoomService& chat;
  live::AudienceService& audience;
  live::AppealService& appeals;
  live::HandoutService& handouts;
  live::ReplayService& replays;
};

/// The features that the pages show; all of them outlive the portal.
struct Services {
  db::Database& database;
  const Vault& vault;
  const Clock& clock;
  const Rules& rules;
  orders::OrderService& orders;
  menu::MenuService& menu;
  sites::SiteService& sites;
  organisations::OrganisationService& organisations;
  teams::TeamService& teams;
  search::SearchService& search;
  people::SessionService& sessions;
  notices::NoticeService& notices;
  certificates::CertificateService& certificates;
  volunteers::VolunteerService& volunteers;
  volunteers::GuardianService& guardians;
  volunteers::RecoveryService& recoveries;
  own_data::OwnDataService& own_data;
  activities::ActivityService& activities;
  activities::SharingService& sharing;
  activities::DigestService& digests;
  hours::HoursService& hours;
  ledger::LedgerService& ledger;
  stars::StarService& stars;
  training::TrainingService& training;
  thanks::ThanksService& thanks;
  figures::FiguresService& figures;
  content::ArticleService& articles;
  books::BookService& books;
  live::BroadcastService& broadcasts;
  Room room;
  surveys::SurveyService& surveys;
  courses::CourseService& courses;
  venues::VenueService& venues;
  venues::BookingService& bookings;
  visits::TourService& tours;
  visits::GuideService& guides;
  showcase::ShowcaseService& showcase;
  pacts::PactService& pacts;
  areas::AreaService& areas;
};

/// What every page says of the district, as the center's own entry has it.
struct District {
  std::string phone;  ///< as printed; the city's service line 12345 while the center has none
  std::vector<OpenSpan> hours;
  std::string map_approval;  ///< 审图号; "" until there is one
};

struct Home {
  Instant at;
  Figures figures;  ///< since the first of January
  std::vector<Recent> recent;
  std::vector<Hot> hot;
  std::vector<menu::CategoryCount> categories;
  std::vector<sites::Site> sites;
  std::vector<activities::store::RowView> activities;  ///< the next that still have places
  std::vector<content::store::RowView> news;           ///< the latest three
};

/// The person in the page's head.
struct Caller {
  std::string name;
  std::int64_t unread = 0;
};

struct Profile {
  std::string name, mobile, mobile_masked;
};

struct OwnOrders {
  std::vector<OwnOrder> rows;
  std::map<std::string, std::int64_t, std::less<>> counts;  ///< by group; "" is all
  std::optional<std::string> next;                          ///< cursor of the next page
};

std::vector<OpenSpan> parse_hours(const std::string& json);

class PortalService {
 public:
  explicit PortalService(const Services& services) : use(services) {}

  /// Both are at most half a minute old.
  std::shared_ptr<const District> district();
  std::shared_ptr<const Home> home();

  Caller caller(const Actor& actor);
  Profile profile(const Actor& actor);
  Bars bars(const MenuItemId& item);
  std::string skill_name(const std::string& code, Language language);
  /// Sites where a resident can be served, by town and name.
  std::vector<sites::Site> operating_sites();
  /// Teams that the actor leads, in whose name they may book.
  std::vector<teams::Brief> led_teams(const Actor& actor);
  OwnOrders own_orders(const Actor& actor, const std::string& group, const std::string& before, std::int64_t limit);

  /// Places the order of a checked form, once per form key. Refuses what orders::Steps::place refuses, with the
  /// form's field.
  Task<Result<orders::Changed>> place(Actor actor, OrderForm form);
  /// The requester's "yes": whoever is expected has come; if all have, those inside have left.
  Task<Result<orders::Changed>> confirm_presence(idempotency::Key key, Actor actor, OrderId id);

  /// Sealed and good for half an hour; carried by the browser, so that nothing is stored before there is an account.
  std::string seal(const OrderForm& form) const;
  std::string seal(const SignupForm& form) const;
  /// Nothing when it was changed, is too old, or is a form of the other kind.
  std::optional<OrderForm> open(std::string_view sealed) const;
  std::optional<SignupForm> open_signup(std::string_view sealed) const;

  /// Signs up as a checked form asks, once per form key. Refuses what activities::SignupSteps::sign_up refuses.
  Task<Result<std::string>> sign_up(Actor actor, SignupForm form);
  enum class SignupStep { accept, decline, cancel };
  Task<Result<std::string>> step(Actor actor, SignupId id, SignupStep step, std::string form_key);

  /// The same for any text; `context` keeps the drafts of different forms apart.
  std::string seal_text(const std::string& text, std::string_view context) const;
  std::optional<std::string> open_text(std::string_view sealed, std::string_view context) const;

  const Services use;

 private:
  Result<orders::PlaceOrder> wish_of(const OrderForm& form) const;

  template <class T>
  struct Remembered {
    std::shared_ptr<const T> value;
    std::int64_t read_us = 0;
  };
  template <class T, class Read>
  std::shared_ptr<const T> fresh(Remembered<T>& remembered, Read read);

  std::mutex mutex_;
  Remembered<District> district_;
  Remembered<Home> home_;
  Remembered<std::vector<menu::Skill>> skills_;
};

}  // namespace ws::portal
