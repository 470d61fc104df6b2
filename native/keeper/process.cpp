#include "process.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <system_error>

#include "files.h"

namespace {

// By number: glibc has wrappers for these only from 2.36 on.
int openPidfd(pid_t pid) { return static_cast<int>(syscall(SYS_pidfd_open, pid, 0)); }
int sendSignal(int pidfd, int number) {
  return static_cast<int>(syscall(SYS_pidfd_send_signal, pidfd, number, nullptr, 0));
}

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (const auto& string : strings) result.push_back(const_cast<char*>(string.c_str()));
  result.push_back(nullptr);
  return result;
}

[[noreturn]] void fail(const char* what, const char* object) {
  dprintf(STDERR_FILENO, "keeper: cannot %s %s: %s\n", what, object, strerror(errno));
  _exit(127);
}

[[noreturn]] void runChild(const Command& command, int gate) {
  char go;
  if (read(gate, &go, 1) != 1) _exit(127);  // the keeper died before it could write down this child
  setsid();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGHUP, SIG_DFL);
  const int log = open(command.log.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (log >= 0) {
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
  }
  if (command.namespaces >= 0 && setns(command.namespaces, CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) != 0) {
    fail("enter the namespaces for", command.argv[0].c_str());
  }
  umask(022);
  auto argv = pointers(command.argv);
  auto environment = pointers(command.environment);
  execve(argv[0], argv.data(), environment.data());
  fail("run", argv[0]);
}

}  // namespace

std::optional<unsigned long long> startTicksOf(pid_t pid) {
  const auto stat = readFile("/proc/" + std::to_string(pid) + "/stat");
  const auto name = stat.rfind(')');  // the name before it may hold anything
  char state = 0;
  unsigned long long ticks = 0;
  // proc_pid_stat(5): state is field 3, starttime field 22
  if (name == std::string::npos ||
      sscanf(stat.c_str() + name + 1,
             " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &state, &ticks) != 2) {
    return std::nullopt;
  }
  if (state == 'Z' || state == 'X') return std::nullopt;
  return ticks;
}

std::vector<Identity> allProcesses() {
  std::vector<Identity> found;
  const std::unique_ptr<DIR, int (*)(DIR*)> proc(opendir("/proc"), closedir);
  while (const dirent* entry = proc ? readdir(proc.get()) : nullptr) {
    const pid_t pid = std::atoi(entry->d_name);
    const auto startTicks = pid > 0 ? startTicksOf(pid) : std::nullopt;
    if (startTicks) found.push_back({pid, *startTicks});
  }
  return found;
}

pid_t parentOf(pid_t pid) {
  const auto stat = readFile("/proc/" + std::to_string(pid) + "/stat");
  const auto name = stat.rfind(')');
  pid_t parent = 0;
  return name != std::string::npos && sscanf(stat.c_str() + name + 1, " %*c %d", &parent) == 1 ? parent : 0;
}

Identity childOf(pid_t parent, const std::string& name) {
  for (const auto& identity : allProcesses()) {
    if (parentOf(identity.pid) == parent && readFile("/proc/" + std::to_string(identity.pid) + "/comm") == name + "\n") {
      return identity;
    }
  }
  return {};
}

Process Process::spawn(const Command& command, const std::function<void(const Identity&)>& record) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  Fd wait{ends[0]};
  Fd gate{ends[1]};
  const pid_t pid = fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid == 0) {
    gate.close();
    runChild(command, wait.get());
  }
  try {
    Process process{{pid, startTicksOf(pid).value_or(0)}, Fd{openPidfd(pid)}};
    if (!process.pidfd_) throw std::system_error(errno, std::generic_category(), "pidfd_open");
    record(process.identity_);
    if (write(gate.get(), "!", 1) != 1) throw std::system_error(errno, std::generic_category(), "pipe");
    return process;
  } catch (...) {
    gate.close();  // it ends by that
    waitpid(pid, nullptr, 0);
    throw;
  }
}

std::optional<Process> Process::adopt(const Identity& identity) {
  Fd pidfd{openPidfd(identity.pid)};
  // In this order: once the descriptor is open, the start time that is read is that of the same process.
  if (!pidfd || startTicksOf(identity.pid) != identity.startTicks) return std::nullopt;
  return Process{identity, std::move(pidfd)};
}

void Process::settle() {
  pollfd ended{pidfd_.get(), POLLIN, 0};
  if (!running_ || poll(&ended, 1, 0) != 1) return;
  running_ = false;
  int status = 0;
  if (waitpid(identity_.pid, &status, WNOHANG) == identity_.pid) {
    if (WIFSIGNALED(status)) {
      ending_.signal = WTERMSIG(status);
    } else {
      ending_.exitCode = WEXITSTATUS(status);
    }
  }
}

void Process::signal(int number) const {
  if (running_) sendSignal(pidfd_.get(), number);
}
