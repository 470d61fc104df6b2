#include "freezing.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <map>
#include <memory>
#include <thread>

#include "failure.h"
#include "fd.h"
#include "processes.h"

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 10s;
/** A process that waits for a child which has not become a program of its own yet (vfork(2)) does not stop before that does. */
constexpr auto vforkPatience = 1s;

/** Descriptors of what was stopped (pidfd_open(2)), parents before their children; for a signal handler, which may call little. */
constexpr std::size_t most = 65536;
std::unique_ptr<int[]> stopped;
std::atomic<std::size_t> count = 0;

int tell(int process, int signal) {
  return static_cast<int>(syscall(SYS_pidfd_send_signal, process, signal, nullptr, 0));
}

/** Children first: a shell that looks while its program stands still takes that for Ctrl+Z. */
void goOn() {
  for (auto at = count.load(); at > 0; --at) tell(stopped[at - 1], SIGCONT);
}

extern "C" void goOnAndEnd(int) {
  goOn();
  _exit(static_cast<int>(Cause::system));
}

void endWell() {
  struct sigaction action {};
  action.sa_handler = goOnAndEnd;
  for (const auto signal : {SIGTERM, SIGINT, SIGHUP, SIGPIPE}) sigaction(signal, &action, nullptr);
  // When whoever started this is gone: prctl(2).
  prctl(PR_SET_PDEATHSIG, SIGTERM);
}

class Stopping {
public:
  explicit Stopping(const std::string& list) : name_(list), list_(list, std::ios::trunc) {
    if (!list_) throw Failure::ofSystem(list, errno);
  }

  /** Stops one, unless it is stopped already, by this or by itself. @returns whether it was this call that did it */
  bool stop(const Process& process) {
    if (held_.count(process.pid) || standsStill(process.pid)) return false;
    const auto fd = static_cast<int>(syscall(SYS_pidfd_open, process.pid, 0));
    if (fd < 0 && errno == ESRCH) return false;
    if (fd < 0) throw Failure::ofSystem("/proc/" + std::to_string(process.pid), errno);
    const auto now = processOf(process.pid);
    if (!now || now->startedAt != process.startedAt) {
      close(fd);
      return false;
    }
    if (count == most) throw Failure::ofKind(name_, "too many processes");
    list_ << process.pid << ' ' << process.startedAt << '\n' << std::flush;
    if (!list_) throw Failure::ofSystem(name_, errno);
    stopped[count] = fd;
    ++count;
    held_.emplace(process.pid, process);
    if (tell(fd, SIGSTOP) != 0 && errno != ESRCH) throw Failure::ofSystem("/proc/" + std::to_string(process.pid), errno);
    return true;
  }

  /** @param waited since the first was stopped */
  bool allStand(std::chrono::steady_clock::duration waited) const {
    return std::all_of(held_.begin(), held_.end(), [&](const auto& each) {
      return standsStill(each.first) || (waited > vforkPatience && hasHeldChild(each.first));
    });
  }

private:
  bool hasHeldChild(pid_t parent) const {
    return std::any_of(held_.begin(), held_.end(), [&](const auto& each) { return each.second.parent == parent; });
  }

  std::string name_;
  std::ofstream list_;
  std::map<pid_t, Process> held_;
};

}  // namespace

Frozen::Frozen(pid_t process, const std::string& list) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  stopped = std::make_unique<int[]>(most);
  endWell();
  try {
    Stopping stopping(list);
    const auto begun = std::chrono::steady_clock::now();
    for (;;) {
      bool isNew = false;
      for (const auto& each : containerOf(process)) isNew = stopping.stop(each) || isNew;
      const auto waited = std::chrono::steady_clock::now() - begun;
      // One that was not stopped yet may have started another meanwhile.
      if (!isNew && stopping.allStand(waited)) return;
      if (waited > patience) throw Failure::ofKind("/proc/" + std::to_string(process), "does not come to a standstill");
      std::this_thread::sleep_for(1ms);
    }
  } catch (...) {
    goOn();
    throw;
  }
}

Frozen::~Frozen() { goOn(); }

void thaw(const std::string& list) {
  std::ifstream in(list);
  pid_t pid;
  std::string startedAt;
  std::vector<Process> all;
  while (in >> pid >> startedAt) all.push_back({pid, 0, startedAt});
  std::reverse(all.begin(), all.end());
  for (const auto& each : all) {
    const Fd fd{static_cast<int>(syscall(SYS_pidfd_open, each.pid, 0))};
    const auto now = processOf(each.pid);
    if (fd && now && now->startedAt == each.startedAt) tell(fd.get(), SIGCONT);
  }
}
