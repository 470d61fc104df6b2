#pragma once

#include <sys/types.h>

#include <string>

/**
 * Brings all processes of a container to a standstill (SIGSTOP), for a file system that nobody changes while it is copied, where
 * there is no cgroup that could freeze them. They go on when this ends: at the end of its scope, by a signal, or because
 * whoever started this program is gone. Only a SIGKILL of this very program leaves them standing: `thaw` then wakes them.
 */
class Frozen {
public:
  /**
   * @param process one of the container's, as this program sees it
   * @param list a file, where each is written down before it is stopped
   * Throws Failure: `missing` where there is no such process, `system` where they do not come to a standstill.
   */
  Frozen(pid_t process, const std::string& list);
  ~Frozen();
  Frozen(const Frozen&) = delete;
  Frozen& operator=(const Frozen&) = delete;
};

/** Lets those go on that are written down there, as far as they are still the same processes. No file: there is nobody. Throws Failure. */
void thaw(const std::string& list);
