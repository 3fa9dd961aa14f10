#include "content/picture_service.h"

#include <vips/vips.h>

#include <memory>
#include <mutex>
#include <stdexcept>

#include "base/vault.h"

namespace ws::content {
namespace {

constexpr std::int64_t most_pixels = 50'000'000;
constexpr int longest_side = 20'000;
constexpr int quality = 80;

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
