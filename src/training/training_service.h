#pragma once
// Use cases of training.

#include <optional>
#include <string>
#include <vector>

#include "base/actor.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/task.h"
#include "idempotency/public.h"
#include "training/training_store.h"

namespace ws::training {

class TrainingService {
 public:
  /// All must outlive the service.
  TrainingService(db::Database& database, const Clock& clock, Random& random)
      : database_(database), clock_(clock), random_(random) {}

  std::vector<Course> courses() const;
  struct Page {
    std::vector<store::Record> items;
    std::optional<std::string> next;  ///< cursor of the following page
  };
  /// Newest first; `limit` 1–100.
  Page mine(const Actor& actor, const std::string& cursor, std::int64_t limit) const;
  Page list(const Actor& actor, const std::string& state, const std::string& cursor, std::int64_t limit) const;

  /// Answers the code. Refuses what check_course refuses, "training.code_taken".
  Task<Result<std::string>> add_course(Actor actor, idempotency::Key key, Course course);
  struct Held {
    std::string course;
    std::string volunteer_number;
    std::string day;
    std::string trainer;
  };
  /// Refuses "training.no_course", "person.not_found", "field.date", "training.future", "training.already_recorded".
  Task<Result<std::string>> record(Actor actor, idempotency::Key key, Held held);
  /// `reason` "" confirms it, else it is rejected. Refuses "training.not_found", "training.own",
  /// "training.not_waiting".
  Task<Result<std::string>> decide(Actor actor, idempotency::Key key, TrainingRecordId record, std::string reason);

 private:
  Result<std::string> record_in(db::Tx& tx, const Actor& actor, const Held& held, Instant now);

  db::Database& database_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace ws::training
