#include "certificates/certificate_service.h"

#include "audit/public.h"
#include "base/json.h"
#include "base/text.h"
#include "certificates/certificate_access.h"
#include "notices/public.h"
#include "people/public.h"

namespace ws::certificates {
namespace {

constexpr std::size_t most_staff_told = 5;
constexpr std::string_view handled_by_system = "系统自动核发";

CertificateService::Page page_of(std::vector<store::Listed> items, std::int64_t limit) {
  CertificateService::Page page{std::move(items), std::nullopt};
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.resize(static_cast<std::size_t>(limit));
    page.next = page.items.back().certificate.id.str();
  }
  return page;
}

Period period_of(const store::Certificate& certificate) {
  return {parse_day(certificate.from).value(), parse_day(certificate.to).value()};
}

/// Lines and their signature as the QR code carries them.
std::string signed_form(const std::string& lines, const SigningKey& key) {
  return base64url(lines) + "." + base64url(key.sign(lines));
}

}  // namespace

CertificateService::Page CertificateService::mine(const Actor& actor, const std::string& cursor,
                                                  std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) {
    return page_of(store::list(reader, {actor.person, {}, "", cursor, limit + 1}), limit);
  });
}

CertificateService::Page CertificateService::list(const Actor& actor, const std::string& state,
                                                  const std::string& cursor, std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) {
    return page_of(store::list(reader, {{}, access::decided_roots(actor), state, cursor, limit + 1}), limit);
  });
}

Result<CertificateService::Detail> CertificateService::find(const Actor& actor, const CertificateId& id) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Detail> {
    auto listed = access::get_readable(reader, actor, id);
    if (!listed) return listed.error();
    return Detail{std::move(*listed), store::find_paper(reader, id)};
  });
}

Result<Verification> CertificateService::verify(std::string_view typed) const {
  const auto number = normal_number(typed);
  if (!number) return Error::not_found("certificate.not_found");
  return parts_.database.read([&](db::Reader& reader) -> Result<Verification> {
    const auto listed = store::find_by_number(reader, *number);
    if (!listed) return Error::not_found("certificate.not_found");
    const Content content = content_of(store::find_paper(reader, listed->certificate.id).value().content);
    Verification seen{*number,
                      "valid",
                      mask_name(content.name),
                      content.from,
                      content.to,
                      content.minutes,
                      static_cast<std::int64_t>(content.activities.size()),
                      content.issuer,
                      content.issued,
                      {}};
    if (listed->state == State::revoked) {
      seen.status = listed->replaced_by.empty() ? "revoked" : "replaced";
      seen.ended = listed->moved;
    }
    return seen;
  });
}

// ---- steps

Task<Result<std::string>> CertificateService::request(Actor actor, idempotency::Key key, Wish wish) {
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, wish, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return request_in(tx, actor, wish, now); });
  };
  co_return co_await parts_.database.write(use_case);
}

Result<std::string> CertificateService::request_in(db::Tx& tx, const Actor& actor, const Wish& wish, Instant now) {
  const auto bearer = store::find_bearer(tx, actor.person);
  if (!bearer || !bearer->registered) return Error::forbidden("certificate.not_volunteer");
  const store::Certificate fresh{CertificateId::fresh(now, parts_.random),
                                 actor.person,
                                 bearer->site,
                                 ws::to_text(wish.period.from),
                                 ws::to_text(wish.period.to),
                                 wish.purpose,
                                 {},
                                 actor.person,
                                 now};
  if (const auto counted = counted_in(tx, fresh); !counted) return counted.error();
  store::insert(tx, fresh);
  if (!store::insert_waiting(tx, fresh)) return Error::conflict("certificate.already_requested");
  if (!store::insert_step(tx, parts_.random, {fresh.id, 1, actor.person, State::requested}, now))
    return Error::conflict("certificate.already_requested");
  if (parts_.policy.certificates_automatic) {
    const Voucher system{store::top_of(tx, fresh.site), {}};
    if (const Outcome issued = issue_in(tx, fresh, 2, system, "", now); !issued) return issued.error();
    return fresh.id.str();
  }
  std::size_t told = 0;
  for (const PersonId& clerk : people::holders(tx, Role::clerk, fresh.site)) {
    if (clerk == actor.person || told++ == most_staff_told) break;
    tell(tx, clerk, "certificate.requested", fresh, "", now);
  }
  return fresh.id.str();
}

Task<Result<std::string>> CertificateService::issue(Actor actor, idempotency::Key key, CertificateId id,
                                                    std::string notes) {
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, id, notes, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_decide(tx, actor, id);
      if (!found) return found.error();
      if (const Outcome may = may_decide({found->certificate.volunteer, found->state}, actor.person); !may)
        return may.error();
      const Voucher voucher{access::issuing_site(tx, actor, found->certificate.site).value(), actor.person};
      const Outcome issued = issue_in(tx, found->certificate, found->position + 1, voucher, notes, now);
      if (!issued) return issued.error();
      return id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Task<Result<std::string>> CertificateService::decline(Actor actor, idempotency::Key key, CertificateId id,
                                                      std::string reason) {
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, id, reason, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_decide(tx, actor, id);
      if (!found) return found.error();
      if (const Outcome may = may_decide({found->certificate.volunteer, found->state}, actor.person); !may)
        return may.error();
      const store::Step step{id, found->position + 1, actor.person, State::declined, reason};
      if (!store::insert_step(tx, parts_.random, step, now)) return Error::conflict("certificate.not_requested");
      store::remove_waiting(tx, id);
      tell(tx, found->certificate.volunteer, "certificate.declined", found->certificate, reason, now);
      return id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Task<Result<std::string>> CertificateService::revoke(Actor actor, idempotency::Key key, CertificateId id,
                                                     std::string reason) {
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, id, reason, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_decide(tx, actor, id);
      if (!found) return found.error();
      if (const Outcome may = may_revoke({found->certificate.volunteer, found->state}, actor.person); !may)
        return may.error();
      const store::Step step{id, found->position + 1, actor.person, State::revoked, reason};
      if (!store::insert_step(tx, parts_.random, step, now)) return Error::conflict("certificate.not_issued");
      audit::record(tx, {actor.person, "certificate.revoked", "certificate", id.str(), reason, found->number}, now);
      tell(tx, found->certificate.volunteer, "certificate.revoked", found->certificate, reason, now);
      return id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Task<Result<std::string>> CertificateService::replace(Actor actor, idempotency::Key key, CertificateId id,
                                                      std::string reason) {
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, id, reason, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_decide(tx, actor, id);
      if (!found) return found.error();
      if (const Outcome may = may_revoke({found->certificate.volunteer, found->state}, actor.person); !may)
        return may.error();
      return replace_in(tx, actor, *found, reason, now);
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Result<std::string> CertificateService::replace_in(db::Tx& tx, const Actor& actor, const store::Listed& old,
                                                   const std::string& reason, Instant now) {
  const store::Step ended{old.certificate.id, old.position + 1, actor.person, State::revoked, reason};
  if (!store::insert_step(tx, parts_.random, ended, now)) return Error::conflict("certificate.not_issued");
  store::Certificate fresh = old.certificate;
  fresh.id = CertificateId::fresh(now, parts_.random);
  fresh.replaces = old.certificate.id;
  fresh.requested_by = actor.person;
  fresh.requested = now;
  store::insert(tx, fresh);
  const store::Step asked{fresh.id, 1, actor.person, State::requested, reason};
  if (!store::insert_step(tx, parts_.random, asked, now)) return Error::conflict("certificate.not_issued");
  audit::record(
      tx, {actor.person, "certificate.replaced", "certificate", old.certificate.id.str(), reason, old.number}, now);
  const Voucher voucher{access::issuing_site(tx, actor, fresh.site).value(), actor.person};
  if (const Outcome issued = issue_in(tx, fresh, 2, voucher, "", now); !issued) return issued.error();
  return fresh.id.str();
}

// ---- what a paper is made of

Result<std::vector<hours::EffectiveEntry>> CertificateService::counted_in(
    db::Reader& reader, const store::Certificate& certificate) const {
  const Period period = period_of(certificate);
  const auto most = static_cast<std::int64_t>(parts_.policy.certificate_entries);
  auto counted = hours::effective_entries(reader, certificate.volunteer, start_of_day(period.from),
                                          start_of_day(next_day(period.to)), most + 1);
  if (counted.empty()) return Error::conflict("certificate.nothing_effective");
  if (counted.size() > static_cast<std::size_t>(most)) return Error::conflict("certificate.too_many_entries");
  return counted;
}

Result<Content> CertificateService::content_in(db::Reader& reader, const store::Certificate& certificate,
                                               const Voucher& voucher, std::vector<HoursEntryId>& entries,
                                               Instant now) const {
  const auto counted = counted_in(reader, certificate);
  if (!counted) return counted.error();
  const auto bearer = store::find_bearer(reader, certificate.volunteer).value();
  const auto issuer = store::find_issuer(reader, voucher.site).value();
  Content content;
  content.number = fresh_number(local_date(now).year, secrets_);
  content.name = bearer.name;
  content.id_type = bearer.id_type;
  content.id_number_masked =
      mask_id_number(parts_.vault.open(bearer.id_number_sealed, people::id_number_context).value_or(""));
  content.volunteer_number = bearer.volunteer_number;
  content.from = certificate.from;
  content.to = certificate.to;
  content.issuer = issuer.name;
  content.contact = issuer.contact;
  const auto leaders = people::holders(reader, Role::leader, voucher.site);
  if (!leaders.empty()) content.responsible = people::find_name(reader, leaders.front()).value_or("");
  content.handler = voucher.handler.empty() ? std::string(handled_by_system)
                                            : people::find_name(reader, voucher.handler).value_or("");
  content.issued = now;
  content.address = parts_.address;
  if (!certificate.replaces.empty()) content.replaces = store::find(reader, certificate.replaces).value().number;
  for (const hours::EffectiveEntry& entry : *counted) {
    content.minutes += entry.minutes;
    content.activities.push_back(
        {ws::to_text(local_date(entry.starts)), entry.title, entry.site_name, entry.minutes});
    entries.push_back(entry.id);
  }
  return content;
}

Outcome CertificateService::issue_in(db::Tx& tx, const store::Certificate& certificate, std::int64_t position,
                                     const Voucher& voucher, const std::string& notes, Instant now) {
  std::vector<HoursEntryId> entries;
  auto content = content_in(tx, certificate, voucher, entries, now);
  if (!content) return content.error();
  content->notes = notes;
  const store::Step step{certificate.id, position, voucher.handler, State::issued};
  if (!store::insert_step(tx, parts_.random, step, now)) return Error::conflict("certificate.not_requested");
  const auto key = parts_.keys.current(parts_.policy.certificate_signing);
  const std::string text = canonical(*content);
  const store::Paper paper{content->number,
                           content->minutes,
                           text,
                           key->id(),
                           base64url(key->sign(text)),
                           signed_form(short_form(*content, key->id()), *key),
                           credential(*content, *parts_.keys.current(Signing::ed25519)),
                           now};
  store::insert_paper(tx, certificate.id, paper, entries);
  store::remove_waiting(tx, certificate.id);
  tell(tx, certificate.volunteer, "certificate.issued", certificate, content->number, now);
  return Done{};
}

void CertificateService::tell(db::Tx& tx, const PersonId& to, std::string_view kind,
                              const store::Certificate& certificate, const std::string& reason, Instant now) {
  json::Writer out;
  out.begin().field("from", certificate.from).field("to", certificate.to).field("reason", reason);
  out.field("actor", people::find_name(tx, certificate.volunteer).value_or(""));
  notices::send(tx, {to, kind, {}, out.end().take()}, now, parts_.random);
}

// ---- the file

Task<Result<CertificateService::File>> CertificateService::pdf(Actor actor, CertificateId id) {
  const auto found = find(actor, id);
  if (!found) co_return found.error();
  if (!found->paper || found->listed.state != State::issued) co_return Error::conflict("certificate.not_issued");
  const Sheet sheet{content_of(found->paper->content), found->paper->short_form};
  auto draw = [sheet] { return papers_pdf({sheet}, "志愿服务记录证明 " + sheet.content.number); };
  auto rendering = parts_.rendering.run(draw);
  auto bytes = co_await rendering;
  if (!bytes) co_return bytes.error();
  co_return File{sheet.content.number + ".pdf", std::move(*bytes)};
}

}  // namespace ws::certificates
