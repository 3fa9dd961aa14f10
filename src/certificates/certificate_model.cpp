#include "certificates/certificate_model.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "base/canonical_json.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"

namespace ws::certificates {
namespace {

constexpr std::array<std::string_view, 4> states{"requested", "declined", "issued", "revoked"};
constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t random_characters = 12;
constexpr std::size_t group = 4;

char typed(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
}

/// "20267K3M9QXT4HRB" → "2026-7K3M-9QXT-4HRB"
std::string grouped(std::string_view characters) {
  std::string out;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    if (i > 0 && i % group == 0) out += '-';
    out += characters[i];
  }
  return out;
}

int number_of(std::string_view digits) {
  int value = -1;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return failed == std::errc() && end == digits.data() + digits.size() ? value : -1;
}

}  // namespace

std::string_view to_text(State state) {
  return states.at(static_cast<std::size_t>(state));
}

State state_named(std::string_view text) {
  const auto found = std::find(states.begin(), states.end(), text);
  if (found == states.end()) throw std::invalid_argument("no state of a certificate: " + std::string(text));
  return static_cast<State>(found - states.begin());
}

Result<Period> period_of(std::string_view from, std::string_view to, LocalDate today) {
  const auto first = parse_day(from);
  if (!first) return Error::invalid("field.date", "from");
  const auto last = parse_day(to);
  if (!last) return Error::invalid("field.date", "to");
  if (*last < *first || *last > today) return Error::invalid("certificate.period", "to");
  return Period{*first, *last};
}

std::string canonical(const Content& content) {
  json::Writer out;
  out.begin()
      .field("type", "volunteer_service_record")
      .field("version", 1)
      .field("number", content.number)
      .field("name", content.name)
      .field("id_type", content.id_type)
      .field("id_number_masked", content.id_number_masked)
      .field("volunteer_number", content.volunteer_number)
      .field("from", content.from)
      .field("to", content.to)
      .field("minutes", content.minutes)
      .field("issuer", content.issuer)
      .field("responsible", content.responsible)
      .field("handler", content.handler)
      .field("contact", content.contact)
      .field("issued_ms", content.issued.ms)
      .field("notes", content.notes)
      .field("replaces", content.replaces)
      .field("address", content.address)
      .key("activities")
      .array();
  for (const Activity& activity : content.activities)
    out.begin()
        .field("day", activity.day)
        .field("title", activity.title)
        .field("site", activity.site)
        .field("minutes", activity.minutes)
        .end();
  return json::canonical(out.end_array().end().take());
}

Content content_of(std::string_view canonical_text) {
  const json::Document document(canonical_text);
  const auto text = [&](std::string_view name) { return document.text(name).value_or(""); };
  Content content;
  content.number = text("number");
  content.name = text("name");
  content.id_type = text("id_type");
  content.id_number_masked = text("id_number_masked");
  content.volunteer_number = text("volunteer_number");
  content.from = text("from");
  content.to = text("to");
  content.minutes = document.integer("minutes").value_or(0);
  content.issuer = text("issuer");
  content.responsible = text("responsible");
  content.handler = text("handler");
  content.contact = text("contact");
  content.issued = {document.integer("issued_ms").value_or(0)};
  content.notes = text("notes");
  content.replaces = text("replaces");
  content.address = text("address");
  for (const json::Document& item : document.items("activities"))
    content.activities.push_back({item.text("day").value_or(""), item.text("title").value_or(""),
                                  item.text("site").value_or(""), item.integer("minutes").value_or(0)});
  return content;
}

std::string fresh_number(int year, const SecretRandom& secrets) {
  std::string characters = std::to_string(year);
  for (const char byte : secrets.bytes(random_characters))
    characters += crockford[static_cast<unsigned char>(byte) & 31U];
  return grouped(characters);
}

std::optional<std::string> normal_number(std::string_view text) {
  std::string characters;
  for (const char c : text) {
    if (c == '-' || c == ' ') continue;
    characters += typed(c);
    if (crockford.find(characters.back()) == std::string_view::npos) return std::nullopt;
  }
  if (characters.size() != group + random_characters || number_of(characters.substr(0, group)) < 2000)
    return std::nullopt;
  return grouped(characters);
}

std::string short_form(const Content& content, std::string_view key_id) {
  std::string out = "WS1";
  const std::string day = to_text(local_date(content.issued));
  for (const std::string& line : {content.number, mask_name(content.name), content.from, content.to,
                                  std::to_string(content.minutes), content.issuer, day, std::string(key_id)})
    out += "\n" + line;
  return out;
}

Outcome may_decide(const Standing& standing, const PersonId& actor) {
  if (standing.volunteer == actor) return Error::forbidden("certificate.own");
  if (standing.state != State::requested) return Error::conflict("certificate.not_requested");
  return Done{};
}

Outcome may_revoke(const Standing& standing, const PersonId& actor) {
  if (standing.volunteer == actor) return Error::forbidden("certificate.own");
  if (standing.state != State::issued) return Error::conflict("certificate.not_issued");
  return Done{};
}

}  // namespace ws::certificates
