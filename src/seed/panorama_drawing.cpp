#include "seed/panorama_drawing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <numbers>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "content/public.h"

namespace ws::seed {
namespace {

using content::Pixels;
using std::numbers::pi;

constexpr double pixels_a_cm = 1.5;
constexpr double eye_cm = 150;

struct Vector {
  double x = 0, y = 0, z = 0;  ///< right, up, ahead
  Vector operator+(const Vector& other) const { return {x + other.x, y + other.y, z + other.z}; }
  Vector operator-(const Vector& other) const { return {x - other.x, y - other.y, z - other.z}; }
  Vector operator*(double by) const { return {x * by, y * by, z * by}; }
};
double dot(const Vector& a, const Vector& b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
Vector cross(const Vector& a, const Vector& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/// A flat piece: its upper left corner, and what leads to the upper right and the lower left one.
struct Piece {
  Vector corner, right, down;
};

/// The panorama as it is painted, far things first.
class Canvas {
 public:
  explicit Canvas(int width) : width_(width), height_(width / 2), picture_{width, width / 2, 3, {}} {
    picture_.bytes.resize(static_cast<std::size_t>(width_) * height_ * 3);
    for (int x = 0; x < width_; ++x) {
      const double yaw = ((x + 0.5) / width_ - 0.5) * 2 * pi;
      columns_.emplace_back(std::sin(yaw), std::cos(yaw));
    }
    for (int y = 0; y < height_; ++y) {
      const double pitch = (0.5 - (y + 0.5) / height_) * pi;
      rows_.emplace_back(std::sin(pitch), std::cos(pitch));
    }
  }

  const Pixels& picture() const { return picture_; }

  /// Above the horizon, all around.
  void sky(const Pixels& texture) {
    for (int y = 0; y < height_; ++y)
      for (int x = 0; x < width_; ++x)
        blend(x, y, texture, (x + 0.5) / width_, std::min((y + 0.5) / (height_ * 0.5), 0.9999), 1.0F);
  }

  enum class Edges { hard, soft };
  /// Walls meet at hard edges; what hangs or stands before them ends softly.
  void paint(const Piece& piece, const Pixels& texture, Edges edges = Edges::hard) {
    const Vector normal = cross(piece.right, piece.down);
    const double distance = dot(normal, piece.corner);
    // A point that the ray hits lies at u and v of the piece.
    const Vector to_u = piece.right * (1 / dot(piece.right, piece.right));
    const Vector to_v = piece.down * (1 / dot(piece.down, piece.down));
    const double u_corner = dot(to_u, piece.corner), v_corner = dot(to_v, piece.corner);
    const Box box = around(piece);
    for (int y = box.top; y <= box.bottom; ++y) {
      const auto& [up, level] = rows_[static_cast<std::size_t>(y)];
      for (int i = box.left; i <= box.right; ++i) {
        const int x = (i + width_) % width_;
        const auto& [sine, cosine] = columns_[static_cast<std::size_t>(x)];
        const double towards = level * (normal.x * sine + normal.z * cosine) + normal.y * up;
        if (towards == 0 || (towards > 0) != (distance > 0)) continue;
        const double far = distance / towards;
        const double u = far * (level * (to_u.x * sine + to_u.z * cosine) + to_u.y * up) - u_corner;
        const double v = far * (level * (to_v.x * sine + to_v.z * cosine) + to_v.y * up) - v_corner;
        if (u < 0 || u >= 1 || v < 0 || v >= 1) continue;
        const double inside = std::min(std::min(u, 1 - u) * texture.width, std::min(v, 1 - v) * texture.height);
        blend(x, y, texture, u, v, edges == Edges::hard ? 1.0F : static_cast<float>(std::min(inside / 1.6, 1.0)));
      }
    }
  }

 private:
  struct Box {
    int left, right, top, bottom;  ///< columns may lie beyond the edges: the picture goes around
  };

  /// Where the piece is at most. One that lies above or below the eye is looked for all around.
  Box around(const Piece& piece) const {
    constexpr int steps = 48;
    double least_yaw = 0, most_yaw = 0, least_pitch = pi / 2, most_pitch = -pi / 2, before = 0;
    for (int i = 0; i <= 4 * steps; ++i) {
      const double at = static_cast<double>(i % steps) / steps;
      const std::array<std::array<double, 2>, 4> edges{{{at, 0}, {1, at}, {1 - at, 1}, {0, 1 - at}}};
      const auto& [u, v] = edges[static_cast<std::size_t>(i / steps % 4)];
      const Vector point = piece.corner + piece.right * u + piece.down * v;
      double yaw = std::atan2(point.x, point.z);
      const double pitch = std::atan2(point.y, std::hypot(point.x, point.z));
      if (i == 0) least_yaw = most_yaw = yaw;
      if (i > 0) yaw = before + std::remainder(yaw - before, 2 * pi);
      before = yaw;
      least_yaw = std::min(least_yaw, yaw);
      most_yaw = std::max(most_yaw, yaw);
      least_pitch = std::min(least_pitch, pitch);
      most_pitch = std::max(most_pitch, pitch);
    }
    // Right above or below the eye it is seen all around.
    const Vector far = piece.corner + piece.right + piece.down;
    const bool flat = std::abs(piece.right.y) + std::abs(piece.down.y) < 1e-9;
    if (flat && piece.corner.x * far.x <= 0 && piece.corner.z * far.z <= 0) {
      const bool below = piece.corner.y < 0;
      return {0, width_ - 1, below ? row_of(most_pitch) : 0, below ? height_ - 1 : row_of(least_pitch)};
    }
    return {column_of(least_yaw) - 1, column_of(most_yaw) + 1, row_of(most_pitch + 0.02), row_of(least_pitch - 0.02)};
  }
  int column_of(double yaw) const { return static_cast<int>(std::floor((yaw / (2 * pi) + 0.5) * width_)); }
  int row_of(double pitch) const {
    return std::clamp(static_cast<int>(std::floor((0.5 - pitch / pi) * height_)), 0, height_ - 1);
  }

  /// The texture between its pixels, over what is there. This is where the time goes.
  void blend(int x, int y, const Pixels& texture, double u, double v, float cover) {
    const auto width = static_cast<std::size_t>(texture.width);
    const float tx = std::clamp(static_cast<float>(u) * static_cast<float>(texture.width) - 0.5F, 0.0F,
                                static_cast<float>(texture.width) - 1.01F);
    const float ty = std::clamp(static_cast<float>(v) * static_cast<float>(texture.height) - 0.5F, 0.0F,
                                static_cast<float>(texture.height) - 1.01F);
    const auto left = static_cast<std::size_t>(tx), top = static_cast<std::size_t>(ty);
    const float right = tx - static_cast<float>(left), down = ty - static_cast<float>(top);
    const std::uint8_t* first = &texture.bytes[(top * width + left) * 4];
    const std::uint8_t* second = first + width * 4;
    float shares[4] = {(1 - right) * (1 - down), right * (1 - down), (1 - right) * down, right * down};
    const std::uint8_t* const from[4] = {first, first + 4, second, second + 4};
    float rest = 0;
    if (cover < 1 || std::min({from[0][3], from[1][3], from[2][3], from[3][3]}) < 255) {
      rest = 1;
      for (std::size_t i = 0; i < 4; ++i) {
        shares[i] *= static_cast<float>(from[i][3]) * (cover / 255);
        rest -= shares[i];
      }
      if (rest > 0.998F) return;
    }
    std::uint8_t* to =
        &picture_
             .bytes[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x)) *
                    3];
    for (std::size_t band = 0; band < 3; ++band)
      to[band] =
          static_cast<std::uint8_t>(shares[0] * from[0][band] + shares[1] * from[1][band] +
                                    shares[2] * from[2][band] + shares[3] * from[3][band] + rest * to[band] + 0.5F);
  }

  const int width_, height_;
  Pixels picture_;
  std::vector<std::pair<double, double>> columns_, rows_;  ///< sine and cosine
};

std::string need(const json::Document& of, std::string_view field) {
  const auto found = of.text(field);
  if (!found) throw std::runtime_error("tours.json: no " + std::string(field));
  return *found;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
    text.replace(at, from.size(), to);
}

class Painter {
 public:
  Painter(const json::Document& room, const std::filesystem::path& parts, int width)
      : room_(room),
        parts_(parts),
        canvas_(width),
        wide_(number(room, "width")),
        deep_(number(room, "depth")),
        high_(number(room, "height")) {}

  std::string run() {
    if (const auto sky = room_.text("sky")) canvas_.sky(texture(*sky, 720, 180, {}));
    const Vector corner{-wide_ / 2, -eye_cm, deep_ / 2};
    canvas_.paint({corner, {wide_, 0, 0}, {0, 0, -deep_}}, texture(need(room_, "floor"), wide_, deep_, colours()));
    if (const auto ceiling = room_.text("ceiling"))
      canvas_.paint({{-wide_ / 2, high_ - eye_cm, -deep_ / 2}, {wide_, 0, 0}, {0, 0, deep_}},
                    texture(*ceiling, wide_, deep_, colours()));
    for (const char* name : {"front", "right", "back", "left"}) {
      const Wall wall = wall_of(name);
      canvas_.paint({wall.corner, wall.right * wall.length, {0, -high_, 0}},
                    texture(need(room_, "walls"), wall.length, high_, colours()));
    }
    for (const json::Document& thing : room_.items("things")) place(thing);
    const auto bytes = content::as_jpeg(canvas_.picture());
    if (!bytes) throw std::runtime_error("a panorama could not be written: " + bytes.error().detail);
    return *bytes;
  }

 private:
  using Words = std::map<std::string, std::string>;
  struct Wall {
    Vector corner, right;  ///< its upper left corner as it is seen, and one centimetre to the right
    double length;
  };

  static double number(const json::Document& of, std::string_view field, std::optional<double> fallback = {}) {
    const auto found = of.integer(field);
    if (!found && !fallback) throw std::runtime_error("tours.json: no " + std::string(field));
    return found ? static_cast<double>(*found) : *fallback;
  }

  Wall wall_of(const std::string& name) const {
    const double x = wide_ / 2, y = high_ - eye_cm, z = deep_ / 2;
    if (name == "front") return {{-x, y, z}, {1, 0, 0}, wide_};
    if (name == "right") return {{x, y, z}, {0, 0, -1}, deep_};
    if (name == "back") return {{x, y, -z}, {-1, 0, 0}, wide_};
    if (name == "left") return {{-x, y, -z}, {0, 0, 1}, deep_};
    throw std::runtime_error("tours.json: no wall " + name);
  }

  Words colours() const {
    Words words;
    for (const std::string& name : room_.names("colours")) words[name] = room_.text("colours." + name).value_or("");
    return words;
  }

  /// On a wall (`x` from its middle, `y` above the floor), lying (on the floor, or `y` above it), or standing at `x`
  /// and `z`, turned to who looks.
  void place(const json::Document& thing) {
    const double wide = number(thing, "w"), high = number(thing, "h");
    const double x = number(thing, "x", 0), y = number(thing, "y", 0), z = number(thing, "z", 0);
    Words words = colours();
    for (const char* name : {"text", "more", "colour", "a", "b", "c", "d"})
      if (const auto text = thing.text(name)) words[name] = *text;
    const Pixels& drawn = texture(need(thing, "part"), wide, high, words);
    if (const auto name = thing.text("wall")) {
      const Wall wall = wall_of(*name);
      const Vector corner = wall.corner + wall.right * (wall.length / 2 + x - wide / 2);
      canvas_.paint({{corner.x, y + high - eye_cm, corner.z}, wall.right * wide, {0, -high, 0}}, drawn,
                    Canvas::Edges::soft);
      return;
    }
    if (thing.boolean("lying").value_or(false)) {
      canvas_.paint({{x - wide / 2, y - eye_cm, z + high / 2}, {wide, 0, 0}, {0, 0, -high}}, drawn,
                    Canvas::Edges::soft);
      return;
    }
    const double far = std::hypot(x, z);
    const double turn = number(thing, "turn", 0) * pi / 180;
    const Vector facing{z / far, 0, -x / far};
    const Vector right{facing.x * std::cos(turn) + facing.z * std::sin(turn), 0,
                       facing.z * std::cos(turn) - facing.x * std::sin(turn)};
    if (y == 0 && !thing.boolean("light").value_or(false))
      canvas_.paint({{x - wide * 0.6, -eye_cm, z + wide * 0.2}, {wide * 1.2, 0, 0}, {0, 0, -wide * 0.4}},
                    texture("shadow", wide * 1.2, wide * 0.4, {}));
    canvas_.paint({Vector{x, y + high - eye_cm, z} - right * (wide / 2), right * wide, {0, -high, 0}}, drawn,
                  Canvas::Edges::soft);
  }

  /// A part at a size in centimetres. Those with a viewBox are stretched to it, the others are drawn in centimetres.
  const Pixels& texture(const std::string& part, double wide, double high, const Words& words) {
    std::ifstream file(parts_ / (part + ".svg"), std::ios::binary);
    if (!file) throw std::runtime_error("there is no part " + part);
    std::ostringstream text;
    text << file.rdbuf();
    std::string svg = text.str();
    for (const auto& [name, word] : words) replace_all(svg, "{{" + name + "}}", word);
    if (!svg.starts_with("<svg ")) throw std::runtime_error(part + ".svg does not begin with <svg");
    svg.insert(5, "width=\"" + std::to_string(std::lround(wide)) + "\" height=\"" +
                      std::to_string(std::lround(high)) + "\" preserveAspectRatio=\"none\" ");
    const auto known = drawn_.find(svg);
    if (known != drawn_.end()) return known->second;
    auto drawn = content::draw(svg, pixels_a_cm);
    if (!drawn || drawn->bands != 4) throw std::runtime_error(part + ".svg cannot be drawn");
    return drawn_.emplace(std::move(svg), std::move(*drawn)).first->second;
  }

  const json::Document& room_;
  const std::filesystem::path& parts_;
  Canvas canvas_;
  const double wide_, deep_, high_;
  std::map<std::string, Pixels> drawn_;  ///< by SVG: chairs come in dozens
};

}  // namespace

std::string draw_panorama(const json::Document& room, const std::filesystem::path& parts, int width) {
  return Painter(room, parts, width).run();
}

}  // namespace ws::seed
