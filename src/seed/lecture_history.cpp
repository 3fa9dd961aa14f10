#include "seed/lecture_history.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/child.h"
#include "base/drawing.h"
#include "base/json.h"
#include "base/run_task.h"
#include "content/public.h"
#include "seed/history_store.h"
#include "seed/story_clock.h"

namespace ws::seed {
namespace {

namespace fs = std::filesystem;

constexpr int slide_width = 1280, slide_height = 720;
constexpr int drawing_patience_ms = 60'000;

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string ffmpeg_if_there() {
  try {
    return find_ffmpeg();
  } catch (const std::runtime_error&) {
    return "";
  }
}

/// What is on a slide: its title, and a line for each point.
struct Slide {
  std::string title;
  std::vector<std::string> points;
};

/// A drawing of ours as wide as a third of a slide, at its right.
void draw_picture(cairo_t* canvas, const fs::path& svg) {
  const auto drawn = content::draw(read_text(svg), 1);
  if (!drawn || drawn->bands != 4) return;
  std::vector<std::uint8_t> swapped = drawn->bytes;
  for (std::size_t i = 0; i + 3 < swapped.size(); i += 4) {
    const int alpha = swapped[i + 3];
    const auto dimmed = [&](std::uint8_t value) { return static_cast<std::uint8_t>(value * alpha / 255); };
    const std::uint8_t red = dimmed(swapped[i]), blue = dimmed(swapped[i + 2]);
    swapped[i] = blue;
    swapped[i + 1] = dimmed(swapped[i + 1]);
    swapped[i + 2] = red;
  }
  const Surface picture(cairo_image_surface_create_for_data(swapped.data(), CAIRO_FORMAT_ARGB32, drawn->width,
                                                            drawn->height, drawn->width * 4));
  constexpr double wide = 520, left = 700, middle = 380;
  const double scale = wide / drawn->width;
  cairo_save(canvas);
  cairo_translate(canvas, left, middle - drawn->height * scale / 2);
  cairo_scale(canvas, scale, scale);
  cairo_set_source_surface(canvas, picture.get(), 0, 0);
  cairo_paint(canvas);
  cairo_restore(canvas);
}

void draw_slide(cairo_t* canvas, const Slide& slide, const std::string& lecture, const fs::path& picture) {
  Pen pen(canvas);
  pen.box(0, 0, slide_width, slide_height, palette::paper);
  pen.box(0, 0, 18, slide_height, palette::brand);
  pen.write("五双微课", 90, 76, {sans, 26, palette::brand, true, 4});
  pen.write(lecture, slide_width - 60, 76, {sans, 22, palette::quiet}, 1, 700);
  pen.rule(90, 112, slide_width - 60, 112, 2, palette::pale);
  const bool opening = slide.points.empty();
  const bool pictured = !picture.empty() && fs::exists(picture);
  if (opening && pictured) draw_picture(canvas, picture);
  const double wide = opening && pictured ? 580 : slide_width - 180;
  const double high =
      pen.lines(slide.title, 90, opening ? 270 : 150, wide, 3, {serif, opening ? 66.0 : 50.0, palette::ink, true});
  double y = 150 + high + 50;
  for (const std::string& point : slide.points) {
    pen.box(94, y + 16, 14, 14, palette::brand);
    y += pen.lines(point, 136, y, slide_width - 240, 2, {sans, 38, palette::ink}) + 34;
  }
}

std::string as_png(const Slide& slide, const std::string& lecture, const fs::path& picture) {
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, slide_width, slide_height));
  const Canvas canvas(cairo_create(surface.get()));
  draw_slide(canvas.get(), slide, lecture, picture);
  std::string bytes;
  cairo_surface_write_to_png_stream(surface.get(), append_to_text, &bytes);
  return bytes;
}

/// The slides as a document.
std::string as_pdf(const std::vector<Slide>& slides, const std::string& lecture) {
  std::string bytes;
  const Surface surface(cairo_pdf_surface_create_for_stream(append_to_text, &bytes, slide_width, slide_height));
  {
    const Canvas canvas(cairo_create(surface.get()));
    for (const Slide& slide : slides) {
      draw_slide(canvas.get(), slide, lecture, {});
      cairo_show_page(canvas.get());
    }
  }
  cairo_surface_finish(surface.get());
  return bytes;
}

std::string vtt(const std::vector<std::string>& said, std::int64_t seconds) {
  std::vector<Cue> cues;
  for (std::size_t i = 0; i < said.size(); ++i) {
    const auto from_ms = static_cast<std::int64_t>(i) * seconds * second_ms;
    cues.push_back({from_ms, from_ms + seconds * second_ms - 200, said[i]});
  }
  return to_vtt(cues);
}

class Story {
 public:
  Story(db::Database& database, const HistoryOptions& options, const ContentOptions& content)
      : told_(read_text(options.data / "pidu" / "lectures.json")),
        drawings_(content.drawings),
        work_(content.data / "media" / "lectures"),
        now_(options.now),
        random_(options.seed ^ 0x1EC7),
        clock_(options.start),
        known_(database.read([](db::Reader& reader) { return store::read_district(reader); })),
        ffmpeg_(ffmpeg_if_there()),
        articles_({database, clock_, random_, ""}),
        media_({database, clock_, random_, working_, (content.data / "media").string()}),
        films_({database, clock_, random_, working_, limits_, content.data / "media", ffmpeg_}),
        maker_({database, clock_, random_, media_, limits_, content.data / "media", ffmpeg_}),
        files_({database, clock_, random_, working_, limits_, content.data / "media"}) {}

  LectureResult run() {
    if (ffmpeg_.empty()) return result_;
    enter_column();
    for (const json::Document& lecture : told_.items("lectures")) tell(lecture);
    fs::remove_all(work_);
    return result_;
  }

 private:
  static std::string need(const json::Document& of, std::string_view field) {
    const auto found = of.text(field);
    if (!found) throw std::runtime_error("lectures.json: no " + std::string(field));
    return *found;
  }
  template <class T>
  T done(Result<T> result, const std::string& what) {
    if (!result) throw std::runtime_error("lectures.json: " + what + ": " + result.error().reason);
    return std::move(*result);
  }
  idempotency::Key key() { return {{}, "", "seed.lectures", ""}; }

  Actor login(const std::string& name) const {
    const auto found = std::find_if(known_.logins.begin(), known_.logins.end(),
                                    [&](const store::LoginKnown& one) { return one.login == name; });
    if (found == known_.logins.end()) throw std::runtime_error("lectures.json names the unknown " + name);
    Actor actor;
    actor.person = found->person;
    for (const store::GrantKnown& known : known_.grants)
      if (known.person == actor.person) actor.grants.push_back(known.grant);
    return actor;
  }

  void enter_column() {
    content::Column column;
    const Actor editor = login("zhongxin");
    column.site = editor.grants.at(0).site;
    column.slug = need(told_, "column.slug");
    column.name = need(told_, "column.name");
    column.name_en = need(told_, "column.name_en");
    column.summary = need(told_, "column.summary");
    column.reviews = 1;
    column.proofreads = 0;
    column.position = 7;
    column.lectures = true;
    column_ = ColumnId(done(run_task(articles_.enter_column(editor, key(), column)), column.slug));
  }

  /// The slides one after the other, as somebody would upload them.
  std::string filmed(const std::vector<Slide>& slides, const json::Document& told) {
    fs::remove_all(work_);
    fs::create_directories(work_);
    const fs::path picture = drawings_ / (told.text("drawing").value_or("none") + ".svg");
    for (std::size_t i = 0; i < slides.size(); ++i)
      std::ofstream(work_ / (std::to_string(i) + ".png"), std::ios::binary)
          << as_png(slides[i], need(told, "title"), picture);
    const fs::path film = work_ / "film.mp4";
    Child drawing(
        {ffmpeg_, "-hide_banner", "-nostdin", "-loglevel", "error", "-y", "-framerate",
         "1/" + std::to_string(seconds_of(told)), "-i", (work_ / "%d.png").string(), "-vf", "fps=4,format=yuv420p",
         "-c:v", "libx264", "-preset", "ultrafast", "-tune", "stillimage", film.string()},
        Child::Input::none);
    if (!drawing.finish(drawing_patience_ms)) throw std::runtime_error("lectures.json: ffmpeg could not draw a film");
    return read_text(film);
  }

  static std::int64_t seconds_of(const json::Document& told) { return told.integer("seconds").value(); }

  FilmId film_of(const Actor& author, const std::vector<Slide>& slides, const std::vector<std::string>& said,
                 const json::Document& told) {
    std::string bytes = filmed(slides, told);
    const std::string title = need(told, "title");
    content::FilmService::Opening opening{author.grants.at(0).site,
                                          {title, need(told, "alt"), "五双平台绘", "none", ""},
                                          false,
                                          static_cast<std::int64_t>(bytes.size())};
    const FilmId film(done(run_task(films_.open(author, key(), opening)), title));
    done(run_task(films_.receive(author, key(), film, 0, std::move(bytes))), title);
    maker_.make();
    content::FilmService::Edit edit{opening.words, false, "", {}, 1};
    for (std::size_t i = 0; i < slides.size(); ++i)
      edit.chapters.push_back({static_cast<std::int64_t>(i) * seconds_of(told) * second_ms, slides[i].title});
    done(run_task(films_.edit(author, key(), film, edit)), title);
    done(run_task(films_.caption(author, key(), film, vtt(said, seconds_of(told)))), title);
    return film;
  }

  void tell(const json::Document& told) {
    const Actor author = login(need(told, "author"));
    clock_.at = now_.plus_ms(-told.integer("hours_ago").value() * hour_ms - day_ms);
    std::vector<Slide> slides;
    std::vector<std::string> said;
    for (const json::Document& one : told.items("slides")) {
      slides.push_back({need(one, "title"), one.texts("points")});
      said.push_back(need(one, "said"));
    }
    content::Draft draft;
    draft.column = column_;
    draft.title = need(told, "title");
    draft.summary = need(told, "summary");
    draft.source = need(told, "source");
    draft.editor = need(told, "editor");
    draft.lecturer = need(told, "lecturer");
    draft.lead = film_of(author, slides, said, told);
    const std::string handout = done(run_task(files_.upload(author, key(), author.grants.at(0).site,
                                                            draft.title + " · 讲义", as_pdf(slides, draft.title))),
                                     draft.title);
    draft.attachments.push_back({LibraryFileId(handout), "讲义"});
    draft.body = body_of(told.texts("lines"));
    publish(author, draft, told);
    ++result_.lectures;
  }

  static std::string body_of(const std::vector<std::string>& lines) {
    json::Writer out;
    out.begin().field("type", "doc").key("content").array();
    for (const std::string& line : lines) {
      out.begin().field("type", "paragraph").key("content").array();
      out.begin().field("type", "text").field("text", line).end().end_array().end();
    }
    return out.end_array().end().take();
  }

  void publish(const Actor& author, const content::Draft& draft, const json::Document& told) {
    auto at = done(run_task(articles_.write(author, key(), author.grants.at(0).site, draft)), draft.title);
    clock_.at = clock_.at.plus_ms(hour_ms);
    at = done(run_task(articles_.submit(author, key(), at.id, at.version)), draft.title);
    clock_.at = clock_.at.plus_ms(hour_ms);
    const content::ArticleService::Judgement passed{at.version, true, ""};
    done(run_task(articles_.judge(login("zhongxin-ld"), key(), at.id, passed)), draft.title);
    clock_.at = now_.plus_ms(-told.integer("hours_ago").value() * hour_ms);
    done(run_task(articles_.release(login("zhongxin"), key(), at.id, {at.version, {}, {}})), draft.title);
    for (std::int64_t i = told.integer("views").value_or(0); i > 0; --i) articles_.count_view(at.id);
    articles_.tick();
  }

  json::Document told_;
  fs::path drawings_, work_;
  Instant now_;
  Random random_;
  StoryClock clock_;
  store::District known_;
  const std::string ffmpeg_;
  const content::LibraryLimits limits_;
  WorkerPool working_{1, 4};
  content::ArticleService articles_;
  content::MediaService media_;
  content::FilmService films_;
  content::FilmMaker maker_;
  content::LibraryFileService files_;
  ColumnId column_;
  LectureResult result_;
};

}  // namespace

LectureResult replay_lectures(db::Database& database, const HistoryOptions& options, const ContentOptions& content) {
  return Story(database, options, content).run();
}

}  // namespace ws::seed
