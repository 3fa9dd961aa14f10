#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/random.h"
#include "certificates/credential_model.h"
#include "certificates/paper_model.h"
#include "certificates/paper_service.h"

namespace ws::certificates {
namespace {

Content content_with(std::size_t services) {
  Content content;
  content.number = "2026-7K3M-9QXT-4HRB";
  content.name = "龚明芳";
  content.id_type = "resident_id";
  content.id_number_masked = "5101**********1234";
  content.volunteer_number = "5101170000012";
  content.from = "2026-01-01";
  content.to = "2026-11-23";
  content.issuer = "郫都区新时代文明实践中心";
  content.responsible = "周启明";
  content.handler = "何静";
  content.contact = "028-8792 0000";
  content.issued = {1'795'402'800'000};
  content.address = "https://wm.pidu.example";
  const std::vector<std::pair<std::string, std::string>> services_done{
      {"上门助浴陪护", "书院街社区新时代文明实践站"},
      {"智能手机教学", "望丛祠社区新时代文明实践站"},
      {"陪诊就医", "郫筒街道新时代文明实践所"},
      {"庭院环境整治与垃圾分类入户宣传（含春节前集中清理）", "战旗村新时代文明实践站"}};
  for (std::size_t i = 0; i < services; ++i) {
    const auto& [title, site] = services_done[i % services_done.size()];
    const std::string day = i % 28 < 9 ? "0" + std::to_string(i % 28 + 1) : std::to_string(i % 28 + 1);
    content.activities.push_back({"2026-03-" + day, title, site, 45 + static_cast<std::int64_t>(i % 5) * 30});
    content.minutes += content.activities.back().minutes;
  }
  return content;
}

Sheet sheet_with(std::size_t services, const SigningKey& key) {
  const Content content = content_with(services);
  const std::string lines = short_form(content, key.id());
  return {content, base64url(lines) + "." + base64url(key.sign(lines))};
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(CertificateModel, OneContentHasOneSpellingAndReadsBack) {
  const Content content = content_with(3);
  const std::string text = canonical(content);
  EXPECT_EQ(canonical(content_of(text)), text);
  EXPECT_EQ(text.find(' '), text.find("028-8792 0000") + 8) << "white space is only where it belongs to a value";
  Content other = content;
  other.activities.back().minutes += 1;
  EXPECT_NE(canonical(other), text);
}

TEST(CertificateModel, NumbersAreReadAsPeopleTypeThem) {
  EXPECT_EQ(normal_number(" 2026 7k3m9qxt-4hrb"), "2026-7K3M-9QXT-4HRB");
  EXPECT_EQ(normal_number("2026-OIL0-9QXT-4HRB"), "2026-0110-9QXT-4HRB");
  EXPECT_EQ(normal_number("2026-7K3M-9QXT-4HR"), std::nullopt);
  EXPECT_EQ(normal_number("2026-7K3M-9QXT-4HRU"), std::nullopt);
  const SecretRandom secrets;
  const std::string number = fresh_number(2026, secrets);
  EXPECT_EQ(normal_number(number), number);
  EXPECT_NE(fresh_number(2026, secrets), number);
}

TEST(CertificateModel, HardRule_TheShortFormHasNoNameInFullAndNoIdentityNumber) {
  const Content content = content_with(3);
  const std::string lines = short_form(content, "0011223344556677");
  EXPECT_EQ(lines,
            "WS1\n2026-7K3M-9QXT-4HRB\n龚**\n2026-01-01\n2026-11-23\n225\n郫都区新时代文明实践中心\n2026-11-23\n"
            "0011223344556677");
}

TEST(CertificateModel, APeriodEndsAfterItBeginsAndNotAfterToday) {
  const LocalDate today{2026, 11, 23};
  EXPECT_TRUE(period_of("2026-11-23", "2026-11-23", today).ok());
  EXPECT_EQ(period_of("2026-11-24", "2026-11-23", today).error().reason, "certificate.period");
  EXPECT_EQ(period_of("2026-11-01", "2026-11-24", today).error().reason, "certificate.period");
  EXPECT_EQ(period_of("2026-02-29", "2026-11-23", today).error().field, "from");
  EXPECT_EQ(period_of("2026-02-01", "26-11-023", today).error().reason, "field.date");
}

TEST(PaperModel, TheClosingBlockNeverStandsWithoutRows) {
  const Room room{10, 14, 4};
  EXPECT_EQ(rows_of_pages(6, room), (std::vector<std::size_t>{6}));
  EXPECT_EQ(rows_of_pages(7, room), (std::vector<std::size_t>{6, 1}));
  EXPECT_EQ(rows_of_pages(10, room), (std::vector<std::size_t>{9, 1}));
  EXPECT_EQ(rows_of_pages(20, room), (std::vector<std::size_t>{10, 10}));
  EXPECT_EQ(rows_of_pages(21, room), (std::vector<std::size_t>{10, 10, 1}));
  EXPECT_EQ(rows_of_pages(38, room), (std::vector<std::size_t>{10, 14, 13, 1}));
}

TEST(PaperModel, MinutesAndDaysAreSaidInWords) {
  EXPECT_EQ(say_minutes(150), "2 小时 30 分");
  EXPECT_EQ(say_minutes(120), "2 小时");
  EXPECT_EQ(say_minutes(45), "45 分");
  EXPECT_EQ(say_minutes(0), "0 分");
  EXPECT_EQ(say_day("2026-01-05"), "2026 年 1 月 5 日");
}

TEST(PaperFile, IsTheSameForTheSameContentAndSaysWhatItIs) {
  const SigningKey key = SigningKey::fresh(Signing::ed25519);
  const Sheet sheet = sheet_with(70, key);
  const std::string pdf = papers_pdf({sheet}, "志愿服务记录证明");
  EXPECT_EQ(papers_pdf({sheet}, "志愿服务记录证明"), pdf);
  EXPECT_EQ(pdf.substr(0, 5), "%PDF-");
  EXPECT_EQ(times(pdf, "/Type /Page %"), 3u);
  EXPECT_EQ(times(pdf, "/Lang (zh-CN)"), 1u);
  EXPECT_GE(times(pdf, "/FontFile"), 2u) << "fonts are embedded";
  EXPECT_NE(pdf.find("/Title"), std::string::npos);
  EXPECT_LT(pdf.size(), 1'500'000u) << "as subsets: one of these fonts has 17 MB whole";
  if (const char* folder = std::getenv("WS_PAPERS")) {
    std::ofstream(std::string(folder) + "/long.pdf") << pdf;
    std::ofstream(std::string(folder) + "/short.pdf") << papers_pdf({sheet_with(9, key)}, "志愿服务记录证明");
  }
}

TEST(PaperFile, ManySheetsAreOneDocumentOrOneArchive) {
  const SigningKey key = SigningKey::fresh(Signing::sm2);
  const std::string pdf = papers_pdf({sheet_with(1, key), sheet_with(2, key)}, "一批");
  EXPECT_EQ(times(pdf, "/Type /Page %"), 2u);
  const std::string zip = zip_of({{"一.pdf", "eins"}, {"二.pdf", "zwei"}}, Instant{1'795'402'800'000});
  EXPECT_EQ(zip.substr(0, 4), std::string("PK\x03\x04"));
  EXPECT_EQ(times(zip, "二.pdf"), 2u) << "its entry and its place in the directory";
  EXPECT_EQ(zip_of({{"一.pdf", "eins"}, {"二.pdf", "zwei"}}, Instant{1'795'402'800'000}), zip);
}

TEST(Credential, HasAProofThatFitsItAndNothingElse) {
  const SigningKey key = SigningKey::fresh(Signing::ed25519);
  const std::string document = credential(content_with(2), key);
  EXPECT_TRUE(proof_fits(document, key.public_key()));
  EXPECT_FALSE(proof_fits(document, SigningKey::fresh(Signing::ed25519).public_key()));
  std::string more = document;
  more.replace(more.find("\"minutes\":120"), 13, "\"minutes\":990");
  EXPECT_FALSE(proof_fits(more, key.public_key()));
  EXPECT_EQ(credential(content_with(2), key), document) << "Ed25519 leaves nothing to chance";
}

TEST(Credential, NamesItsIssuerByTheAddressOfTheServer) {
  EXPECT_EQ(did_of("https://wm.pidu.example"), "did:web:wm.pidu.example");
  EXPECT_EQ(did_of("http://127.0.0.1:8080"), "did:web:127.0.0.1%3A8080");
  // The key of the did:key examples: https://w3c-ccg.github.io/did-method-key/
  const auto raw = from_base58("6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp");
  ASSERT_TRUE(raw);
  EXPECT_EQ(multikey(raw->substr(2)), "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp");
}

}  // namespace
}  // namespace ws::certificates
