#include "base/document_type.h"

#include <gtest/gtest.h>

#include <string>

namespace ws {
namespace {

TEST(DocumentType, IsTakenFromWhatIsInTheFile) {
  EXPECT_EQ(document_type("%PDF-1.7 …"), "pdf");
  EXPECT_EQ(document_type("PK\x03\x04 … word/document.xml …"), "docx");
  EXPECT_EQ(document_type("PK\x03\x04 … xl/workbook.xml …"), "xlsx");
  EXPECT_EQ(document_type("PK\x03\x04 … mimetypeapplication/vnd.oasis.opendocument.text …"), "odt");
  EXPECT_EQ(media_type_of("odt"), "application/vnd.oasis.opendocument.text");
  EXPECT_EQ(media_type_of("exe"), "application/octet-stream");
}

TEST(DocumentType, HardRule_ProgramsPagesAndMacrosAreNone) {
  for (const std::string bytes :
       {"MZ\x90", "<html>", "<svg onload=alert(1)>", "PK\x03\x04 … AndroidManifest.xml …",
        "PK\x03\x04 … word/document.xml … word/vbaProject.bin …",
        "PK\x03\x04 … mimetypeapplication/vnd.oasis.opendocument.text … Basic/Standard/Module1.xml …", ""})
    EXPECT_FALSE(document_type(bytes)) << bytes;
}

}  // namespace
}  // namespace ws
