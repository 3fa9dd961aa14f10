#include "http/templates.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace ws::http {
namespace {

class TemplatesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::path(::testing::TempDir()) /
                 ("templates-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_ / "partials");
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  void write(const std::string& name, const std::string& text) { std::ofstream(directory_ / name) << text; }
  std::string render(const std::string& text, const View& view) {
    write("page.html", text);
    return Templates(directory_.string()).render("page.html", view);
  }
  std::filesystem::path directory_;
};

TEST_F(TemplatesTest, TextIsEscaped) {
  View view;
  view.set("NAME", "<script>alert('x')</script> & co");
  const std::string page = render("<p>{{NAME}}</p>", view);
  EXPECT_EQ(page, "<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; co</p>");
}

TEST_F(TemplatesTest, FixedValuesAreThereWithoutBeingAskedFor) {
  write("page.html", "<img src=\"{{ART}}\" alt=\"{{NAME}}\">{{#HAS_ART}}x{{/HAS_ART}}");
  const Templates templates(directory_.string(), {}, {{"ART", "/a.svg?b=\"&c"}, {"NAM", "no"}});
  View view;
  view.set("NAME", "it");
  EXPECT_EQ(templates.render("page.html", view), "<img src=\"/a.svg?b=&quot;&amp;c\" alt=\"it\">");
}

TEST_F(TemplatesTest, AttributesAreEscaped) {
  View view;
  view.set("NAME", "\" onmouseover=\"alert(1)");
  const std::string page = render("<input value=\"{{NAME}}\">", view);
  EXPECT_EQ(page, "<input value=\"&quot; onmouseover=&quot;alert(1)\">");
}

TEST_F(TemplatesTest, ScriptUrlsAreBlocked) {
  View view;
  view.set("URL", "javascript:alert(1)");
  EXPECT_EQ(render("<a href=\"{{URL}}\">x</a>", view).find("javascript"), std::string::npos);
  View good;
  good.set("URL", "/orders/7?a=1&b=2");
  EXPECT_EQ(render("<a href=\"{{URL}}\">x</a>", good), "<a href=\"/orders/7?a=1&amp;b=2\">x</a>");
}

TEST_F(TemplatesTest, ScriptStringsAreEscaped) {
  View view;
  view.set("NAME", "'; alert(1); </script>");
  const std::string page = render("<script>var name = '{{NAME}}';</script>", view);
  EXPECT_EQ(page.find("'; alert"), std::string::npos);
  EXPECT_EQ(page.find("</script>"), page.size() - 9);
}

TEST_F(TemplatesTest, SectionsRepeatAndHide) {
  View view;
  view.add("ITEM").set("NAME", "a").set("COUNT", std::int64_t{2});
  view.add("ITEM").set("NAME", "b").show("DONE");
  EXPECT_EQ(render("{{#ITEM}}<i>{{NAME}}{{COUNT}}{{#DONE}}!{{/DONE}}</i>{{/ITEM}}{{#NONE}}no{{/NONE}}", view),
            "<i>a2</i><i>b!</i>");
}

TEST_F(TemplatesTest, PartialsShareTheScope) {
  write("partials/head.html", "<title>{{TITLE}}</title>{{>partials/mark.html}}");
  write("partials/mark.html", "{{#MARK}}<b>{{TITLE}}</b>{{/MARK}}");
  View view;
  view.set("TITLE", "<志愿>").show("MARK");
  EXPECT_EQ(render("{{>partials/head.html}}<p>{{TITLE}}</p>", view),
            "<title>&lt;志愿&gt;</title><b>&lt;志愿&gt;</b><p>&lt;志愿&gt;</p>");
  EXPECT_EQ(Templates(directory_.string()).names(),
            (std::vector<std::string>{"page.html", "partials/head.html", "partials/mark.html"}));
}

TEST_F(TemplatesTest, MistakesAreFoundAtStartAndNameTheFile) {
  for (const char* text : {"{{>partials/absent.html}}", "{{>page.html}}", "{{NAME:none}}", "{{name}}", "{{NAME",
                           "{{%AUTOESCAPE context=\"TEXT\"}}", "{{#A}}x", "{{>partials/head"}) {
    write("page.html", text);
    try {
      Templates templates(directory_.string());
      ADD_FAILURE() << text;
    } catch (const std::runtime_error& e) {
      EXPECT_NE(std::string(e.what()).find("page.html"), std::string::npos) << e.what();
    }
  }
  EXPECT_THROW(Templates("/nowhere/at/all"), std::runtime_error);
}

TEST_F(TemplatesTest, TextsComeFromTheCatalogueEscapedAlsoInsidePartials) {
  write("partials/foot.html", "<i>[[foot.text]]</i>");
  write("page.html", "<p title=\"[[page.title]]\">[[page.count]]</p>{{>partials/foot.html}}");
  const Templates templates(
      directory_.string(),
      {{"foot.text", "a < b & c"}, {"page.title", "say \"hi\""}, {"page.count", "{{COUNT}} people"}});
  View view;
  view.set("COUNT", 3);
  EXPECT_EQ(templates.render("page.html", view),
            "<p title=\"say &quot;hi&quot;\">3 people</p><i>a &lt; b &amp; c</i>");
}

TEST_F(TemplatesTest, AnUnknownTextIsFoundAtStart) {
  write("page.html", "[[page.title]]");
  try {
    Templates templates(directory_.string(), {{"page.other", "x"}});
    ADD_FAILURE();
  } catch (const std::runtime_error& e) {
    EXPECT_STREQ(e.what(), "template page.html: no text [[page.title]]");
  }
}

TEST_F(TemplatesTest, ACatalogueIsAFlatObjectOfTexts) {
  const auto file = [&](const std::string& text) {
    write("zh.json", text);
    return (directory_ / "zh.json").string();
  };
  EXPECT_EQ(load_catalogue(file(R"({"a.b": "1", "c": "2"})")), (Catalogue{{"a.b", "1"}, {"c", "2"}}));
  EXPECT_THROW(load_catalogue(file(R"({"a": 1})")), std::runtime_error);
  EXPECT_THROW(load_catalogue(file("[")), std::runtime_error);
  EXPECT_THROW(load_catalogue("/nowhere.json"), std::runtime_error);
}

TEST_F(TemplatesTest, AnUnknownNameIsAMistakeOfTheProgram) {
  write("page.html", "x");
  EXPECT_THROW(Templates(directory_.string()).render("other.html", View()), std::logic_error);
}

}  // namespace
}  // namespace ws::http
