#pragma once
// A WeChat public account (微信公众号), by the platform's documented API: stable_token, media/uploadimg,
// material/add_material, draft/add, freepublish/submit, /get and /delete
// (https://developers.weixin.qq.com/doc/subscription/api/). Tests run it against an emulator of the same calls.

#include "base/clock.h"
#include "channels/account_service.h"

namespace ws::channels {

class WechatAccount final : public Account {
 public:
  /// `api`: "https://api.weixin.qq.com" without a slash at its end.
  WechatAccount(std::string api, std::string app_id, std::string secret, const Clock& clock);
  Result<std::string> draft(const Package& package) override;
  Result<std::string> submit(const std::string& draft) override;
  Result<Look> look(const std::string& task) override;
  Outcome take_down(const std::string& remote) override;

 private:
  struct Said;
  Result<std::string> token();
  /// A call with the token, which is fetched anew once when the other side no longer knows it.
  template <class Send>
  Result<Said> call(const std::string& path, Send&& send);
  Result<Said> call_json(const std::string& path, const std::string& body);
  Result<Said> call_file(const std::string& path, const std::string& jpeg);

  const std::string api_, app_id_, secret_;
  const Clock& clock_;
  std::string token_;
  Instant token_until_{};
};

/// The text with every picture's address exchanged: pictures from elsewhere are not shown there.
std::string with_addresses(std::string html, const std::vector<std::pair<std::string, std::string>>& exchanged);

}  // namespace ws::channels
