#pragma once
// RTMP as a publisher speaks it (OBS, ffmpeg, apps on phones): bytes in, bytes and events out, without I/O. All input
// is hostile: what breaks the protocol or a limit ends the connection.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ws::live::rtmp {

/// One message of sound, picture or data, as FLV holds it too.
struct Tag {
  enum class Kind : std::uint8_t { audio = 8, video = 9, data = 18 };
  Kind kind = Kind::data;
  std::uint32_t at_ms = 0;
  std::string payload;
};

struct Event {
  enum class Kind { publish, tag, unpublish };
  Kind kind = Kind::tag;
  std::string key;  ///< of publish: the name of the stream, its secret in it
  Tag tag;          ///< of tag
};

class Connection {
 public:
  /// False when the other side broke the protocol or a limit: close. Events so far still count.
  bool feed(std::string_view bytes);
  /// What is to be sent; takes it away.
  std::string take_output();
  /// What happened, in order; takes it away. After a publish the caller answers it before feeding more.
  std::vector<Event> take_events();
  void accept_publish();
  void refuse_publish(std::string_view words);
  /// For the log.
  std::string_view trouble() const { return trouble_; }

 private:
  enum class Phase { hello, echo, chunks };
  struct Chunks {  ///< of one chunk stream
    std::uint32_t at_ms = 0, delta_ms = 0;
    std::uint32_t length = 0;
    std::uint8_t type = 0;
    std::uint32_t stream = 0;
    bool extended = false, begun = false;
    std::string body;  ///< of the message under way
  };
  /// A chunk's head, as far as it is here.
  struct Head {
    std::uint32_t id = 0;
    int format = 0;
    std::size_t size = 0;
  };

  bool read_hello();
  bool read_echo();
  bool read_chunk();
  bool read_head(std::string_view bytes, Head& head) const;
  bool begin_message(Chunks& chunks, std::string_view fields, int format);
  bool finish_message(Chunks& chunks);
  bool control(const Chunks& chunks, std::string_view body);
  bool command(std::string_view body);
  bool media(Tag::Kind kind, std::uint32_t at_ms, std::string_view body);
  bool broken(std::string_view why);
  void send(std::uint8_t type, std::uint32_t stream, std::string_view body);
  void send_status(std::string_view level, std::string_view code, std::string_view words);
  void acknowledge();

  Phase phase_ = Phase::hello;
  std::string input_;
  std::size_t at_ = 0;  ///< of input_, what was read
  std::string output_;
  std::vector<Event> events_;
  std::map<std::uint32_t, Chunks> streams_;
  std::size_t held_bytes_ = 0;  ///< of messages under way
  std::uint32_t chunk_size_ = 128;
  std::uint32_t window_ = 2'500'000;
  std::uint64_t received_ = 0, acknowledged_ = 0;
  bool connected_ = false, asked_ = false, publishing_ = false;
  std::string_view trouble_;
};

/// True for a tag without which what follows cannot be played: codec headers, and the data that describes the stream.
bool is_header(const Tag& tag);
/// True for a picture that playing can begin with.
bool is_key_frame(const Tag& tag);
/// H.264 and AAC (or MP3) only: others do not play everywhere.
bool is_playable(const Tag& tag);

}  // namespace ws::live::rtmp
