#pragma once
// People as they are shown: personal numbers masked, whatever the screen.

#include <optional>
#include <string>
#include <vector>

#include "base/actor.h"
#include "people/grant_model.h"

namespace ws::people {

/// Something by its name.
struct Ref {
  std::string id;
  std::string name;
};

struct HeldRole {
  GrantId grant;
  Role role = Role::clerk;
  std::optional<Ref> site;
  std::optional<Ref> team;
};

/// A person as stored, numbers still sealed.
struct PersonRecord {
  PersonId id;
  std::string name;
  std::string login;
  std::string mobile_sealed;
  std::string id_number_sealed;
  std::string title;
  std::optional<Ref> site;
  std::string volunteer_number;
  bool disabled = false;
  std::vector<HeldRole> roles;
};

struct PersonView {
  PersonId id;
  std::string name;
  std::string login;
  std::string mobile_masked;
  std::string id_number_masked;
  std::string title;
  std::optional<Ref> site;
  std::string volunteer_number;
  bool disabled = false;
  std::vector<HeldRole> roles;
};

struct PersonPage {
  std::vector<PersonView> items;
  std::optional<std::string> next;  ///< cursor of the next page
};

struct VolunteerCard {
  std::string number;
  std::string state;
  Ref site;
  std::vector<std::string> skills;
};

/// An account as whoever knows its mobile or identity number may know it.
struct Account {
  PersonId id;
  std::string name;
  bool disabled = false;
};

/// What a person sees of themself.
struct MeView {
  PersonId id;
  std::string name;
  std::string title;
  std::string mobile_masked;
  std::optional<VolunteerCard> volunteer;
  std::vector<HeldRole> roles;
  std::int64_t unread = 0;
};

}  // namespace ws::people
