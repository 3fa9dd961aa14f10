#include "seed/founding.h"

#include <algorithm>

#include "audit/public.h"
#include "base/identity.h"
#include "base/text.h"
#include "people/public.h"
#include "seed/seed_store.h"

namespace ws::seed {
namespace {

/// An administrator as they will be appointed.
struct Post {
  std::string option;
  Role role;
  std::string default_login;
  std::string title;
  FirstAdministrator person;
};

bool is_code(const std::string& text) {
  return text.size() == 6 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_login(const std::string& text) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-'; };
  return text.size() >= 3 && text.size() <= 40 && std::ranges::all_of(text, fits);
}

Outcome check_text(const std::string& option, const std::string& text, std::size_t longest) {
  if (trim(text).empty()) return Error::invalid("field.required", option);
  if (code_points(text) > longest) return Error::invalid("field.length", option);
  if (has_control_characters(text)) return Error::invalid("field.characters", option);
  return Done{};
}

Outcome check_center(const Founding& founding) {
  if (auto fits = check_text("name", founding.name, 60); !fits) return fits;
  if (auto fits = check_text("short-name", founding.short_name, 20); !fits) return fits;
  if (auto fits = check_text("address", founding.address, 120); !fits) return fits;
  if (auto fits = check_text("phone", founding.phone, 20); !fits) return fits;
  if (!is_code(founding.code)) return Error::invalid("founding.code", "code");
  return Done{};
}

std::vector<Post> posts_of(const Founding& founding) {
  return {{"system-admin", Role::system_admin, "system", "系统管理员", founding.system_admin},
          {"security-admin", Role::security_admin, "security", "安全管理员", founding.security_admin},
          {"auditor", Role::auditor, "auditor", "审计管理员", founding.auditor}};
}

/// Puts mobile and login into their normal forms. Three posts are three people: a mobile number is one person.
Outcome settle(std::vector<Post>& posts) {
  for (Post& post : posts) {
    FirstAdministrator& person = post.person;
    if (auto fits = check_text(post.option, person.name, 30); !fits) return fits;
    const auto mobile = normal_mobile(person.mobile);
    if (!mobile) return Error::invalid("person.mobile", post.option);
    person.mobile = *mobile;
    if (person.login.empty()) person.login = post.default_login;
    if (!is_login(person.login)) return Error::invalid("founding.login", post.option);
    const auto same = [&](const Post& other) {
      return &other != &post && (other.person.mobile == person.mobile || other.person.login == person.login);
    };
    if (std::ranges::any_of(posts, same)) return Error::invalid("founding.same_person", post.option);
  }
  return Done{};
}

DistrictPlan plan_center(const Founding& founding, Random& random, Instant now) {
  SiteRow center;
  center.id = SiteId::fresh(now, random);
  center.event_id = new_ulid(now, random);
  center.code = founding.code;
  center.kind = "center";
  center.state = "operating";
  center.name = founding.name;
  center.short_name = founding.short_name;
  center.address = founding.address;
  center.phone = founding.phone;
  center.hours = "[]";
  DistrictPlan plan;
  plan.site_at[center.code] = 0;
  plan.sites.push_back(std::move(center));
  return plan;
}

}  // namespace

Result<Founded> found(db::Database& database, const Vault& vault, Random& random, const Founding& founding,
                      Instant now) {
  if (auto fits = check_center(founding); !fits) return fits.error();
  std::vector<Post> posts = posts_of(founding);
  if (auto fits = settle(posts); !fits) return fits.error();
  const DistrictData catalogue = read_catalogue(founding.data);
  const DistrictPlan plan = plan_center(founding, random, now);
  Founded founded{plan.sites.front().id, {}};
  std::vector<people::Appointee> appointees;
  for (const Post& post : posts) {
    const std::string password = SecretRandom().token_hex(10);
    founded.logins.push_back({post.role, post.person.name, post.person.login, password});
    appointees.push_back({post.person.name, post.person.mobile, post.person.login, hash_password(password),
                          post.title, post.role, founded.center});
  }
  return database.write_now([&](db::Tx& tx) -> Result<Founded> {
    // First: its counter's row makes two who found at once take turns, so that the later one sees the earlier.
    audit::record(tx, {{}, "district.founded", "site", founded.center.str(), {}, founding.code}, now);
    if (!store::is_empty(tx)) return Error::conflict("founding.not_empty");
    store::write_places(tx, plan, catalogue, now);
    store::write_services(tx, {}, catalogue);
    for (const people::Appointee& appointee : appointees)
      if (auto person = people::appoint(tx, vault, random, appointee, now); !person) return person.error();
    return founded;
  });
}

}  // namespace ws::seed
