#include "training/training_service.h"

#include "audit/public.h"
#include "base/json.h"
#include "notices/public.h"
#include "training/training_access.h"

namespace ws::training {
namespace {

TrainingService::Page page_of(std::vector<store::Record> items, std::int64_t limit) {
  TrainingService::Page page{std::move(items), std::nullopt};
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.resize(static_cast<std::size_t>(limit));
    page.next = page.items.back().id.str();
  }
  return page;
}

}  // namespace

std::vector<Course> TrainingService::courses() const {
  return database_.read([](db::Reader& reader) { return store::courses(reader); });
}

TrainingService::Page TrainingService::mine(const Actor& actor, const std::string& cursor, std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) {
    return page_of(store::list(reader, {actor.person, {}, "", cursor, limit + 1}), limit);
  });
}

TrainingService::Page TrainingService::list(const Actor& actor, const std::string& state, const std::string& cursor,
                                            std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) {
    return page_of(store::list(reader, {{}, access::kept_roots(actor), state, cursor, limit + 1}), limit);
  });
}

Task<Result<std::string>> TrainingService::add_course(Actor actor, idempotency::Key key, Course course) {
  const Instant now = clock_.now();
  auto use_case = [actor, key, course, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (const Outcome right = check_course(course); !right) return right.error();
      if (!store::insert_course(tx, course, actor.person, now)) return Error::conflict("training.code_taken");
      audit::record(tx, {actor.person, "training.course_added", "training_course", course.code, "", course.title},
                    now);
      return course.code;
    });
  };
  co_return co_await database_.write(use_case);
}

Task<Result<std::string>> TrainingService::record(Actor actor, idempotency::Key key, Held held) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, held, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return record_in(tx, actor, held, now); });
  };
  co_return co_await database_.write(use_case);
}

Result<std::string> TrainingService::record_in(db::Tx& tx, const Actor& actor, const Held& held, Instant now) {
  const auto course = store::find_course(tx, held.course);
  if (!course) return Error::invalid("training.no_course", "course");
  const auto day = parse_day(held.day);
  if (!day) return Error::invalid("field.date", "day");
  if (*day > local_date(now)) return Error::invalid("training.future", "day");
  const auto home = access::get_home(tx, actor, held.volunteer_number);
  if (!home) return home.error();
  store::Record fresh;
  fresh.id = TrainingRecordId::fresh(now, random_);
  fresh.course = *course;
  fresh.volunteer = home->volunteer;
  fresh.site = home->site;
  fresh.day = held.day;
  fresh.trainer = held.trainer;
  fresh.recorded_by = actor.person;
  fresh.recorded = now;
  if (!store::insert_record(tx, fresh)) return Error::conflict("training.already_recorded");
  return fresh.id.str();
}

Task<Result<std::string>> TrainingService::decide(Actor actor, idempotency::Key key, TrainingRecordId id,
                                                  std::string reason) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, id, reason, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_record(tx, actor, id);
      if (!found) return found.error();
      if (const Outcome may = may_decide(found->standing(), actor.person); !may) return may.error();
      const std::string_view state = reason.empty() ? "confirmed" : "rejected";
      if (!store::decide_record(tx, id, state, actor.person, reason, now))
        return Error::conflict("training.not_waiting");
      audit::record(tx, {actor.person, "training." + std::string(state), "training_record", id.str(), reason, ""},
                    now);
      json::Writer out;
      out.begin().field("title", found->course.title).field("reason", reason).end();
      const std::string kind = "training." + std::string(state);
      notices::send(tx, {found->volunteer, kind, {}, out.take()}, now, random_);
      return id.str();
    });
  };
  co_return co_await database_.write(use_case);
}

}  // namespace ws::training
