#include "seed/made_up_people.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace ws::seed {
namespace {

std::string padded(std::int64_t number, int width) {
  std::string digits = std::to_string(number);
  digits.insert(0, static_cast<std::size_t>(std::max(0, width - static_cast<int>(digits.size()))), '0');
  return digits;
}

std::string compact(LocalDate date) {
  return padded(date.year, 4) + padded(date.month, 2) + padded(date.day, 2);
}

}  // namespace

char id_check_character(std::string_view digits) {
  constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (digits.at(i) - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

int age_at(LocalDate born, LocalDate today) {
  const bool passed = std::pair(today.month, today.day) >= std::pair(born.month, born.day);
  return today.year - born.year - (passed ? 0 : 1);
}

LocalDate parse_date(const std::string& text) {
  return {std::atoi(text.substr(0, 4).c_str()), std::atoi(text.substr(5, 2).c_str()),
          std::atoi(text.substr(8, 2).c_str())};
}

PeopleMaker::PeopleMaker(const DistrictData& data, Random& random, Instant start)
    : data_(data), random_(random), today_(local_date(start)) {
  for (const DemoData& person : data.demo) taken_.insert(person.id_number.substr(6, 11));
}

std::string PeopleMaker::name_for(int born_year, bool female) {
  const Generation* generation = &data_.generations.front();
  for (const Generation& candidate : data_.generations)
    if (candidate.born_from <= born_year) generation = &candidate;
  const GivenNames& given = female ? generation->female : generation->male;
  std::vector<std::int64_t> weights;
  for (const auto& surname : data_.surnames) weights.push_back(surname.second);
  const std::string& surname = data_.surnames[weighted(random_, weights)].first;
  for (;;) {
    if (random_.below(1000) < static_cast<std::uint64_t>(generation->single_share * 1000)) {
      const std::string& single = pick(random_, given.single);
      if (single != surname) return surname + single;
      continue;
    }
    const std::string& first = pick(random_, given.first);
    const std::string& second = pick(random_, given.second);
    if (first != second && first != surname && second != surname) return surname + first + second;
  }
}

LocalDate PeopleMaker::birth_date(std::int64_t age) {
  for (;;) {
    LocalDate born{today_.year - static_cast<int>(age), static_cast<int>(between(random_, 1, 12)),
                   static_cast<int>(between(random_, 1, 31))};
    if (std::pair(born.month, born.day) > std::pair(today_.month, today_.day)) --born.year;
    if (is_real_date(born)) return born;
  }
}

std::string PeopleMaker::id_number(LocalDate& born, bool female) {
  const int age = age_at(born, today_);
  for (;;) {
    std::int64_t sequence = 900 + between(random_, 0, 49) * 2 + (female ? 0 : 1);
    const std::string key = compact(born) + std::to_string(sequence);
    if (taken_.insert(key).second) {
      const std::string digits = (born.year <= 2016 ? "510124" : "510117") + key;
      return digits + id_check_character(digits);
    }
    born = birth_date(age);
  }
}

MadeUpPerson PeopleMaker::make(std::int64_t youngest, std::int64_t oldest) {
  MadeUpPerson person;
  person.female = random_.below(1000) < static_cast<std::uint64_t>(data_.female_share * 1000);
  person.born = birth_date(between(random_, youngest, oldest));
  person.id_number = id_number(person.born, person.female);
  person.age = age_at(person.born, today_);
  person.name = name_for(person.born.year, person.female);
  person.mobile = "199" + padded(next_mobile_++, 8);
  return person;
}

MadeUpPerson PeopleMaker::make_volunteer() {
  std::vector<std::int64_t> weights;
  for (const AgeBand& band : data_.volunteer_ages) weights.push_back(band.weight);
  const AgeBand& band = data_.volunteer_ages[weighted(random_, weights)];
  return make(band.from, band.until);
}

}  // namespace ws::seed
