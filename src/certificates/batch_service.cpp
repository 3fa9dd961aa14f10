#include <algorithm>

#include "audit/public.h"
#include "base/json.h"
#include "certificates/certificate_access.h"
#include "certificates/certificate_service.h"
#include "notices/public.h"
#include "teams/public.h"

namespace ws::certificates {
namespace {

constexpr std::int64_t batches_shown = 20;
constexpr std::int64_t batches_at_once = 4;
/// A turn of the clock issues so many, and the next one comes two seconds later: a team of a hundred in one turn.
constexpr std::int64_t people_at_once = 100;

}  // namespace

Task<Result<std::string>> CertificateService::start_batch(Actor actor, idempotency::Key key, BatchWish wish) {
  const Instant now = parts_.clock.now();
  std::sort(wish.volunteers.begin(), wish.volunteers.end());
  wish.volunteers.erase(std::unique(wish.volunteers.begin(), wish.volunteers.end()), wish.volunteers.end());
  auto use_case = [this, actor, key, wish, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto most = static_cast<std::int64_t>(parts_.policy.certificate_batch);
      const auto site = batch_site(tx, actor, wish);
      if (!site) return site.error();
      const auto volunteers = wish.team.empty() ? wish.volunteers : teams::members(tx, wish.team, most + 1);
      if (volunteers.empty()) return Error::conflict("certificate.batch_nobody");
      if (volunteers.size() > static_cast<std::size_t>(most)) return Error::invalid("certificate.batch_too_many");
      store::Batch batch;
      batch.id = CertificateBatchId::fresh(now, parts_.random);
      batch.site = *site;
      batch.title = wish.title;
      batch.from = ws::to_text(wish.period.from);
      batch.to = ws::to_text(wish.period.to);
      batch.asked_by = actor.person;
      batch.asked = now;
      batch.total = static_cast<std::int64_t>(volunteers.size());
      store::insert_batch(tx, batch, volunteers);
      audit::record(
          tx, {actor.person, "certificate.batch_started", "certificate_batch", batch.id.str(), wish.title, ""}, now);
      return batch.id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Result<SiteId> CertificateService::batch_site(db::Reader& reader, const Actor& actor, const BatchWish& wish) const {
  std::optional<SiteId> site;
  if (!wish.team.empty()) {
    const auto team = teams::find_brief(reader, wish.team);
    if (team) site = access::issuing_site(reader, actor, team->site);
    if (!site) return Error::not_found("team.not_found");
    return *site;
  }
  for (const PersonId& volunteer : wish.volunteers) {
    const auto bearer = store::find_bearer(reader, volunteer);
    const auto reached = bearer ? access::issuing_site(reader, actor, bearer->site) : std::nullopt;
    if (!reached) return Error::not_found("person.not_found");
    if (!site) site = reached;
  }
  if (!site) return Error::conflict("certificate.batch_nobody");
  return *site;
}

std::vector<store::Batch> CertificateService::batches(const Actor& actor) const {
  return parts_.database.read(
      [&](db::Reader& reader) { return store::batches_of(reader, actor.person, batches_shown); });
}

Result<CertificateService::BatchDetail> CertificateService::find_batch(const Actor& actor,
                                                                       const CertificateBatchId& id) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<BatchDetail> {
    auto batch = store::find_batch(reader, id);
    if (!batch || batch->asked_by != actor.person) return Error::not_found("certificate.batch_not_found");
    auto items = store::items_of(reader, id, store::Items::all, batch->total);
    return BatchDetail{std::move(*batch), std::move(items)};
  });
}

Task<Result<CertificateService::File>> CertificateService::batch_file(Actor actor, CertificateBatchId id,
                                                                      Packing packing) {
  const auto found = find_batch(actor, id);
  if (!found) co_return found.error();
  if (!found->batch.finished) co_return Error::conflict("certificate.batch_open");
  auto sheets = parts_.database.read([&](db::Reader& reader) {
    std::vector<Sheet> valid;
    for (const store::BatchItem& item : found->items) {
      if (item.certificate.empty() || store::find(reader, item.certificate).value().state != State::issued) continue;
      const store::Paper paper = store::find_paper(reader, item.certificate).value();
      valid.push_back({content_of(paper.content), paper.short_form});
    }
    return valid;
  });
  if (sheets.empty()) co_return Error::conflict("certificate.batch_empty");
  const std::string title = found->batch.title;
  const Instant at = found->batch.asked;
  auto draw = [sheets, title, packing, at] {
    if (packing == Packing::pdf) return papers_pdf(sheets, title);
    std::vector<std::pair<std::string, std::string>> files;
    for (const Sheet& sheet : sheets)
      files.emplace_back(sheet.content.volunteer_number + " " + sheet.content.name + ".pdf",
                         papers_pdf({sheet}, "志愿服务记录证明 " + sheet.content.number));
    return zip_of(files, at);
  };
  auto rendering = parts_.rendering.run(draw);
  auto bytes = co_await rendering;
  if (!bytes) co_return bytes.error();
  co_return File{id.str() + (packing == Packing::pdf ? ".pdf" : ".zip"), std::move(*bytes)};
}

Result<CertificateId> CertificateService::issue_for_batch(db::Tx& tx, const store::Batch& batch,
                                                          const store::BatchItem& item, Instant now) {
  const auto bearer = store::find_bearer(tx, item.volunteer);
  if (!bearer || !bearer->registered) return Error::forbidden("certificate.not_volunteer");
  if (item.volunteer == batch.asked_by) return Error::forbidden("certificate.own");
  const store::Certificate fresh{CertificateId::fresh(now, parts_.random),
                                 item.volunteer,
                                 bearer->site,
                                 batch.from,
                                 batch.to,
                                 batch.title,
                                 {},
                                 batch.asked_by,
                                 now};
  store::insert(tx, fresh);
  if (!store::insert_step(tx, parts_.random, {fresh.id, 1, batch.asked_by, State::requested}, now))
    return Error::conflict("certificate.already_requested");
  const Outcome issued = issue_in(tx, fresh, 2, {batch.site, batch.asked_by}, "", now);
  if (!issued) return issued.error();
  if (!store::settle_item(tx, batch.id, item.position, fresh.id, ""))
    return Error::conflict("certificate.not_issued");
  return fresh.id;
}

int CertificateService::work_on(const store::Batch& batch) {
  const Instant now = parts_.clock.now();
  const auto waiting = parts_.database.read(
      [&](db::Reader& reader) { return store::items_of(reader, batch.id, store::Items::waiting, people_at_once); });
  for (const store::BatchItem& item : waiting) {
    const auto issued = parts_.database.write_now([&](db::Tx& tx) { return issue_for_batch(tx, batch, item, now); });
    if (issued) continue;
    if (issued.error().code == ErrorCode::unavailable) return 0;  // still due at the next turn
    static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
      store::settle_item(tx, batch.id, item.position, {}, issued.error().reason);
      return Done{};
    }));
  }
  if (waiting.size() == static_cast<std::size_t>(people_at_once)) return static_cast<int>(waiting.size());
  static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    if (!store::finish_batch(tx, batch.id, now)) return Done{};
    json::Writer out;
    out.begin().field("title", batch.title).end();
    notices::send(tx, {batch.asked_by, "certificate.batch_ready", {}, out.take()}, now, parts_.random);
    return Done{};
  }));
  return static_cast<int>(waiting.size());
}

int CertificateService::tick() {
  const auto open =
      parts_.database.read([](db::Reader& reader) { return store::open_batches(reader, batches_at_once); });
  int seen_to = 0;
  for (const store::Batch& batch : open) seen_to += work_on(batch);
  return seen_to;
}

}  // namespace ws::certificates
