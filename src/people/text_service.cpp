#include "people/text_service.h"

#include "audit/public.h"
#include "notices/public.h"
#include "people/public.h"
#include "people/text_store.h"

namespace ws::people {
namespace {

constexpr std::int64_t most_at_once = 5;
constexpr std::int64_t most_tries = 6;
constexpr std::int64_t try_again_ms = 5 * minute_ms;

}  // namespace

int TextService::tick() {
  const Instant now = parts_.clock.now();
  const bool any = parts_.database.read([&](db::Reader& reader) { return has_due_text(reader, now); });
  if (!any) return 0;
  const auto taken = parts_.database.write_now([&](db::Tx& tx) -> Result<std::vector<WaitingText>> {
    return take_texts(tx, now, now.plus_ms(try_again_ms), most_at_once);
  });
  if (!taken) return 0;
  std::vector<const WaitingText*> gone, given_up;
  for (const WaitingText& text : *taken) {
    const auto mobile = parts_.vault.open(text.mobile_sealed, mobile_context);
    const bool sent = mobile && parts_.sender.tell(*mobile, notices::render("text." + text.kind, "{}", now).zh).ok();
    if (sent) gone.push_back(&text);
    if (!sent && text.tries >= most_tries) given_up.push_back(&text);
  }
  static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    for (const WaitingText* text : gone) delete_text(tx, text->id);
    for (const WaitingText* text : given_up) {
      delete_text(tx, text->id);
      audit::record(tx, {{}, "text.not_sent", "text", text->id, {}, text->kind}, now);
    }
    return Done{};
  }));
  return static_cast<int>(gone.size());
}

}  // namespace ws::people
