#pragma once
// One order moving through one use case: each step becomes its event, its message to the screens and its clock, and
// all of it is written together.

#include <string>
#include <string_view>
#include <vector>

#include "orders/order_store.h"

namespace ws::orders {

class Move {
 public:
  /// `actor` is empty when a clock acts.
  Move(db::Tx& tx, Random& random, Order& order, PersonId actor, Instant now)
      : tx_(tx), random_(random), order_(order), actor_(std::move(actor)), now_(now) {}

  /// Takes the step; the state must allow it (decide() was asked).
  void step(Step step, std::string reason = {}, std::string detail = {});
  /// A step that does not lead all the way (one of several places taken).
  void step_within(Step step, std::string reason = {}, std::string detail = {});
  /// Tells a person, unless they did it themself.
  void tell(const PersonId& person, std::string_view kind, std::string_view reason = {});
  void tell(const std::vector<PersonId>& people, std::string_view kind, std::string_view reason = {});
  /// Writes the order; call once, last.
  Outcome save();

 private:
  void record(Step step, State to, std::string reason, std::string detail);

  db::Tx& tx_;
  Random& random_;
  Order& order_;
  PersonId actor_;
  Instant now_;
};

}  // namespace ws::orders
