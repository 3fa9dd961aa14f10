#include "seed/content_history.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "base/json.h"
#include "base/run_task.h"
#include "base/text.h"
#include "content/public.h"
#include "seed/history_store.h"
#include "seed/story_clock.h"

namespace ws::seed {
namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// ---- lines of the data file as a body

void write_words(json::Writer& out, std::string_view words) {
  out.key("content").array().begin().field("type", "text").field("text", words).end().end_array();
}

void write_paragraph(json::Writer& out, std::string_view words) {
  out.begin().field("type", "paragraph");
  write_words(out, words);
  out.end();
}

struct Picture {
  MediaId id;
  std::string alt;
};

/// "## heading", "> quotation", "- item", "!" for the article's own picture with its caption; all else is a
/// paragraph.
std::string body_of(const std::vector<std::string>& lines, const std::optional<Picture>& picture) {
  json::Writer out;
  out.begin().field("type", "doc").key("content").array();
  bool listing = false;
  const auto end_list = [&] {
    if (listing) out.end_array().end();
    listing = false;
  };
  for (const std::string& line : lines) {
    const std::string_view text = line;
    if (text.starts_with("- ")) {
      if (!listing) out.begin().field("type", "bulletList").key("content").array();
      listing = true;
      out.begin().field("type", "listItem").key("content").array();
      write_paragraph(out, text.substr(2));
      out.end_array().end();
      continue;
    }
    end_list();
    if (text.starts_with("## ")) {
      out.begin().field("type", "heading").key("attrs").begin().field("level", 2).end();
      write_words(out, text.substr(3));
      out.end();
    } else if (text.starts_with("> ")) {
      out.begin().field("type", "blockquote").key("content").array();
      write_paragraph(out, text.substr(2));
      out.end_array().end();
    } else if (text.starts_with("!")) {
      if (!picture) continue;
      out.begin().field("type", "image").key("attrs").begin().field("media", picture->id);
      out.field("alt", picture->alt).field("caption", text.substr(1)).end().end();
    } else {
      write_paragraph(out, text);
    }
  }
  end_list();
  return out.end_array().end().take();
}

class Story {
 public:
  Story(db::Database& database, const HistoryOptions& options, const ContentOptions& content)
      : told_(read_text(options.data / "pidu" / "articles.json")),
        drawings_(content.drawings),
        now_(options.now),
        random_(options.seed ^ 0xA271C1E),
        clock_(options.start),
        known_(database.read([](db::Reader& reader) { return store::read_district(reader); })),
        articles_({database, clock_, random_, ""}),
        media_({database, clock_, random_, rendering_, (content.data / "media").string()}) {}

  ContentResult run() {
    for (const json::Document& column : told_.items("columns")) enter(column);
    if (std::filesystem::is_directory(drawings_))
      for (const json::Document& picture : told_.items("pictures")) draw(picture);
    for (const json::Document& article : told_.items("articles")) tell(article);
    // A page is made of its pictures.
    if (!pictures_.empty())
      for (const json::Document& page : told_.items("pages")) tell_page(page);
    return result_;
  }

 private:
  static std::string need(const json::Document& of, std::string_view field) {
    const auto found = of.text(field);
    if (!found) throw std::runtime_error("articles.json: no " + std::string(field));
    return *found;
  }
  template <class T>
  T done(Result<T> result, const std::string& what) {
    if (!result) throw std::runtime_error("articles.json: " + what + ": " + result.error().reason);
    return std::move(*result);
  }
  idempotency::Key key() { return {{}, "", "seed.content", ""}; }

  Actor login(const std::string& name) const {
    const auto found = std::find_if(known_.logins.begin(), known_.logins.end(),
                                    [&](const store::LoginKnown& one) { return one.login == name; });
    if (found == known_.logins.end()) throw std::runtime_error("articles.json names the unknown " + name);
    Actor actor;
    actor.person = found->person;
    for (const store::GrantKnown& known : known_.grants)
      if (known.person == actor.person) actor.grants.push_back(known.grant);
    return actor;
  }

  void enter(const json::Document& told) {
    content::Column column;
    const Actor editor = login("zhongxin");
    column.site = editor.grants.at(0).site;
    column.slug = need(told, "slug");
    column.name = need(told, "name");
    column.name_en = need(told, "name_en");
    column.summary = need(told, "summary");
    column.reviews = static_cast<int>(told.integer("reviews").value());
    column.proofreads = static_cast<int>(told.integer("proofreads").value());
    column.position = static_cast<int>(++result_.columns);
    columns_[column.slug] = ColumnId(done(run_task(articles_.enter_column(editor, key(), column)), column.slug));
  }

  void draw(const json::Document& told) {
    const Actor editor = login("zhongxin");
    const std::string name = need(told, "drawing"), alt = need(told, "alt");
    content::MediaService::Upload upload{editor.grants.at(0).site,
                                         {need(told, "title"), alt, "五双平台绘", "none", ""},
                                         read_text(drawings_ / (name + ".svg")),
                                         content::Origin::drawing};
    pictures_[name] = {MediaId(done(run_task(media_.upload(editor, key(), std::move(upload))), name)), alt};
    ++result_.pictures;
  }

  /// Whoever may first.
  void judge(const content::Changed& at, bool passed, const std::string& comment) {
    for (const char* name : {"pitong", "pitong-ld", "zhongxin-ld", "zhongxin"}) {
      const content::ArticleService::Judgement judgement{at.version, passed, comment};
      if (run_task(articles_.judge(login(name), key(), at.id, judgement))) return;
    }
    throw std::runtime_error("articles.json: nobody may judge");
  }

  content::State state_of(const ArticleId& id) {
    return done(articles_.find(login("zhongxin"), id), "find").row.article.state;
  }

  void pass(const content::Changed& at, content::State until) {
    for (int step = 0; step < 6; ++step) {
      const content::State state = state_of(at.id);
      if (state == until || state == content::State::approved) return;
      clock_.at = clock_.at.plus_ms(47 * minute_ms);
      judge(at, true, "");
    }
  }

  void tell(const json::Document& told) {
    const Actor author = login(need(told, "author"));
    const auto drawn = pictures_.find(told.text("picture").value_or(""));
    const auto picture = drawn == pictures_.end() ? std::nullopt : std::optional(drawn->second);
    // Written the day before it is published.
    clock_.at = now_.plus_ms(-told.integer("hours_ago").value() * hour_ms - day_ms);
    content::Draft draft;
    draft.column = columns_.at(need(told, "column"));
    draft.title = need(told, "title");
    draft.summary = need(told, "summary");
    draft.source = need(told, "source");
    draft.editor = need(told, "editor");
    if (picture) draft.cover = picture->id;
    draft.body = body_of(told.texts("lines"), picture);
    content::Changed at =
        done(run_task(articles_.write(author, key(), author.grants.at(0).site, draft)), draft.title);
    ++result_.articles;
    finish(author, draft, at, need(told, "state"), told);
  }

  /// "media:village", "site:center" and "item:CODE" in a page's body, by what the district has.
  std::string with_identifiers(std::string body) const {
    const auto put = [&](const std::string& name, const std::string& id) {
      for (std::size_t at; (at = body.find("\"" + name + "\"")) != body.npos;) body.replace(at + 1, name.size(), id);
    };
    for (const auto& [name, picture] : pictures_) put("media:" + name, picture.id.str());
    for (const store::ItemKnown& item : known_.items) put("item:" + item.code, item.id.str());
    for (const store::PlaceKnown& place : known_.places)
      put("site:" + (place.kind == "center" ? "center" : place.code), place.id.str());
    return body;
  }

  void tell_page(const json::Document& told) {
    const Actor author = login(need(told, "author"));
    clock_.at = now_.plus_ms(-told.integer("hours_ago").value() * hour_ms - day_ms);
    content::Draft draft;
    draft.column = columns_.at(need(told, "column"));
    draft.title = need(told, "title");
    draft.summary = need(told, "summary");
    draft.source = need(told, "source");
    draft.editor = need(told, "editor");
    draft.slug = need(told, "slug");
    draft.cover = pictures_.at(need(told, "cover")).id;
    draft.body = with_identifiers(told.json("body"));
    content::Changed at =
        done(run_task(articles_.write(author, key(), author.grants.at(0).site, draft)), draft.title);
    ++result_.articles;
    finish(author, draft, at, need(told, "state"), told);
  }

  void finish(const Actor& author, content::Draft draft, content::Changed at, const std::string& state,
              const json::Document& told) {
    const auto submit = [&] {
      clock_.at = clock_.at.plus_ms(3 * hour_ms);
      at = done(run_task(articles_.submit(author, key(), at.id, at.version)), draft.title);
    };
    if (state == "draft") return;
    submit();
    if (state == "in_review") return;
    if (state == "returned" || state == "rewritten") {
      clock_.at = clock_.at.plus_ms(hour_ms);
      judge(at, false, need(told, "comment"));
      if (state == "returned") return;
      draft.body = body_of(told.texts("rewritten"), std::nullopt);
      at = done(run_task(articles_.save(author, key(), at.id, draft, at.version)), draft.title);
      submit();
      return;
    }
    pass(at, state == "in_proofread" ? content::State::in_proofread : content::State::approved);
    if (state == "in_proofread" || state == "approved") return;
    release(at, state, told);
  }

  void release(const content::Changed& at, const std::string& state, const json::Document& told) {
    const Actor editor = login("zhongxin");
    content::ArticleService::Release release{at.version, {}, {}};
    if (state == "scheduled") release.publish_due = now_.plus_ms(told.integer("hours_ahead").value() * hour_ms);
    clock_.at = std::max(clock_.at, now_.plus_ms(-told.integer("hours_ago").value() * hour_ms));
    done(run_task(articles_.release(editor, key(), at.id, release)), "release");
    for (std::int64_t i = told.integer("views").value_or(0); i > 0; --i) articles_.count_view(at.id);
    if (state == "published") articles_.tick();
    if (state != "withdrawn") return;
    clock_.at = clock_.at.plus_ms(5 * hour_ms);
    done(run_task(articles_.withdraw(editor, key(), at.id, need(told, "comment"))), "withdraw");
  }

  json::Document told_;
  std::filesystem::path drawings_;
  Instant now_;
  Random random_;
  StoryClock clock_;
  store::District known_;
  WorkerPool rendering_{1, 4};
  content::ArticleService articles_;
  content::MediaService media_;
  std::map<std::string, ColumnId> columns_;
  std::map<std::string, Picture> pictures_;
  ContentResult result_;
};

}  // namespace

ContentResult replay_content(db::Database& database, const HistoryOptions& options, const ContentOptions& content) {
  return Story(database, options, content).run();
}

}  // namespace ws::seed
