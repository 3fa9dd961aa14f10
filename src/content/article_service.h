#pragma once
// Use cases of columns and articles: written, judged, released, withdrawn, read.

#include <functional>
#include <map>
#include <mutex>

#include "base/actor.h"
#include "base/random.h"
#include "content/article_access.h"
#include "content/block_model.h"
#include "content/diff_model.h"
#include "content/file_store.h"
#include "content/sensitive_model.h"
#include "idempotency/public.h"

namespace ws::content {

/// Where an article stands after a step.
struct Changed {
  ArticleId id;
  State state = State::draft;
  int stage = 0;
  std::int64_t version = 0;
};

/// A place with personal data; some may stand when somebody with the right says why.
struct Marked {
  Finding finding;
  bool confirmed = false;
};

class ArticleService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    std::string public_address;  ///< "https://…" without a slash at its end
    /// Told in the transaction of every step of an article; may be none.
    std::function<void(db::Tx&, const Article&, Instant)> follow = {};
  };
  explicit ArticleService(Parts parts) : parts_(std::move(parts)) {}

  // ---- columns
  std::vector<store::ColumnView> columns(bool closed_too) const;
  /// Refuses "site.not_found", "site.not_yours", "column.slug_taken" and what check_column refuses.
  Task<Result<std::string>> enter_column(Actor actor, idempotency::Key key, Column column);
  /// The owner stays. "column.not_found", "column.changed_meanwhile".
  Task<Result<std::string>> edit_column(Actor actor, idempotency::Key key, Column column);

  // ---- staff reads; all refuse "article.not_found"
  struct Scope {
    std::optional<State> state;
    ColumnId column;
    std::string words, cursor;
    bool waiting = false;  ///< only what waits for the actor
    std::int64_t limit = 20;
  };
  /// Refuses "list.bad_cursor".
  Result<store::Page> list(const Actor& actor, const Scope& scope) const;
  struct Detail {
    store::RowView row;
    Column column;
    Draft draft;
    std::vector<store::Review> reviews;
    std::vector<Marked> findings;
    std::vector<store::DayViews> views;  ///< of thirty days
    std::vector<store::WayViews> ways;
    std::int64_t judged_version = 0;  ///< the newest that anybody judged
    bool may_write = false, may_judge = false, may_release = false;
    Pictures pictures;        ///< of the body
    std::vector<Film> films;  ///< of the body and the lead, ready or not
    std::vector<ShownAttachment> attachments;
    std::string html;
  };
  Result<Detail> find(const Actor& actor, const ArticleId& article) const;
  struct Versions {
    std::vector<store::Version> items;
    std::optional<std::int64_t> next;
  };
  Result<Versions> versions(const Actor& actor, const ArticleId& article, std::int64_t before,
                            std::int64_t limit) const;
  struct Text {
    store::Version version;
    std::string html;
  };
  Result<Text> version(const Actor& actor, const ArticleId& article, std::int64_t number) const;
  Result<std::vector<DiffRow>> compared(const Actor& actor, const ArticleId& article, std::int64_t from,
                                        std::int64_t to) const;
  /// For pasting into the editor of a WeChat public account. "article.not_published".
  struct Package {
    std::string title, summary, editor, cover, html;
  };
  Result<Package> wechat(const Actor& actor, const ArticleId& article) const;
  /// The same for a channel that takes it by itself, with what stands in it.
  struct Outgoing {
    Package package;
    std::int64_t version = 0;
    std::string address;                ///< of our own page
    std::vector<std::string> pictures;  ///< their addresses, as they stand in the text; the cover's is in the package
  };
  Result<Outgoing> outgoing(const ArticleId& article) const;

  // ---- steps; all refuse "article.not_found"
  /// Refuses "column.not_found", "media.not_found", "film.not_found", "file.not_found" and what check_may_write_at
  /// and parse_body refuse.
  Task<Result<Changed>> write(Actor actor, idempotency::Key key, SiteId site, Draft draft);
  /// A new version; the same text again makes none. Whatever was judged before is judged anew. Refuses
  /// "article.changed_meanwhile" and what write and may_write refuse.
  Task<Result<Changed>> save(Actor actor, idempotency::Key key, ArticleId article, Draft draft, std::int64_t version);
  /// Refuses "article.not_a_draft", "article.incomplete", "article.personal_data" and what may_show refuses of its
  /// films.
  Task<Result<Changed>> submit(Actor actor, idempotency::Key key, ArticleId article, std::int64_t version);
  struct Judgement {
    std::int64_t version = 0;
    bool passed = false;
    std::string comment;  ///< required when it is returned: "article.comment"
  };
  /// Refuses what may_judge refuses, "article.changed_meanwhile".
  Task<Result<Changed>> judge(Actor actor, idempotency::Key key, ArticleId article, Judgement judgement);
  struct Release {
    std::int64_t version = 0;
    std::optional<Instant> publish_due;  ///< none: now
    std::optional<Instant> withdraw_due;
  };
  /// Refuses "article.owner_decides", "article.personal_data" and what check_release refuses.
  Task<Result<Changed>> release(Actor actor, idempotency::Key key, ArticleId article, Release release);
  /// From the page, or from the schedule. "article.owner_decides", "article.not_published".
  Task<Result<Changed>> withdraw(Actor actor, idempotency::Key key, ArticleId article, std::string reason);
  /// A passage may stand though it looks like personal data; never an identity number. "article.owner_decides",
  /// "article.no_such_passage", "article.never_public".
  Task<Result<Changed>> confirm(Actor actor, idempotency::Key key, ArticleId article, std::string passage,
                                std::string reason);

  // ---- everybody's reads
  /// Refuses "list.bad_cursor".
  Result<store::Page> published(const std::string& slug, const std::string& cursor, std::int64_t limit) const;
  /// Micro-lectures, of one column or of all that are marked for them. Refuses "list.bad_cursor".
  Result<store::Page> lectures(const std::string& slug, const std::string& cursor, std::int64_t limit) const;
  struct Reading {
    store::RowView row;
    std::string lead;  ///< HTML of the film that leads it; elsewhere it stands in `html`
    std::string html;
    std::vector<ShownAttachment> attachments;
    FilmMade film;  ///< the lead's
  };
  /// On our own page in a language, or in the pages of others.
  enum class Place { page, page_in_english, elsewhere };
  /// "article.not_found" unless it is published.
  Result<Reading> read(const ArticleId& article, Place place = Place::page) const;
  struct PageReading {
    store::RowView row;
    std::string html;         ///< with live_place where `live` goes
    std::vector<Block> live;  ///< in their order
    Picture shared;           ///< the cover, or the first picture; empty hash: none
  };
  /// A page by the name in its address, or its identifier. "article.not_found" unless it is published.
  Result<PageReading> read_page(const std::string& name) const;
  /// The one published right after it in its column; nothing after the newest.
  std::optional<store::RowView> next_lecture(const Article& article) const;
  /// One more look at a published article. Kept in memory until the next tick: a crash may lose some seconds of them.
  void count_view(const ArticleId& article, Way way = Way::page);
  /// Moves with whatever moves.
  std::int64_t mark() const;
  std::string address(const std::string& path) const { return parts_.public_address + path; }
  /// Of an article's page, for whoever comes that way.
  std::string address(const ArticleId& article, Way way) const {
    return address("/news/" + article.str()) + "?via=" + std::string(to_text(way));
  }
  const Clock& clock() const { return parts_.clock; }

  /// Publishes and withdraws what is due, writes down what was counted. Answers how many articles moved.
  int tick();

 private:
  Package package_of(db::Reader& reader, const Article& article, std::vector<Picture>& shown) const;
  using Step = std::function<Result<Article>(db::Tx&, Instant)>;
  Task<Result<Changed>> run(idempotency::Key key, Step step);
  Result<Article> moved(db::Tx& tx, Article after, const Article& before, const Actor& actor, std::string_view kind,
                        const std::string& reason, Instant now);
  Result<Article> save_text(db::Tx& tx, const Actor& actor, const Article& before, const Draft& draft, Instant now);
  Result<Article> judged(db::Tx& tx, const Actor& actor, const Article& before, const Judgement& judgement,
                         Instant now);
  Article publish(db::Tx& tx, Article article, Instant at) const;
  void tell_next(db::Tx& tx, const Article& article, const Column& column, const Actor& actor, Instant now);
  void tell(db::Tx& tx, const PersonId& person, std::string_view kind, const Article& article, const Actor& actor,
            Instant now);
  void write_views();

  Parts parts_;
  std::mutex mutex_;
  std::map<std::pair<ArticleId, Way>, std::int64_t> views_;
};

}  // namespace ws::content
