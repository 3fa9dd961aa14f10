#include "content/picture_service.h"

#include <vips/vips.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <numbers>
#include <stdexcept>

#include "base/vault.h"

namespace ws::content {
namespace {

constexpr std::int64_t most_pixels = 50'000'000;
constexpr int longest_side = 20'000;
constexpr int quality = 80;
constexpr std::int64_t most_panorama_pixels = 80'000'000;
constexpr int least_panorama_width = 2'048, most_panorama_width = 8'192;
constexpr int base_width = 1'024;
constexpr int card_width = 960, card_height = 540;
constexpr double card_half_width = 1.1;  ///< tangent of half the angle that a card shows

void start_vips() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (vips_init("wushuang") != 0) throw std::runtime_error("libvips does not start");
    // One picture at a time on a worker of its own; what was made is in files, so nothing is cached.
    vips_concurrency_set(1);
    vips_cache_set_max(0);
  });
}

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

/// By its first bytes, whatever it is called. Nothing else is ever handed to libvips, which knows many more formats.
bool is_known(std::string_view bytes, Origin origin) {
  using namespace std::string_view_literals;
  if (origin == Origin::drawing) return bytes.starts_with("<svg");
  if (bytes.starts_with("\xFF\xD8\xFF"sv) || bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return true;
  return bytes.size() > 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP";
}

Error refused() {
  Error error = Error::invalid("media.not_a_picture", "file");
  error.detail = vips_error_buffer();
  vips_error_clear();
  return error;
}

Result<Image> resized(std::string_view bytes, int width) {
  VipsImage* out = nullptr;
  // Never larger than it is; turned as its EXIF says.
  if (vips_thumbnail_buffer(const_cast<char*>(bytes.data()), bytes.size(), &out, width, "height", longest_side,
                            "size", VIPS_SIZE_DOWN, "export-profile", "srgb", nullptr) != 0)
    return refused();
  return Image(out);
}

/// Where, when and by what it was taken. The saver's own "strip" leaves EXIF in (libvips 8.14), so all that is
/// attached goes here; fields of the image itself, its width for one, cannot be removed.
void forget_metadata(VipsImage* image) {
  gchar** fields = vips_image_get_fields(image);
  for (gchar** field = fields; *field != nullptr; ++field) vips_image_remove(image, *field);
  g_strfreev(fields);
}

Result<std::string> as_webp(VipsImage* image) {
  forget_metadata(image);
  void* data = nullptr;
  std::size_t size = 0;
  if (vips_webpsave_buffer(image, &data, &size, "Q", quality, "strip", TRUE, nullptr) != 0) return refused();
  std::string bytes(static_cast<const char*>(data), size);
  g_free(data);
  return bytes;
}

Result<std::string> as_jpeg(VipsImage* image, int jpeg_quality) {
  forget_metadata(image);
  void* data = nullptr;
  std::size_t size = 0;
  if (vips_jpegsave_buffer(image, &data, &size, "Q", jpeg_quality, "strip", TRUE, nullptr) != 0) return refused();
  std::string bytes(static_cast<const char*>(data), size);
  g_free(data);
  return bytes;
}

/// Exactly twice as wide as high, in memory: it is asked for in pieces. Colours are turned into sRGB only where they
/// are said to be others: that costs more than all the rest.
Result<Image> level_of(std::string_view bytes, const Image& head, int width) {
  VipsImage* sized = nullptr;
  void* data = const_cast<char*>(bytes.data());
  const int failed = vips_image_get_typeof(head.get(), VIPS_META_ICC_NAME) != 0
                         ? vips_thumbnail_buffer(data, bytes.size(), &sized, width, "height", width / 2, "size",
                                                 VIPS_SIZE_FORCE, "export-profile", "srgb", nullptr)
                         : vips_thumbnail_buffer(data, bytes.size(), &sized, width, "height", width / 2, "size",
                                                 VIPS_SIZE_FORCE, nullptr);
  if (failed != 0) return refused();
  const Image held(sized);
  Image level(vips_image_copy_memory(sized));
  if (!level) return refused();
  return level;
}

Result<Image> cut(VipsImage* image, int column, int row) {
  VipsImage* tile = nullptr;
  if (vips_extract_area(image, &tile, column * panorama_tile, row * panorama_tile, panorama_tile, panorama_tile,
                        nullptr) != 0)
    return refused();
  return Image(tile);
}

Outcome keep_level(VipsImage* image, int level, const KeepPiece& keep) {
  const int columns = vips_image_get_width(image) / panorama_tile;
  for (int column = 0; column < columns; ++column)
    for (int row = 0; row < columns / 2; ++row) {
      const auto tile = cut(image, column, row);
      if (!tile) return tile.error();
      const auto file = as_jpeg(tile->get(), quality);
      if (!file) return file.error();
      keep(std::to_string(level) + "-" + std::to_string(column) + "-" + std::to_string(row) + ".jpg", *file);
    }
  return Done{};
}

/// What a camera sees that looks at the middle of the panorama: straight lines are straight.
Result<Image> card_of(VipsImage* panorama) {
  const double width = vips_image_get_width(panorama), height = vips_image_get_height(panorama);
  std::vector<float> from;
  from.reserve(std::size_t{card_width} * card_height * 2);
  for (int y = 0; y < card_height; ++y)
    for (int x = 0; x < card_width; ++x) {
      const double right = (2.0 * x / card_width - 1) * card_half_width;
      const double up = (1 - 2.0 * y / card_height) * card_half_width * card_height / card_width;
      const double yaw = std::atan(right), pitch = std::atan2(up, std::hypot(1.0, right));
      from.push_back(static_cast<float>((yaw / (2 * std::numbers::pi) + 0.5) * width));
      from.push_back(static_cast<float>((0.5 - pitch / std::numbers::pi) * height));
    }
  const Image index(vips_image_new_from_memory(from.data(), from.size() * sizeof(float), card_width, card_height, 2,
                                               VIPS_FORMAT_FLOAT));
  VipsImage* mapped = nullptr;
  if (!index || vips_mapim(panorama, &mapped, index.get(), nullptr) != 0) return refused();
  const Image lazy(mapped);
  Image card(vips_image_copy_memory(mapped));  // while what it is made of is there
  if (!card) return refused();
  return card;
}

/// The whole panorama small, and what one sees first.
Outcome keep_previews(VipsImage* level, const KeepPiece& keep) {
  VipsImage* sized = nullptr;
  if (vips_thumbnail_image(level, &sized, base_width, nullptr) != 0) return refused();
  const Image small(sized);
  const auto base = as_jpeg(sized, quality);
  if (!base) return base.error();
  keep("base.jpg", *base);
  const auto card = card_of(level);
  if (!card) return card.error();
  const auto file = as_jpeg(card->get(), quality);
  if (!file) return file.error();
  keep("card.jpg", *file);
  return Done{};
}

}  // namespace

Result<Rendered> render_picture(std::string_view bytes, Origin origin) {
  start_vips();
  if (!is_known(bytes, origin)) return Error::invalid("media.not_a_picture", "file");
  // The head alone: how large it would be unpacked.
  const Image head(vips_image_new_from_buffer(bytes.data(), bytes.size(), "", nullptr));
  if (!head) return refused();
  const int width = vips_image_get_width(head.get()), height = vips_image_get_height(head.get());
  if (width > longest_side || height > longest_side || std::int64_t{width} * height > most_pixels)
    return Error{ErrorCode::too_large, "media.too_many_pixels", "file", {}, {}};
  Rendered rendered;
  rendered.picture.hash = sha256_hex(bytes);
  const int turned = vips_image_get_orientation_swap(head.get()) ? height : width;
  rendered.picture.width = turned;
  const auto sizes = widths_of(rendered.picture);
  for (const int size : sizes) {
    const auto image = resized(bytes, size);
    if (!image) return image.error();
    auto file = as_webp(image->get());
    if (!file) return file.error();
    rendered.files.emplace_back(size, std::move(*file));
    rendered.picture.width = vips_image_get_width(image->get());
    rendered.picture.height = vips_image_get_height(image->get());
  }
  return rendered;
}

std::vector<int> panorama_levels(int width) {
  std::vector<int> levels;
  for (int level = least_panorama_width; level <= std::min(width, most_panorama_width); level *= 2)
    levels.push_back(level);
  return levels;
}

Result<std::string> check_panorama(std::string_view bytes) {
  start_vips();
  if (!is_known(bytes, Origin::upload)) return Error::invalid("media.not_a_picture", "file");
  const Image head(vips_image_new_from_buffer(bytes.data(), bytes.size(), "", nullptr));
  if (!head) return refused();
  const std::int64_t width = vips_image_get_width(head.get()), height = vips_image_get_height(head.get());
  if (width > longest_side || width * height > most_panorama_pixels)
    return Error{ErrorCode::too_large, "panorama.too_many_pixels", "file", {}, {}};
  // A hundredth more or less comes of cameras that round.
  if (std::abs(width - 2 * height) * 100 > width) return Error::invalid("panorama.shape", "file");
  if (width < least_panorama_width) return Error::invalid("panorama.too_small", "file");
  return sha256_hex(bytes);
}

Result<int> cut_panorama(std::string_view bytes, const KeepPiece& keep) {
  start_vips();
  const Image head(vips_image_new_from_buffer(bytes.data(), bytes.size(), "", nullptr));
  if (!head) return refused();
  const auto levels = panorama_levels(vips_image_get_width(head.get()));
  if (levels.empty()) return Error::invalid("panorama.too_small", "file");
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto level = level_of(bytes, head, levels[i]);
    if (!level) return level.error();
    if (const Outcome kept = keep_level(level->get(), static_cast<int>(i), keep); !kept) return kept.error();
    // The second is as fine as a card can show.
    if (i != std::min<std::size_t>(1, levels.size() - 1)) continue;
    if (const Outcome kept = keep_previews(level->get(), keep); !kept) return kept.error();
  }
  return levels.back();
}

Result<Pixels> draw(std::string_view svg, double scale) {
  start_vips();
  VipsImage* drawn = nullptr;
  if (!is_known(svg, Origin::drawing) ||
      vips_svgload_buffer(const_cast<char*>(svg.data()), svg.size(), &drawn, "scale", scale, nullptr) != 0)
    return refused();
  const Image image(drawn);
  std::size_t size = 0;
  void* data = vips_image_write_to_memory(drawn, &size);
  if (data == nullptr) return refused();
  const auto* first = static_cast<const std::uint8_t*>(data);
  Pixels pixels{vips_image_get_width(drawn), vips_image_get_height(drawn), vips_image_get_bands(drawn), {}};
  pixels.bytes.assign(first, first + size);
  g_free(data);
  return pixels;
}

Result<std::string> as_jpeg(const Pixels& pixels) {
  start_vips();
  const Image image(vips_image_new_from_memory(pixels.bytes.data(), pixels.bytes.size(), pixels.width, pixels.height,
                                               pixels.bands, VIPS_FORMAT_UCHAR));
  if (!image) return refused();
  return as_jpeg(image.get(), 92);
}

namespace {

Result<std::string> jpeg_of(std::string_view picture) {
  const Image image(vips_image_new_from_buffer(picture.data(), picture.size(), "", nullptr));
  if (!image) return refused();
  const std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble*)> white(
      vips_array_double_newv(1, 255.0), [](VipsArrayDouble* array) { vips_area_unref(VIPS_AREA(array)); });
  void* data = nullptr;
  std::size_t size = 0;
  if (vips_jpegsave_buffer(image.get(), &data, &size, "Q", quality, "strip", TRUE, "background", white.get(),
                           nullptr) != 0)
    return refused();
  std::string bytes(static_cast<const char*>(data), size);
  g_free(data);
  return bytes;
}

}  // namespace

Result<std::string> as_jpeg(std::string_view webp) {
  start_vips();
  if (!is_known(webp, Origin::upload)) return Error::invalid("media.not_a_picture", "file");
  return jpeg_of(webp);
}

std::string drawing_as_jpeg(std::string_view svg) {
  start_vips();
  auto jpeg = jpeg_of(svg);
  if (!jpeg) throw std::runtime_error("a drawing: " + jpeg.error().detail);
  return std::move(*jpeg);
}

}  // namespace ws::content
