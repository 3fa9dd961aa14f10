#include "live/rtmp_model.h"

#include <algorithm>
#include <utility>

#include "live/amf_model.h"

namespace ws::live::rtmp {
namespace {

constexpr std::size_t hello_bytes = 1536;
constexpr std::uint32_t extended_mark = 0xffffff;
constexpr std::size_t most_streams = 16;
constexpr std::uint32_t most_media_bytes = 4 << 20;
constexpr std::uint32_t most_words_bytes = 64 << 10;
constexpr std::size_t most_held_bytes = 8 << 20;
constexpr std::size_t longest_key = 200;
constexpr std::uint32_t own_chunk_size = 4096;
constexpr double the_stream = 1;

namespace type {
constexpr std::uint8_t chunk_size = 1, abort = 2, window = 5, bandwidth = 6, acknowledgement = 3, audio = 8,
                       video = 9, data3 = 15, command3 = 17, data = 18, command = 20;
}

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (const char c : bytes) sum = sum << 8 | static_cast<unsigned char>(c);
  return sum;
}

std::string four(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16 & 0xff), static_cast<char>(value >> 8 & 0xff),
          static_cast<char>(value & 0xff)};
}

bool is_media(std::uint8_t kind) {
  return kind == type::audio || kind == type::video;
}

/// Bytes of a message's head by its chunk's format.
constexpr std::size_t field_bytes[] = {11, 7, 3, 0};

}  // namespace

bool Connection::broken(std::string_view why) {
  trouble_ = why;
  return false;
}

bool Connection::feed(std::string_view bytes) {
  if (!trouble_.empty()) return false;
  received_ += bytes.size();
  input_ += bytes;
  bool more = true;
  while (more && trouble_.empty()) {
    const std::size_t before = at_;
    const Phase phase = phase_;
    const bool fine = phase_ == Phase::hello ? read_hello() : phase_ == Phase::echo ? read_echo() : read_chunk();
    more = fine && (at_ != before || phase_ != phase);
  }
  input_.erase(0, at_);
  at_ = 0;
  acknowledge();
  return trouble_.empty();
}

std::string Connection::take_output() {
  return std::exchange(output_, {});
}

std::vector<Event> Connection::take_events() {
  return std::exchange(events_, {});
}

// ---- handshake

bool Connection::read_hello() {
  if (input_.empty()) return true;
  if (input_.front() != 3) return broken("not RTMP");
  if (input_.size() < 1 + hello_bytes) return true;
  const std::string_view hello = std::string_view(input_).substr(1, hello_bytes);
  // Version, our own greeting (time, zeros and padding: nothing is proven by it), and theirs given back.
  output_ += '\3';
  output_.append(hello_bytes, '\0');
  output_ += hello;
  at_ = 1 + hello_bytes;
  phase_ = Phase::echo;
  return true;
}

bool Connection::read_echo() {
  if (input_.size() - at_ < hello_bytes) return true;
  at_ += hello_bytes;
  phase_ = Phase::chunks;
  return true;
}

// ---- chunks

/// False while it is not all here.
bool Connection::read_head(std::string_view bytes, Head& head) const {
  if (bytes.empty()) return false;
  const auto first = static_cast<unsigned char>(bytes[0]);
  head.format = first >> 6;
  head.id = first & 63;
  head.size = head.id > 1 ? 1 : head.id + 2;
  if (bytes.size() < head.size) return false;
  if (head.id == 0)
    head.id = 64u + static_cast<unsigned char>(bytes[1]);
  else if (head.id == 1)
    head.id = 64u + static_cast<unsigned char>(bytes[1]) + 256u * static_cast<unsigned char>(bytes[2]);
  return true;
}

/// Reads one chunk if it is all here; else nothing happens, and that is fine.
bool Connection::read_chunk() {
  const std::string_view bytes = std::string_view(input_).substr(at_);
  Head head;
  if (!read_head(bytes, head)) return true;
  const auto known = streams_.find(head.id);
  if (known == streams_.end()) {
    if (head.format != 0) return broken("a chunk stream begins in its middle");
    if (streams_.size() >= most_streams) return broken("too many chunk streams");
  }
  const std::size_t fields = field_bytes[head.format];
  if (bytes.size() < head.size + fields) return true;
  const bool extended = fields > 0 ? big_endian(bytes.substr(head.size, 3)) == extended_mark : known->second.extended;
  std::size_t size = head.size + fields + (extended ? 4 : 0);
  if (bytes.size() < size) return true;

  Chunks fresh = known == streams_.end()
                     ? Chunks{}
                     : Chunks{known->second.at_ms,  known->second.delta_ms, known->second.length, known->second.type,
                              known->second.stream, known->second.extended, known->second.begun,  {}};
  const std::size_t had = known == streams_.end() ? 0 : known->second.body.size();
  if (!fresh.begun) {
    if (!begin_message(fresh, bytes.substr(head.size, size - head.size), head.format)) return false;
  } else if (head.format != 3) {
    return broken("a message begins inside another");
  }
  const std::size_t rest = std::min<std::size_t>(fresh.length - had, chunk_size_);
  if (bytes.size() < size + rest) return true;
  if (held_bytes_ + rest > most_held_bytes) return broken("too much under way");

  Chunks& chunks = streams_[head.id];
  fresh.body = std::move(chunks.body);
  chunks = std::move(fresh);
  chunks.body += bytes.substr(size, rest);
  held_bytes_ += rest;
  at_ += size + rest;
  return chunks.body.size() < chunks.length || finish_message(chunks);
}

bool Connection::begin_message(Chunks& chunks, std::string_view fields, int format) {
  std::uint32_t time = chunks.delta_ms;
  if (format < 3) {
    time = big_endian(fields.substr(0, 3));
    chunks.extended = time == extended_mark;
  }
  if (chunks.extended) time = big_endian(fields.substr(fields.size() - 4));
  if (format < 2) {
    chunks.length = big_endian(fields.substr(3, 3));
    chunks.type = static_cast<std::uint8_t>(fields[6]);
  }
  if (format == 0) {
    chunks.stream = static_cast<std::uint8_t>(fields[7]);
    chunks.at_ms = time;
    chunks.delta_ms = 0;
  } else {
    if (format < 3) chunks.delta_ms = time;
    chunks.at_ms += chunks.delta_ms;
  }
  if (chunks.length > (is_media(chunks.type) ? most_media_bytes : most_words_bytes))
    return broken("a message is too long");
  chunks.begun = true;
  return true;
}

bool Connection::finish_message(Chunks& chunks) {
  const std::string body = std::exchange(chunks.body, {});
  held_bytes_ -= body.size();
  chunks.begun = false;
  switch (chunks.type) {
    case type::audio:
    case type::video:
    case type::data:
      return media(static_cast<Tag::Kind>(chunks.type), chunks.at_ms, body);
    case type::data3:
      return media(Tag::Kind::data, chunks.at_ms, body.empty() ? body : body.substr(1));
    case type::command3:
      return command(body.empty() ? body : body.substr(1));
    case type::command:
      return command(body);
    default:
      return control(chunks, body);
  }
}

bool Connection::control(const Chunks& chunks, std::string_view body) {
  if (chunks.type == type::chunk_size) {
    const std::uint32_t size = body.size() == 4 ? big_endian(body) : 0;
    if (size < 1 || size > most_media_bytes) return broken("a chunk size out of sense");
    chunk_size_ = size;
  } else if (chunks.type == type::abort && body.size() == 4) {
    if (const auto found = streams_.find(big_endian(body)); found != streams_.end()) {
      held_bytes_ -= found->second.body.size();
      found->second.body.clear();
      found->second.begun = false;
    }
  } else if (chunks.type == type::window && body.size() == 4) {
    window_ = std::max<std::uint32_t>(big_endian(body), 64 << 10);
  }
  return true;  // what else there is does not concern a publisher
}

// ---- commands

bool Connection::command(std::string_view body) {
  const auto values = amf::read(body);
  if (!values || values->size() < 2 || (*values)[0].kind != amf::Value::Kind::text)
    return broken("a command that is none");
  const std::string& name = (*values)[0].text;
  const double turn = (*values)[1].number;
  if (name == "connect") {
    if (connected_) return broken("connected twice");
    connected_ = true;
    send(type::window, 0, four(2'500'000));
    send(type::bandwidth, 0, four(2'500'000) + '\2');
    send(type::chunk_size, 0, four(own_chunk_size));
    send(type::command, 0,
         amf::text("_result") + amf::number(turn) + amf::object({{"fmsVer", "FMS/3,0,1,123"}}) +
             amf::object(
                 {{"level", "status"}, {"code", "NetConnection.Connect.Success"}, {"description", "welcome"}}));
  } else if (!connected_) {
    return broken("a command before connect");
  } else if (name == "createStream") {
    send(type::command, 0, amf::text("_result") + amf::number(turn) + amf::null() + amf::number(the_stream));
  } else if (name == "publish") {
    if (asked_) return broken("published twice");
    if (values->size() < 4 || (*values)[3].kind != amf::Value::Kind::text || (*values)[3].text.size() > longest_key)
      return broken("a stream without a name");
    asked_ = true;
    Event event;
    event.kind = Event::Kind::publish;
    event.key = (*values)[3].text;
    events_.push_back(std::move(event));
  } else if (name == "deleteStream" || name == "FCUnpublish" || name == "closeStream") {
    if (publishing_) {
      Event event;
      event.kind = Event::Kind::unpublish;
      events_.push_back(std::move(event));
    }
    publishing_ = false;
  } else if (name == "play" || name == "play2") {
    send_status("error", "NetStream.Play.Failed", "This server takes streams and gives none.");
    return broken("wants to play");
  }
  return true;
}

bool Connection::media(Tag::Kind kind, std::uint32_t at_ms, std::string_view body) {
  if (!publishing_) {
    // Between its publish and our answer a client may send already; what it sends uninvited goes nowhere.
    return asked_ || broken("media before publish");
  }
  if (kind == Tag::Kind::data) {
    const std::string wrapped = amf::text("@setDataFrame");
    if (body.starts_with(wrapped)) body.remove_prefix(wrapped.size());
  }
  if (body.empty()) return true;
  Event event;
  event.tag = {kind, at_ms, std::string(body)};
  events_.push_back(std::move(event));
  return true;
}

void Connection::accept_publish() {
  publishing_ = true;
  send_status("status", "NetStream.Publish.Start", "You are live.");
}

void Connection::refuse_publish(std::string_view words) {
  send_status("error", "NetStream.Publish.BadName", words);
  trouble_ = "publish refused";
}

// ---- sending

void Connection::send(std::uint8_t kind, std::uint32_t stream, std::string_view body) {
  const char id = kind == type::command ? '\3' : '\2';
  output_ += id;
  output_.append(3, '\0');
  output_ += four(static_cast<std::uint32_t>(body.size())).substr(1);
  output_ += static_cast<char>(kind);
  output_ += static_cast<char>(stream);
  output_.append(3, '\0');
  // Until our own chunk size is told, chunks have 128 bytes; each but the first says only whose it goes on with.
  constexpr std::size_t told_size = 128;
  const std::size_t size = connected_ && kind == type::command ? own_chunk_size : told_size;
  for (std::size_t at = 0; at < body.size(); at += size) {
    if (at > 0) output_ += static_cast<char>(0xc0 | id);
    output_ += body.substr(at, size);
  }
}

void Connection::send_status(std::string_view level, std::string_view code, std::string_view words) {
  send(type::command, static_cast<std::uint32_t>(the_stream),
       amf::text("onStatus") + amf::number(0) + amf::null() +
           amf::object({{"level", level}, {"code", code}, {"description", words}}));
}

void Connection::acknowledge() {
  if (phase_ != Phase::chunks || received_ - acknowledged_ < window_) return;
  acknowledged_ = received_;
  send(type::acknowledgement, 0, four(static_cast<std::uint32_t>(received_)));
}

// ---- what a tag is

namespace {

constexpr int avc = 7, aac = 10, mp3 = 2;

int codec_of(const Tag& tag) {
  const auto first = static_cast<unsigned char>(tag.payload.at(0));
  // The highest bit of a picture says that its codec is named by four letters: HEVC, AV1 and what else there is.
  if (tag.kind == Tag::Kind::video) return first & 0x80 ? -1 : first & 15;
  return first >> 4;
}

}  // namespace

bool is_header(const Tag& tag) {
  if (tag.kind == Tag::Kind::data) return true;
  const int of_its_kind = tag.kind == Tag::Kind::video ? avc : aac;
  return tag.payload.size() > 1 && codec_of(tag) == of_its_kind && tag.payload[1] == 0;
}

bool is_key_frame(const Tag& tag) {
  return tag.kind == Tag::Kind::video && (static_cast<unsigned char>(tag.payload.at(0)) >> 4 & 7) == 1 &&
         !is_header(tag);
}

bool is_playable(const Tag& tag) {
  if (tag.kind == Tag::Kind::data) return true;
  const int codec = codec_of(tag);
  return tag.kind == Tag::Kind::video ? codec == avc : codec == aac || codec == mp3;
}

}  // namespace ws::live::rtmp
