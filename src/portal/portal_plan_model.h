#pragma once
// A floor drawn from its rooms, when there is no picture of it: rooms along corridors, the larger ones wider. It says
// what there is and how much of it, not where the walls stand. Pure.

#include <cstdint>
#include <string>
#include <vector>

namespace ws::portal {

/// What a drawing needs to know of a room.
struct PlanRoom {
  std::string name, floor;
  std::int64_t seats = 0;
};

/// In units of the drawing, `plan_width` wide.
inline constexpr std::int64_t plan_width = 360;
struct RoomBox {
  std::size_t room = 0;  ///< index into the rooms given
  std::int64_t x = 0, y = 0, width = 0, height = 0;
  std::vector<std::string> lines;  ///< its name, as it fits
};
struct Corridor {
  std::int64_t y = 0, height = 0;
};
struct FloorDrawing {
  std::vector<RoomBox> rooms;
  std::vector<Corridor> corridors;
  std::int64_t height = 0;
};
FloorDrawing draw_floor(const std::vector<PlanRoom>& rooms);

/// Rooms by floor, lowest floor first, in their own order; indices into `rooms`.
struct Floor {
  std::string name;  ///< as staff wrote it: "1", "负一层", ""
  std::vector<std::size_t> rooms;
};
std::vector<Floor> floors_of(const std::vector<PlanRoom>& rooms);

}  // namespace ws::portal
