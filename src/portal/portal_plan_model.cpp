#include "portal/portal_plan_model.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace ws::portal {
namespace {

constexpr std::size_t most_in_row = 3;
constexpr std::size_t most_lines = 2;
constexpr std::int64_t edge = 8;  ///< between the outer wall and the rooms
constexpr std::int64_t row_height = 76;
constexpr std::int64_t corridor_height = 26;
constexpr std::int64_t character = 14;  ///< the width of a Chinese character
constexpr double smallest = 5, largest = 10;

/// How wide a room is beside others: larger ones are, but not by as much as they hold more.
double weight_of(const PlanRoom& room) {
  return std::clamp(std::sqrt(static_cast<double>(room.seats)), smallest, largest);
}

/// Where each code point begins.
std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> found;
  for (const char byte : text) {
    if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80U) found.emplace_back();
    if (!found.empty()) found.back() += byte;
  }
  return found;
}

std::vector<std::string> lines_of(const std::string& name, std::int64_t width) {
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(2, width / character));
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  for (const std::string& one : characters(name)) {
    if (used == most) {
      if (lines.size() == most_lines) {
        lines.back() += "…";
        return lines;
      }
      lines.emplace_back();
      used = 0;
    }
    lines.back() += one;
    ++used;
  }
  return lines;
}

void add_row(FloorDrawing& drawing, const std::vector<PlanRoom>& rooms, std::size_t first, std::size_t count) {
  double sum = 0;
  for (std::size_t i = first; i < first + count; ++i) sum += weight_of(rooms[i]);
  double before = 0;
  const double wide = static_cast<double>(plan_width - 2 * edge);
  for (std::size_t i = first; i < first + count; ++i) {
    RoomBox box;
    box.room = i;
    box.x = edge + std::llround(wide * before / sum);
    before += weight_of(rooms[i]);
    box.width = edge + std::llround(wide * before / sum) - box.x;
    box.y = drawing.height;
    box.height = row_height;
    box.lines = lines_of(rooms[i].name, box.width - 12);
    drawing.rooms.push_back(std::move(box));
  }
  drawing.height += row_height;
}

/// "2" before "10", what is no number after what is.
std::int64_t order_of(const std::string& floor) {
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(floor.data(), floor.data() + floor.size(), number);
  return failed == std::errc() && end != floor.data() ? number : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

FloorDrawing draw_floor(const std::vector<PlanRoom>& rooms) {
  FloorDrawing drawing;
  drawing.height = edge;
  const std::size_t rows = (rooms.size() + most_in_row - 1) / most_in_row;
  std::size_t first = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t left = rows - row;
    const std::size_t count = (rooms.size() - first + left - 1) / left;
    add_row(drawing, rooms, first, count);
    first += count;
    // A corridor below every other row serves the one above and the one below it.
    if (row % 2 == 0) {
      drawing.corridors.push_back({drawing.height, corridor_height});
      drawing.height += corridor_height;
    }
  }
  drawing.height += edge;
  return drawing;
}

std::vector<Floor> floors_of(const std::vector<PlanRoom>& rooms) {
  std::vector<Floor> floors;
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const auto known =
        std::find_if(floors.begin(), floors.end(), [&](const Floor& floor) { return floor.name == rooms[i].floor; });
    if (known == floors.end())
      floors.push_back({rooms[i].floor, {i}});
    else
      known->rooms.push_back(i);
  }
  std::stable_sort(floors.begin(), floors.end(),
                   [](const Floor& a, const Floor& b) { return order_of(a.name) < order_of(b.name); });
  return floors;
}

}  // namespace ws::portal
