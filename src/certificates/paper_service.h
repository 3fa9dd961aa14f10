#pragma once
// The paper as PDF: A4, Chinese fonts embedded as subsets, QR code, seal. The same sheets give the same bytes (with
// the same fonts installed). Some tens of milliseconds a sheet, so on a worker, never on an I/O thread.

#include <string>
#include <utility>
#include <vector>

#include "certificates/certificate_model.h"

namespace ws::certificates {

struct Sheet {
  Content content;
  std::string short_form;  ///< signed, as it goes into the QR code
};

/// What the QR code says: the verify page, with the signed short form behind the "#", which no server is sent.
std::string qr_text(const Sheet& sheet);
/// One document of all sheets, each beginning on a page of its own. Throws std::runtime_error when it cannot be
/// drawn.
std::string papers_pdf(const std::vector<Sheet>& sheets, const std::string& title);

/// An archive of files with their contents, all with one date.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files, Instant at);

}  // namespace ws::certificates
