#include "activities/activity_model.h"

#include <gtest/gtest.h>

#include "activities/signup_model.h"
#include "base/vault.h"

namespace ws::activities {
namespace {

const Instant now{1'795'402'800'000};  // 2026-11-23 11:00 in Chengdu, a Monday

Plan usual() {
  Plan plan;
  plan.title = "文庙讲解日";
  plan.summary = "讲书院街的故事";
  plan.place = "书院街 1 号";
  plan.conditions = "站立两小时";
  plan.risks = "暑热";
  plan.opens = now;
  plan.closes = now.plus_ms(2 * day_ms);
  plan.shifts = {{now.plus_ms(3 * day_ms), now.plus_ms(3 * day_ms + 2 * hour_ms), 1, {{"引导", 3, 0, "", 0, ""}}}};
  return plan;
}

Activity recruiting() {
  Activity activity;
  activity.plan = usual();
  activity.state = State::recruiting;
  activity.starts = activity.plan.starts();
  activity.ends = activity.plan.ends();
  return activity;
}

Shift shift_of(const Plan& plan) {
  return {ShiftId("S"), plan.shifts[0].starts, plan.shifts[0].ends, 1, {}};
}

Applicant adult() {
  Applicant applicant;
  applicant.registered = applicant.skilled = applicant.trained = applicant.insured = true;
  applicant.born = LocalDate{1990, 12, 31};
  return applicant;
}

std::string refusal(const Activity& activity, const Applicant& applicant, std::int64_t minimum_age = 0,
                    Override overriding = Override::none) {
  ShiftRole role;
  role.plan.minimum_age = minimum_age;
  const auto result = check_applicant(activity, shift_of(activity.plan), role, applicant, overriding, Policy{});
  return result ? "" : result.error().reason;
}

TEST(ActivityModel, APlanMakesSense) {
  EXPECT_TRUE(check_plan(usual(), Policy{}, now).ok());
  const auto with = [](auto change) {
    Plan plan = usual();
    change(plan);
    const auto result = check_plan(plan, Policy{}, now);
    return result ? "" : result.error().reason;
  };
  EXPECT_EQ(with([](Plan& p) { p.title = "　"; }), "field.required");
  EXPECT_EQ(with([](Plan& p) { p.shifts.clear(); }), "activity.no_shifts");
  EXPECT_EQ(with([](Plan& p) { p.shifts[0].roles.clear(); }), "activity.no_shifts");
  EXPECT_EQ(with([](Plan& p) { p.shifts[0].ends = p.shifts[0].starts; }), "activity.shift_times");
  EXPECT_EQ(with([](Plan& p) { p.shifts[0].roles[0].reserved = 4; }), "activity.reserved");
  EXPECT_EQ(with([](Plan& p) { p.shifts[0].minimum_staff = 4; }), "activity.minimum_staff");
  EXPECT_EQ(with([](Plan& p) { p.closes = p.opens; }), "activity.window");
  EXPECT_EQ(with([](Plan& p) { p.mode = Mode::lot; }), "activity.draw_time");
  EXPECT_EQ(with([](Plan& p) { p.draw_due = p.closes; }), "activity.draw_time");
  EXPECT_EQ(with([](Plan& p) { p = moved(p, 500 * day_ms); }), "activity.too_far");
}

TEST(ActivityModel, HardRule_WhatIsPublishedStatesConditionsAndRisksAndIsInsuredWhenHazardous) {
  const auto with = [](auto change) {
    Activity activity = recruiting();
    change(activity);
    const auto result = check_publishable(activity, now);
    return result ? "" : result.error().reason;
  };
  EXPECT_EQ(with([](Activity&) {}), "");
  EXPECT_EQ(with([](Activity& a) { a.plan.conditions = " "; }), "activity.conditions_missing");
  EXPECT_EQ(with([](Activity& a) { a.plan.risks = ""; }), "activity.risks_missing");
  EXPECT_EQ(with([](Activity& a) { a.plan.hazardous = true; }), "activity.insurance_missing");
  EXPECT_EQ(with([](Activity& a) {
              a.plan.hazardous = true;
              a.plan.insurance = "PICC-2026-0001";
            }),
            "");
  EXPECT_EQ(with([](Activity& a) { a.starts = now; }), "activity.past");
}

TEST(ActivityModel, HardRule_MakerIsNotChecker) {
  Activity activity = recruiting();
  activity.state = State::review;
  Standing maker;
  maker.manager = true;
  Standing checker = maker;
  checker.reviewer = true;
  for (const Step step : {Step::published, Step::returned}) {
    EXPECT_EQ(decide(activity, maker, step).error().reason, "activity.own_review");
    EXPECT_TRUE(decide(activity, checker, step).ok());
    EXPECT_EQ(decide(activity, Standing{}, step).error().reason, "activity.not_yours");
  }
}

TEST(ActivityModel, StatesFollowTheDomain) {
  EXPECT_EQ(next_state(State::draft, Step::submitted), State::review);
  EXPECT_EQ(next_state(State::review, Step::edited), State::draft);
  EXPECT_EQ(next_state(State::review, Step::published), State::recruiting);
  EXPECT_EQ(next_state(State::recruiting, Step::started), State::in_progress);
  EXPECT_EQ(next_state(State::in_progress, Step::ended), State::awaiting_confirmation);
  EXPECT_EQ(next_state(State::awaiting_confirmation, Step::publicised), State::publicised);
  EXPECT_EQ(next_state(State::publicised, Step::archived), State::archived);
  EXPECT_FALSE(next_state(State::draft, Step::published));
  EXPECT_FALSE(next_state(State::archived, Step::cancelled));
  EXPECT_FALSE(next_state(State::in_progress, Step::retracted));
}

TEST(ActivityModel, WeeklyOccurrencesKeepWeekdayAndTime) {
  EXPECT_EQ(weekly_offsets(now, now.plus_ms(21 * day_ms), 60),
            (std::vector<std::int64_t>{7 * day_ms, 14 * day_ms, 21 * day_ms}));
  EXPECT_EQ(weekly_offsets(now, now.plus_ms(6 * day_ms), 60), (std::vector<std::int64_t>{}));
  EXPECT_EQ(weekly_offsets(now, now.plus_ms(400 * day_ms), 5).size(), 5u);
}

TEST(SignupModel, TheWindowAndTheShiftSayWhetherItIsOpen) {
  const Activity activity = recruiting();
  const Shift shift = shift_of(activity.plan);
  EXPECT_TRUE(check_open(activity, shift, now).ok());
  EXPECT_FALSE(check_open(activity, shift, now.plus_ms(-1)).ok());
  EXPECT_FALSE(check_open(activity, shift, activity.plan.closes).ok());
  Activity drawn = activity;
  drawn.plan.mode = Mode::lot;
  drawn.drawn = now;
  EXPECT_TRUE(check_open(drawn, shift, activity.plan.closes).ok());
  EXPECT_FALSE(check_open(drawn, shift, shift.starts).ok());
  drawn.state = State::cancelled;
  EXPECT_FALSE(check_open(drawn, shift, now).ok());
}

TEST(SignupModel, WhoMayHaveAPlace) {
  Activity activity = recruiting();
  EXPECT_EQ(refusal(activity, adult()), "");
  EXPECT_EQ(refusal(activity, Applicant{}), "signup.not_registered");
  Applicant other = adult();
  other.there_already = true;
  EXPECT_EQ(refusal(activity, other), "signup.twice");
  other = adult();
  other.skilled = false;
  EXPECT_EQ(refusal(activity, other), "signup.skill");
  other = adult();
  other.insured = false;
  EXPECT_EQ(refusal(activity, other), "signup.insurance");
  activity.plan.quota = 1;
  other = adult();
  other.shifts_taken = 1;
  EXPECT_EQ(refusal(activity, other), "signup.quota");
}

TEST(SignupModel, HardRule_AgeIsWhatTheYearOfBirthSurelyGives) {
  Activity activity = recruiting();
  Applicant applicant = adult();
  applicant.born = LocalDate{2008, 12, 31};  // all that a year of birth says
  applicant.guardian = GuardianYes::once;
  EXPECT_EQ(refusal(activity, applicant, 17), "");
  EXPECT_EQ(refusal(activity, applicant, 18), "signup.age") << "the birthday may still come";
  applicant.born.reset();
  EXPECT_EQ(refusal(activity, applicant, 1), "signup.age");
  activity.plan.hazardous = true;
  applicant.born = LocalDate{2009, 12, 31};
  EXPECT_EQ(refusal(activity, applicant), "signup.age") << "no hazardous role under 18";
}

TEST(SignupModel, HardRule_UnderAgeNobodyComesWithoutTheGuardiansYes) {
  const Activity activity = recruiting();
  const LocalDate day = local_date(activity.starts);
  const auto said = [&](int age, GuardianYes yes, int days_to_birthday = 0) {
    Applicant applicant = adult();
    applicant.born =
        local_date(start_of_day({day.year - age, day.month, day.day}).plus_ms(days_to_birthday * day_ms));
    applicant.guardian = yes;
    return refusal(activity, applicant);
  };
  EXPECT_EQ(said(18, GuardianYes::none), "");
  EXPECT_EQ(said(18, GuardianYes::none, 1), "signup.guardian_consent") << "eighteen tomorrow";
  EXPECT_EQ(said(14, GuardianYes::once), "");
  EXPECT_EQ(said(14, GuardianYes::once, 1), "signup.guardian_consent") << "fourteen tomorrow: to each activity";
  EXPECT_EQ(said(13, GuardianYes::to_activity), "");
  EXPECT_EQ(said(10, GuardianYes::none), "signup.guardian_consent");
  EXPECT_EQ(said(10, GuardianYes::to_activity, 1), "signup.family_mode") << "ten tomorrow: accompanied only";
}

TEST(SignupModel, HardRule_OverlapAndTheDaysLimit) {
  const Activity activity = recruiting();
  const Shift shift = shift_of(activity.plan);
  Applicant applicant = adult();
  applicant.engagements = {{{}, shift.ends, shift.ends.plus_ms(6 * hour_ms)}};
  EXPECT_EQ(refusal(activity, applicant), "") << "one after the other, eight hours in all";
  applicant.engagements[0].ends = applicant.engagements[0].ends.plus_ms(minute_ms);
  EXPECT_EQ(refusal(activity, applicant), "signup.day_limit");
  applicant.engagements = {{{}, shift.starts.plus_ms(-hour_ms), shift.starts.plus_ms(1)}};
  EXPECT_EQ(refusal(activity, applicant), "signup.overlap");
  EXPECT_EQ(refusal(activity, applicant, 0, Override::times), "");
}

TEST(SignupModel, AnOfferStandsTwelveHoursOrThirtyMinutesOnTheDay) {
  const Instant tomorrow = now.plus_ms(day_ms);
  EXPECT_EQ(offer_expiry(Policy{}, now, tomorrow), now.plus_ms(12 * hour_ms));
  EXPECT_EQ(offer_expiry(Policy{}, now, now.plus_ms(5 * hour_ms)), now.plus_ms(30 * minute_ms));
  EXPECT_EQ(offer_expiry(Policy{}, now, now.plus_ms(10 * minute_ms)), now.plus_ms(10 * minute_ms));
}

TEST(SignupModel, ALotCanBeComputedByAnybody) {
  EXPECT_EQ(lot_of("seed", SignupId("01ARZ3NDEKTSV4RRFFQ69G5FAV")), sha256_hex("seed:01ARZ3NDEKTSV4RRFFQ69G5FAV"));
}

}  // namespace
}  // namespace ws::activities
