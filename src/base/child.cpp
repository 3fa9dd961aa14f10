#include "base/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/text.h"

namespace ws {
namespace {

constexpr int patience_ms = 3'000;
constexpr int pause_ms = 20;
constexpr rlim_t most_memory_bytes = rlim_t{2} << 30;
constexpr rlim_t most_files = 64;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// Between fork and exec: nothing here may take memory or a lock, other threads may hold them.
[[noreturn]] void become(char* const* arguments, int input, const Child::Limits& limits) {
  setpgid(0, 0);
  const rlimit memory{most_memory_bytes, most_memory_bytes}, files{most_files, most_files}, none{0, 0};
  setrlimit(RLIMIT_AS, &memory);
  setrlimit(RLIMIT_NOFILE, &files);
  setrlimit(RLIMIT_CORE, &none);
  if (limits.most_file_bytes > 0) {
    const rlimit size{static_cast<rlim_t>(limits.most_file_bytes), static_cast<rlim_t>(limits.most_file_bytes)};
    setrlimit(RLIMIT_FSIZE, &size);
  }
  setpriority(PRIO_PROCESS, 0, limits.niceness);
  // Root may do so at once and keeps its hold on files; others need a user space of their own for it.
  if (limits.offline) static_cast<void>(unshare(geteuid() == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET));
  sigset_t signals;
  sigemptyset(&signals);
  sigprocmask(SIG_SETMASK, &signals, nullptr);
  signal(SIGPIPE, SIG_DFL);
  const int nowhere = open("/dev/null", O_RDWR);
  dup2(input >= 0 ? input : nowhere, STDIN_FILENO);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  syscall(SYS_close_range, 3u, ~0u, 0u);
  char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
  char* const environment[] = {path, nullptr};
  execve(arguments[0], arguments, environment);
  _exit(127);
}

/// Of this thread, which feeds: a child that went away must not end the process.
void ignore_broken_pipes() {
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
}

void wait_ms(int duration_ms) {
  ::poll(nullptr, 0, duration_ms);
}

}  // namespace

Child::Child(const std::vector<std::string>& command, Input input, const Limits& limits) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::array<int, 2> ends{-1, -1};
  if (input == Input::fed) {
    ignore_broken_pipes();
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
  }
  const pid_t pid = fork();
  if (pid == 0) become(arguments.data(), ends[0], limits);
  if (ends[0] >= 0) ::close(ends[0]);
  input_ = ends[1];
  if (pid < 0) {
    if (input_ >= 0) ::close(input_);
    fail("fork");
  }
  setpgid(pid, pid);  // both say it, so that it holds whoever comes first
  pid_ = pid;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      input_(std::exchange(other.input_, -1)),
      ended_well_(other.ended_well_),
      was_killed_(other.was_killed_) {}

Child& Child::operator=(Child&& other) noexcept {
  if (this != &other) {
    kill();
    pid_ = std::exchange(other.pid_, 0);
    input_ = std::exchange(other.input_, -1);
    ended_well_ = other.ended_well_;
    was_killed_ = other.was_killed_;
  }
  return *this;
}

Child::~Child() {
  kill();
}

bool Child::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(input_, bytes.data(), bytes.size());
    if (wrote > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
      continue;
    }
    if (wrote < 0 && errno != EAGAIN && errno != EINTR) return false;
    pollfd waiting{input_, POLLOUT, 0};
    if (::poll(&waiting, 1, patience_ms) <= 0 || (waiting.revents & (POLLERR | POLLHUP)) != 0) return false;
  }
  return true;
}

bool Child::reap(int within_ms) {
  for (int waited_ms = 0;; waited_ms += pause_ms) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = 0;
      ended_well_ = WIFEXITED(status) && WEXITSTATUS(status) == 0;
      was_killed_ = WIFSIGNALED(status);
      return true;
    }
    if (waited_ms >= within_ms) return false;
    wait_ms(pause_ms);
  }
}

bool Child::finish(int within_ms) {
  if (input_ >= 0) ::close(std::exchange(input_, -1));
  if (pid_ > 0 && !reap(within_ms)) kill();
  return ended_well_;
}

void Child::kill() {
  if (input_ >= 0) ::close(std::exchange(input_, -1));
  if (pid_ <= 0) return;
  ::kill(-pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  ended_well_ = false;
  was_killed_ = true;
}

std::string find_ffmpeg() {
  const char* path = std::getenv("PATH");
  for (const std::string& folder : split(path ? path : "/usr/bin:/bin", ':')) {
    const std::string found = folder + "/ffmpeg";
    if (::access(found.c_str(), X_OK) == 0) return found;
  }
  throw std::runtime_error("films and live broadcasts need ffmpeg (apt-get install ffmpeg)");
}

}  // namespace ws
