// Certificates on both engines, over HTTP: who may have one, who may issue it, and what of it the public can see.
#include <gmock/gmock.h>

#include <filesystem>

#include "base/signature.h"
#include "certificates/credential_model.h"
#include "hours/public.h"
#include "testing/district.h"
#include "testing/ledger.h"

namespace ws::certificates {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

class Certificates : public ::testing::TestWithParam<db::Engine> {
 protected:
  HoursEntryId served(const PersonId& person, int days_ago, int minutes, const std::vector<std::string>& states) {
    return testing::served(district, person, days_ago, minutes, states);
  }
  HoursEntryId effective(const PersonId& person, int days_ago, int minutes) {
    return testing::effective(district, person, days_ago, minutes);
  }
  std::string period(const std::string& more = "") {
    return R"({"from":"2026-10-01","to":"2026-11-23")" + more + "}";
  }
  /// A certificate that the center has issued.
  std::string issued() {
    const std::string id = at(volunteer.post("/api/certificates", period()), "id");
    EXPECT_EQ(center.post("/api/certificates/" + id + "/issuance").status, 200);
    return id;
  }
  Answer detail(const std::string& id) { return volunteer.get("/api/certificates/" + id); }
  /// Published public key of an id, raw bytes.
  std::pair<Signing, std::string> published(const std::string& id) {
    for (const auto& key :
         json::Document(district.nobody().get("/.well-known/certificate-keys.json").body).items("keys"))
      if (key.text("id") == id)
        return {parse_signing(*key.text("algorithm")).value(), from_base64url(*key.text("public_key")).value()};
    throw std::runtime_error("no such key " + id);
  }

  District district{GetParam()};
  Random random_{23};
  const PersonId li = district.person("zyz1");
  Caller volunteer = district.as("zyz1");
  Caller center = district.as("zhongxin");
};

TEST_P(Certificates, AreAskedForIssuedAndVerifiedByAnybody) {
  effective(li, 10, 120);
  effective(li, 3, 45);
  const Answer asked = volunteer.post("/api/certificates", period(R"(,"purpose":"升学")"));
  ASSERT_EQ(asked.status, 201) << asked.body;
  const std::string path = "/api/certificates/" + at(asked, "id");
  EXPECT_EQ(at(volunteer.get(path), "state"), "requested");
  EXPECT_EQ(at(center.get("/api/certificates?state=requested"), "items").find(at(asked, "id")) != std::string::npos,
            true);
  ASSERT_EQ(center.post(path + "/issuance", R"({"notes":"用于升学"})").status, 200);

  const Answer mine = volunteer.get("/api/certificates/mine");
  const json::Document line = std::move(json::Document(mine.body).items("items").at(0));
  EXPECT_EQ(line.integer("minutes"), 165);
  const Answer seen = district.nobody().get("/api/verify/" + line.text("number").value());
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(at(seen, "status"), "valid");
  EXPECT_EQ(at(seen, "minutes"), "165");
  EXPECT_EQ(at(seen, "services"), "2");
  const std::string name = district.value("SELECT name FROM persons WHERE login = 'zyz1'");
  EXPECT_THAT(seen.body, Not(HasSubstr(name))) << "the name is masked";
  EXPECT_THAT(seen.body, Not(HasSubstr("****"))) << "not even a masked identity number";
  EXPECT_THAT(volunteer.get("/api/notices").body, HasSubstr(line.text("number").value()));
}

TEST_P(Certificates, HardRule_OnlyEffectiveEntriesAreCertified) {
  served(li, 20, 60, {});
  served(li, 19, 60, {"confirmed"});
  served(li, 18, 60, {"confirmed", "publicised"});
  served(li, 17, 60, {"confirmed", "disputed"});
  served(li, 16, 60, {"confirmed", "publicised", "effective", "disputed"});
  const HoursEntryId taken_back = effective(li, 15, 60);
  ASSERT_TRUE(district.database()
                  .write_now([&](db::Tx& tx) {
                    return hours::reverse(tx, random_, taken_back, district.person("zhongxin"), "记错了",
                                          district.clock.now());
                  })
                  .ok());
  EXPECT_EQ(at(volunteer.post("/api/certificates", period()), "reason"), "certificate.nothing_effective");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM certificates"), 0) << "nothing half-written";
  const HoursEntryId counts = effective(li, 14, 33);
  const std::string id = issued();
  EXPECT_EQ(at(detail(id), "minutes"), "33");
  EXPECT_EQ(district.value("SELECT entry_id FROM certificate_entries"), counts.str());
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM certificate_entries"), 1);
}

TEST_P(Certificates, HardRule_WhatIsDisputedBeforeItIsIssuedIsLeftOut) {
  const HoursEntryId doubted = effective(li, 10, 60);
  effective(li, 9, 30);
  const std::string id = at(volunteer.post("/api/certificates", period()), "id");
  doubt(district, doubted, li);
  ASSERT_EQ(center.post("/api/certificates/" + id + "/issuance").status, 200);
  EXPECT_EQ(at(detail(id), "minutes"), "30");
}

TEST_P(Certificates, HardRule_NobodyIssuesTheirOwn) {
  effective(li, 10, 60);
  ASSERT_TRUE(
      district.database()
          .write_now([&](db::Tx& tx) -> Outcome {
            tx.exec(
                "INSERT INTO grants (id, person_id, role, site_id, granted_ms) SELECT $1, $2, 'clerk', site_id, "
                "0 FROM volunteers WHERE person_id = $2",
                new_ulid(district.clock.now(), random_), li);
            return Done{};
          })
          .ok());
  Caller both = district.as("zyz1");
  const std::string id = at(both.post("/api/certificates", period()), "id");
  EXPECT_EQ(at(both.post("/api/certificates/" + id + "/issuance"), "reason"), "certificate.own");
  EXPECT_EQ(center.post("/api/certificates/" + id + "/issuance").status, 200);
  EXPECT_EQ(at(both.post("/api/certificates/" + id + "/revocation", R"({"reason":"不要了"})"), "reason"),
            "certificate.own");
}

TEST_P(Certificates, HardRule_OutsideTheSubtreeTheyAreNotThere) {
  effective(li, 10, 60);
  const std::string id = issued();
  const std::string absent = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  for (const std::string login : {"ziyun", "laobing", "jumin1", "auditor"}) {
    Caller stranger = district.as(login);
    for (const std::string rest : {"", "/pdf", "/credential"}) {
      const Answer answer = stranger.get("/api/certificates/" + id + rest);
      EXPECT_EQ(answer.status, 404) << login << rest;
      EXPECT_EQ(answer.body, stranger.get("/api/certificates/" + absent + rest).body) << login << rest;
    }
  }
  EXPECT_EQ(
      at(district.as("ziyun").post("/api/certificates/" + id + "/revocation", R"({"reason":"试试看"})"), "reason"),
      "certificate.not_found");
  EXPECT_EQ(at(district.as("ziyun").get("/api/certificates"), "items"), "[]");
}

TEST_P(Certificates, HardRule_APaperNeverChanges) {
  effective(li, 10, 60);
  issued();
  for (const std::string sql : {"UPDATE certificate_papers SET minutes = 600", "DELETE FROM certificate_papers",
                                "UPDATE certificate_events SET state = 'issued'", "DELETE FROM certificate_entries",
                                "UPDATE certificates SET to_day = '2027-01-01'"})
    EXPECT_THROW(static_cast<void>(district.database().write_now([&](db::Tx& tx) -> Outcome {
                   tx.exec(sql);
                   return Done{};
                 })),
                 db::Failure)
        << sql;
}

TEST_P(Certificates, AreRevokedAndReplacedWithATrail) {
  effective(li, 10, 60);
  const std::string old = issued();
  const std::string old_number = at(detail(old), "number");
  effective(li, 9, 30);
  const Answer replaced = center.post("/api/certificates/" + old + "/replacement", R"({"reason":"补计了一次服务"})");
  ASSERT_EQ(replaced.status, 201) << replaced.body;
  const Answer fresh = detail(at(replaced, "id"));
  EXPECT_EQ(at(fresh, "minutes"), "90");
  EXPECT_EQ(at(fresh, "replaces"), old);
  EXPECT_EQ(at(fresh, "paper.content.replaces"), old_number);
  EXPECT_EQ(at(detail(old), "replaced_by"), at(replaced, "id"));
  EXPECT_EQ(at(district.nobody().get("/api/verify/" + old_number), "status"), "replaced");
  EXPECT_EQ(at(volunteer.get("/api/certificates/" + old + "/pdf"), "reason"), "certificate.not_issued");

  const std::string revocation = "/api/certificates/" + at(replaced, "id") + "/revocation";
  EXPECT_EQ(at(center.post(revocation, "{}"), "field"), "reason");
  EXPECT_EQ(center.post(revocation, R"({"reason":"材料有误"})").status, 200);
  EXPECT_EQ(at(center.post(revocation, R"({"reason":"材料有误"})"), "reason"), "certificate.not_issued");
  const Answer seen = district.nobody().get("/api/verify/" + at(fresh, "number"));
  EXPECT_EQ(at(seen, "status"), "revoked");
  EXPECT_THAT(seen.body, Not(HasSubstr("材料有误"))) << "why is between the volunteer and the staff";
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM audit_log WHERE action LIKE 'certificate.re%'"), 2);
}

TEST_P(Certificates, ADeclinedRequestSaysWhyAndMakesRoomForAnother) {
  effective(li, 10, 60);
  const std::string id = at(volunteer.post("/api/certificates", period()), "id");
  EXPECT_EQ(at(volunteer.post("/api/certificates", period()), "reason"), "certificate.already_requested");
  EXPECT_EQ(center.post("/api/certificates/" + id + "/refusal", R"({"reason":"请先补登记证件"})").status, 200);
  EXPECT_EQ(at(detail(id), "reason"), "请先补登记证件");
  EXPECT_EQ(at(center.post("/api/certificates/" + id + "/issuance"), "reason"), "certificate.not_requested");
  EXPECT_EQ(volunteer.post("/api/certificates", period()).status, 201);
}

TEST_P(Certificates, ARepeatedKeyAsksOnce) {
  effective(li, 10, 60);
  const testing::Headers key{{"Idempotency-Key", "once"}};
  const std::string id = at(volunteer.post("/api/certificates", period(), key), "id");
  EXPECT_EQ(at(volunteer.post("/api/certificates", period(), key), "id"), id);
  EXPECT_EQ(at(volunteer.post("/api/certificates", period(R"(,"purpose":"x")"), key), "reason"),
            "idempotency.mismatch");
}

TEST_P(Certificates, HardRule_SignaturesFitThePublishedKeyAlsoAfterItIsReplaced) {
  effective(li, 10, 60);
  const std::string id = issued();
  const Answer before = detail(id);
  const Answer rotated =
      district.as("sysadmin").post("/api/signing-keys", R"({"algorithm":"ed25519","reason":"每年更换"})");
  ASSERT_EQ(rotated.status, 201) << rotated.body;
  const std::string key_id = at(before, "paper.key_id");
  EXPECT_NE(at(rotated, "id"), key_id);
  const auto [signing, key] = published(key_id);
  EXPECT_TRUE(signature_fits(signing, key, at(before, "paper.content"),
                             from_base64url(at(before, "paper.signature")).value()));
  EXPECT_FALSE(signature_fits(signing, key, at(before, "paper.content") + " ",
                              from_base64url(at(before, "paper.signature")).value()));

  const std::string short_form = district.value("SELECT short_form FROM certificate_papers");
  const std::size_t dot = short_form.find('.');
  const std::string lines = from_base64url(short_form.substr(0, dot)).value();
  EXPECT_TRUE(signature_fits(signing, key, lines, from_base64url(short_form.substr(dot + 1)).value()));
  EXPECT_THAT(lines, HasSubstr(at(before, "number")));

  const Answer next = center.post("/api/certificates/" + id + "/replacement", R"({"reason":"换新密钥"})");
  EXPECT_EQ(at(detail(at(next, "id")), "paper.key_id"), at(rotated, "id"));
}

TEST_P(Certificates, TheCredentialFitsTheDidDocument) {
  effective(li, 10, 60);
  const std::string id = issued();
  const Answer credential = volunteer.get("/api/certificates/" + id + "/credential");
  ASSERT_EQ(credential.status, 200);
  EXPECT_EQ(credential.header("Content-Type"), "application/vc+json");
  const Answer did = district.nobody().get("/.well-known/did.json");
  const std::string method = at(credential, "proof.verificationMethod");
  bool found = false;
  for (const json::Document& key : json::Document(did.body).items("verificationMethod")) {
    if (key.text("id") != method) continue;
    found = true;
    const std::string raw = from_base58(key.text("publicKeyMultibase")->substr(1)).value().substr(2);
    EXPECT_TRUE(proof_fits(credential.body, raw));
  }
  EXPECT_TRUE(found) << did.body;
  EXPECT_EQ(at(credential, "issuer.id"), at(did, "id"));
}

TEST_P(Certificates, ThePaperIsAPdfWithANameOfItsOwn) {
  effective(li, 10, 60);
  const std::string id = issued();
  for (Caller* caller : {&volunteer, &center}) {
    const Answer pdf = caller->get("/api/certificates/" + id + "/pdf");
    ASSERT_EQ(pdf.status, 200);
    EXPECT_EQ(pdf.header("Content-Type"), "application/pdf");
    EXPECT_EQ(pdf.body.substr(0, 5), "%PDF-");
    EXPECT_THAT(pdf.header("Content-Disposition"), HasSubstr(at(detail(id), "number")));
  }
}

TEST_P(Certificates, HardRule_NumbersCannotBeTriedWithoutEnd) {
  Caller anybody = district.nobody();
  int refused = 0;
  for (int i = 0; i < 70; ++i) refused += anybody.get("/api/verify/2026-AAAA-BBBB-CCCC").status == 429 ? 1 : 0;
  EXPECT_EQ(refused, 10);
  district.clock.advance_ms(minute_ms);
  EXPECT_EQ(at(anybody.get("/api/verify/2026-AAAA-BBBB-CCCC"), "reason"), "certificate.not_found");
}

TEST_P(Certificates, ABatchGoesOnByItselfAndSaysWhoGotNone) {
  const std::string team =
      district.value("SELECT team_id FROM grants WHERE role = 'team_leader' ORDER BY id LIMIT 1");
  const PersonId member(
      district.value("SELECT m.person_id FROM team_members m JOIN volunteers v ON v.person_id = "
                     "m.person_id WHERE v.state = 'registered' AND m.team_id = '" +
                     team + "' ORDER BY m.person_id LIMIT 1"));
  effective(member, 10, 90);
  const Answer started =
      center.post("/api/certificate-batches", period(R"(,"title":"年度证明","team_id":")" + team + R"(")"));
  ASSERT_EQ(started.status, 201) << started.body;
  const std::string path = "/api/certificate-batches/" + at(started, "id");
  EXPECT_EQ(at(center.get(path + "/pdf"), "reason"), "certificate.batch_open");
  EXPECT_EQ(at(district.as("pitong").get(path), "reason"), "certificate.batch_not_found");
  int turns = 0;
  while (at(center.get(path), "finished") == "false" && ++turns < 30) district.tick();
  const Answer finished = center.get(path);
  EXPECT_EQ(at(finished, "issued"), "1");
  EXPECT_GT(std::stoi(at(finished, "total")), 1);
  EXPECT_EQ(std::stoi(at(finished, "refused")), std::stoi(at(finished, "total")) - 1);
  EXPECT_THAT(finished.body, HasSubstr("certificate.nothing_effective"));
  EXPECT_EQ(center.get(path + "/pdf").body.substr(0, 5), "%PDF-");
  EXPECT_EQ(center.get(path + "/zip").body.substr(0, 2), "PK");
  EXPECT_THAT(center.get("/api/notices").body, HasSubstr("年度证明"));
  EXPECT_EQ(at(center.get("/api/certificate-batches"), "items").find("年度证明") != std::string::npos, true);
  EXPECT_EQ(district.tick(), 0) << "a finished batch is left alone";
}

TEST_P(Certificates, HardRule_ABatchReachesNobodyOutsideTheSubtree) {
  const std::string body = period(R"(,"title":"越界","volunteer_ids":[")" + li.str() + R"("])");
  EXPECT_EQ(at(district.as("ziyun").post("/api/certificate-batches", body), "reason"), "person.not_found");
  EXPECT_EQ(center.post("/api/certificate-batches", body).status, 201);
  EXPECT_EQ(at(center.post("/api/certificate-batches", period(R"(,"title":"没有人")")), "reason"),
            "certificate.batch_nobody");
}

INSTANTIATE_TEST_SUITE_P(Engines, Certificates, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::certificates
