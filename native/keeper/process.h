#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fd.h"

/** A process for certain: a pid alone may be given to another one, its start time since boot tells them apart. */
struct Identity {
  pid_t pid = 0;
  unsigned long long startTicks = 0;
};

/** The start time of a process that lives (a zombie does not), or nothing. */
std::optional<unsigned long long> startTicksOf(pid_t pid);

/**
 * Every process that lives. What is looked up about one of them afterwards belongs to it, or else the number
 * has changed hands, and then adopting this identity fails.
 */
std::vector<Identity> allProcesses();

/** The child of a process that has this name (proc_pid_comm(5)); pid 0 when there is none. */
Identity childOf(pid_t parent, const std::string& name);

/** The parent of a process; 0 when it has none, or is gone. */
pid_t parentOf(pid_t pid);

struct Command {
  std::vector<std::string> argv;
  std::vector<std::string> environment;  ///< NAME=value
  std::string log;                       ///< file that receives its output, appended
  int namespaces = -1;                   ///< pidfd of a process whose user, mount and network namespaces it enters
};

/** How a process ended; neither is known of one that was adopted. */
struct Ending {
  std::optional<int> exitCode;
  std::optional<int> signal;
};

/**
 * A process that this keeper, or one before it, started. It is watched and signalled through a pidfd, so a
 * signal can never reach a stranger that was given the same number.
 */
class Process {
public:
  /**
   * Starts a command in a session of its own. It runs only after `record` returned, so there is no moment at
   * which it lives and nobody knows of it, whenever the keeper dies. Throws std::system_error.
   */
  static Process spawn(const Command& command, const std::function<void(const Identity&)>& record);
  /** Takes charge of a process that runs already; nothing when it does not run any more. */
  static std::optional<Process> adopt(const Identity& identity);

  const Identity& identity() const { return identity_; }
  int pidfd() const { return pidfd_.get(); }
  bool running() const { return running_; }
  const Ending& ending() const { return ending_; }

  /** Looks whether it has ended, and buries it. */
  void settle();
  void signal(int number) const;

private:
  Process(Identity identity, Fd pidfd) : identity_(identity), pidfd_(std::move(pidfd)) {}

  Identity identity_;
  Fd pidfd_;
  bool running_ = true;
  Ending ending_;
};
