// The engine's keeper: started by the window or the command line, it outlives both. See supervisor.h.
#include <fcntl.h>
#include <pwd.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <stdexcept>

#include "files.h"
#include "http.h"
#include "journal.h"
#include "sentence.h"
#include "supervisor.h"

namespace {

/** Why there is no keeper now, for whoever started it. */
struct Refusal {
  Sentence sentence;
};

/** Refuses a directory that is somebody else's. Throws Refusal. */
void checkOwner(const std::string& directory) {
  struct stat found {};
  if (stat(directory.c_str(), &found) != 0 || found.st_uid == geteuid()) return;
  const passwd* owner = getpwuid(found.st_uid);
  const std::string name = owner != nullptr ? owner->pw_name : std::to_string(found.st_uid);
  throw Refusal{{"folder/owner", {{"folder", directory}, {"owner", name}}}};
}

/** Stops on the signals that a session or a system sends at its end. */
Fd stopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT}) sigaddset(&signals, number);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGHUP, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  return Fd{signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK)};
}

/** The caller returns as soon as the keeper can be connected to; the keeper itself goes on without a terminal. */
void detach(const Options& options) {
  if (!options.foreground) {
    const pid_t pid = fork();
    if (pid < 0) throw Refusal{{"keeper/noProcess"}};
    if (pid > 0) _exit(0);
    setsid();
  }
  const Fd nothing{open("/dev/null", O_RDWR | O_CLOEXEC)};
  const Fd log{open(options.log("keeper").c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600)};
  dup2(nothing.get(), STDIN_FILENO);
  if (options.foreground) return;
  dup2(log ? log.get() : nothing.get(), STDOUT_FILENO);
  dup2(log ? log.get() : nothing.get(), STDERR_FILENO);
  if (chdir("/") != 0) note("cannot leave the working directory");
}

/** Returns only when another keeper runs. Throws Refusal, or std::exception with words of the system. */
int keep(Options options) {
  for (const auto& directory : {options.home, options.run}) checkOwner(directory);
  makeDirectory(options.engine("log"));
  const auto lockFile = options.engine("keeper.lock");
  auto record = Record::take(lockFile);
  if (!record) {
    std::puts("already running");
    return 0;
  }
  // What still runs from before knows only the run directory that it was started with.
  if (const auto before = Record::read(lockFile); !before.processes.empty()) options.run = before.run;
  makeDirectory(options.run);
  checkOwner(options.run);
  chmod(options.run.c_str(), 0700);
  // The lock is ours, so it is not a keeper of this home.
  if (listens(options.inRun("keeper.sock"))) {
    throw Refusal{{"keeper/runInUse", {{"folder", options.run}}}};
  }

  const Fd signals = stopSignals();
  Loop loop;
  Supervisor supervisor(loop, options, std::move(*record));
  loop.watch(signals.get(), [&] {
    signalfd_siginfo info;
    if (read(signals.get(), &info, sizeof info) == sizeof info) supervisor.askStop(0);
  });
  detach(options);
  note(std::string("keeping a ") + options.modeName() + " engine for " + options.home);
  // At once: whoever is connected learns from the end of the connection that nothing is left, this included.
  _exit(supervisor.run());
}

}  // namespace

int main(int argc, char** argv) {
  // What the window had open is not the keeper's: it would keep Chromium's locks, and its helper processes, alive.
  close_range(STDERR_FILENO + 1, ~0U, 0);
  Options options;
  try {
    options = parseOptions(argc, argv);
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "slipway-keeper: %s\n%s", error.what(), usage);
    return 2;
  }
  try {
    return keep(options);
  } catch (const Refusal& refusal) {
    std::fprintf(stderr, "%s\n", refusal.sentence.json().c_str());
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
