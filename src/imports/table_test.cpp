#include <gtest/gtest.h>
#include <iconv.h>
#include <zip.h>

#include "imports/table_model.h"

namespace ws::imports {
namespace {

const TableLimits limits;
using Cells = std::vector<std::string>;

std::string in(const char* encoding, std::string text) {
  const iconv_t converter = iconv_open(encoding, "UTF-8");
  std::string out(text.size() * 2 + 8, '\0');
  char* from = text.data();
  std::size_t from_left = text.size();
  char* to = out.data();
  std::size_t to_left = out.size();
  EXPECT_NE(iconv(converter, &from, &from_left, &to, &to_left), static_cast<std::size_t>(-1));
  iconv_close(converter);
  out.resize(out.size() - to_left);
  return out;
}

/// A ZIP of parts, as hostile as the test wants it.
std::string package(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  for (const auto& [name, body] : parts)
    zip_file_add(zip, name.c_str(), zip_source_buffer(zip, body.data(), body.size(), 0), ZIP_FL_ENC_UTF_8);
  EXPECT_EQ(zip_close(zip), 0);
  zip_stat_t stat;
  zip_source_stat(target, &stat);
  std::string bytes(stat.size, '\0');
  zip_source_open(target);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  zip_error_fini(&error);
  return bytes;
}

std::string xlsx(const std::string& rows, const std::string& strings = "", const std::string& prolog = "") {
  return package(
      {{"xl/workbook.xml", R"(<workbook xmlns:r="r"><sheets><sheet name="一" r:id="rId7"/></sheets></workbook>)"},
       {"xl/_rels/workbook.xml.rels",
        R"(<Relationships><Relationship Id="rId7" Target="worksheets/s.xml"/></Relationships>)"},
       {"xl/sharedStrings.xml", "<sst>" + strings + "</sst>"},
       {"xl/worksheets/s.xml", prolog + "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}});
}

std::string refused(const std::string& bytes, const TableLimits& within = limits) {
  const auto table = read_table(bytes, within);
  return table ? "" : table.error().reason;
}

TEST(Table, IsReadFromUtf8WithAndWithoutMarkAndFromWhatChineseExcelWrites) {
  const std::string text = "姓名,手机号\r\n王小明,19900000001\r\n龘龘,19900000002\r\n";
  for (const std::string& bytes :
       {text, "\xEF\xBB\xBF" + text, in("GB18030", text), "\xFF\xFE" + in("UTF-16LE", text)}) {
    const auto table = read_table(bytes, limits);
    ASSERT_TRUE(table.ok()) << table.error().reason;
    EXPECT_EQ(table->header, (Cells{"姓名", "手机号"}));
    ASSERT_EQ(table->lines.size(), 2u);
    EXPECT_EQ(table->lines[1].cells, (Cells{"龘龘", "19900000002"}));
  }
  EXPECT_EQ(refused("\xFF\xFF\xFF,\x80"), "import.encoding");
}

TEST(Table, KnowsTheLineOfEachRow) {
  const auto table = read_table("a,b\n\n1,\"two\nlines\"\n\n,,\n3,\"say \"\"hi\"\"\"\n", limits);
  ASSERT_TRUE(table.ok());
  ASSERT_EQ(table->lines.size(), 2u);
  EXPECT_EQ(table->lines[0].number, 3);
  EXPECT_EQ(table->lines[0].cells[1], "two\nlines");
  EXPECT_EQ(table->lines[1].number, 7);
  EXPECT_EQ(table->lines[1].cells[1], "say \"hi\"");
}

TEST(Table, TakesTabsAndSemicolonsToo) {
  EXPECT_EQ(read_table("a;b\n1;2,5", limits)->lines[0].cells, (Cells{"1", "2,5"}));
  EXPECT_EQ(read_table("a\tb\n1\t2,5", limits)->lines[0].cells, (Cells{"1", "2,5"}));
}

TEST(Table, IsBounded) {
  TableLimits small;
  small.rows = 2;
  small.columns = 3;
  small.cell_bytes = 10;
  EXPECT_EQ(refused("a\n1\n2\n3", small), "import.too_many_rows");
  EXPECT_EQ(refused("a,b,c,d\n1", small), "import.too_many_columns");
  EXPECT_EQ(refused("a\n" + std::string(11, 'x'), small), "import.cell_too_long");
  EXPECT_EQ(refused("a\n\"" + std::string(1 << 20, 'x'), small), "import.cell_too_long");
  EXPECT_EQ(refused("a\n\"x", small), "import.quote");
  EXPECT_EQ(refused(std::string("a\0b\n1", 5)), "import.not_a_table");
  EXPECT_EQ(refused(""), "import.empty");
  EXPECT_EQ(refused("a,b\n"), "import.empty");
  EXPECT_EQ(refused(",,,\n,,,\n"), "import.empty");
}

TEST(Table, XlsxGivesTextsNumbersAndWhatFormulasCameTo) {
  const auto table = read_table(
      xlsx(R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>手机号</t></is></c></row>)"
           R"(<row r="4"><c r="A4" t="str"><f>1+1</f><v>王小明</v></c><c r="C4"><v>1.9900000001E10</v></c></row>)"
           R"(<row r="5"><c r="A5" t="s"><v>1</v></c><c r="C5"><v>5.1011719500101123E+17</v></c></row>)",
           "<si><t>姓名</t></si><si><r><t>李</t></r><r><t>四</t></r><rPh><t>lisi</t></rPh></si>"),
      limits);
  ASSERT_TRUE(table.ok()) << table.error().reason;
  EXPECT_EQ(table->header, (Cells{"姓名", "", "手机号"}));
  ASSERT_EQ(table->lines.size(), 2u);
  EXPECT_EQ(table->lines[0].number, 4);
  EXPECT_EQ(table->lines[0].cells, (Cells{"王小明", "", "19900000001"}));
  EXPECT_EQ(table->lines[1].cells, (Cells{"李四", "", "5.1011719500101123E+17"})) << "rounded, and seen to be";
}

TEST(Table, XlsxThatIsNoneOrBombsIsRefused) {
  EXPECT_EQ(refused("PK\x03\x04 and nothing else"), "import.broken_xlsx");
  EXPECT_EQ(refused(package({{"word/document.xml", "<x/>"}})), "import.broken_xlsx");
  EXPECT_EQ(refused(xlsx("<row><c><v>1</v>")), "import.broken_xlsx") << "not well-formed";
  const std::string bomb = xlsx(std::string(3 << 20, ' ') + "<row><c><v>1</v></c></row>");
  ASSERT_LT(bomb.size(), 100'000u);
  TableLimits small;
  small.unpacked_bytes = 1 << 20;
  EXPECT_EQ(refused(bomb, small), "import.packed");
  const std::string laughs = R"(<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>)";
  EXPECT_EQ(refused(xlsx("<row><c t=\"str\"><v>&b;</v></c></row>", "", laughs)), "import.broken_xlsx");
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<g>";
  EXPECT_EQ(refused(xlsx("<row>" + deep)), "import.broken_xlsx");
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 2'100; ++i) many.emplace_back("p" + std::to_string(i), "x");
  EXPECT_EQ(refused(package(many)), "import.packed");
  EXPECT_EQ(refused(xlsx(R"(<row r="1"><c r="ZZZ1"><v>1</v></c></row>)")), "import.too_many_columns");
}

TEST(Table, CutAnywhereEndsInAnAnswer) {
  const std::string whole =
      xlsx(R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>)",
           "<si><t>姓名</t></si>");
  ASSERT_TRUE(read_table(whole, limits).ok());
  int refusals = 0;
  for (std::size_t length = 0; length < whole.size(); ++length)
    refusals += read_table(whole.substr(0, length), limits).ok() ? 0 : 1;
  EXPECT_EQ(refusals, static_cast<int>(whole.size()));
  const std::string csv = in("GB18030", "姓名,\"备\"\"注\"\n王小明,\"一\n二\"\n");
  for (std::size_t at = 0; at < csv.size(); ++at)
    for (const char byte : {'\0', '"', '\xff', '\x80', '\n'}) {
      std::string turned = csv;
      turned[at] = byte;
      const auto table = read_table(turned, limits);
      EXPECT_TRUE(table.ok() || table.error().reason.starts_with("import."));
    }
}

TEST(Table, HardRule_ExportedCellsAreNeverFormulas) {
  EXPECT_EQ(defused("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
  for (const char* cell : {"+86", "-1", "@x", "\tx", "\rx"}) EXPECT_EQ(defused(cell), std::string("'") + cell);
  EXPECT_EQ(defused("王小明"), "王小明");
  EXPECT_EQ(write_csv({{"a", "=1+1"}, {"x,y", "say \"hi\""}}),
            "\xEF\xBB\xBF"
            "a,'=1+1\r\n\"x,y\",\"say \"\"hi\"\"\"\r\n");
}

TEST(Table, WhatIsWrittenAsXlsxIsReadBack) {
  const auto table = read_table(write_xlsx({{"姓名", "证件号码"}, {"王小明", "510117199001011234"}}), limits);
  ASSERT_TRUE(table.ok()) << table.error().reason;
  EXPECT_EQ(table->header, (Cells{"姓名", "证件号码"}));
  EXPECT_EQ(table->lines[0].cells, (Cells{"王小明", "510117199001011234"}));
}

}  // namespace
}  // namespace ws::imports
