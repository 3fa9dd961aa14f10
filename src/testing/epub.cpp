#include "testing/epub.h"

#include "seed/epub_packing.h"
#include "testing/source_dir.h"

namespace ws::testing {

std::string demo_epub(const std::string& folder) {
  return seed::pack_epub(seed::read_parts(source_dir() + "/data/pidu/books/" + folder));
}

std::string xhtml(const std::string& body, const std::string& before) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + before +
         "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>t</title></head><body>" + body + "</body></html>";
}

std::string EpubSource::packed() const {
  std::map<std::string, std::string> all;
  all["META-INF/container.xml"] =
      "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile "
      "full-path=\"OEBPS/book.opf\"/></rootfiles></container>";
  std::string items = manifest, spine;
  for (std::size_t i = 1; i <= chapters.size(); ++i) {
    const std::string name = "c" + std::to_string(i);
    items += "<item id=\"" + name + "\" href=\"" + name + ".xhtml\" media-type=\"application/xhtml+xml\"/>";
    spine += "<itemref idref=\"" + name + "\"/>";
    all["OEBPS/" + name + ".xhtml"] = xhtml(chapters[i - 1]);
  }
  all["OEBPS/book.opf"] =
      "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\"><metadata "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">" +
      metadata + "</metadata><manifest>" + items + "</manifest><spine toc=\"ncx\">" + spine + "</spine></package>";
  for (const auto& [path, bytes] : parts) all[path] = bytes;
  return seed::pack_epub({all.begin(), all.end()});
}

}  // namespace ws::testing
