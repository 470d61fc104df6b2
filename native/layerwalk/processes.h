#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

/** What /proc says of a process: see proc_pid_stat(5). */
struct Process {
  pid_t pid;
  pid_t parent;
  /** In clock ticks since the machine was started: with the id it names one process and no other. */
  std::string startedAt;
};

/** Nothing when there is none (any more). */
std::optional<Process> processOf(pid_t pid);

/** All that see the same mounts as this one, and all that these have started; by id, so that most come after their parent. Throws Failure. */
std::vector<Process> containerOf(pid_t pid);

/** Whether none of its threads can do anything before it is told to go on. */
bool standsStill(pid_t pid);
