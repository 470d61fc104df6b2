#pragma once

#include <string>
#include <vector>

/** A line of proc_pid_mountinfo(5). */
struct Mount {
  std::string device;   ///< major:minor of its file system
  std::string root;     ///< what of the file system is mounted
  std::string point;    ///< where
  std::string options;  ///< of the file system, escaped as they are there
};

/** What a process sees mounted, in the order in which it was; nothing when it is gone, or none of our business. */
std::vector<Mount> mountsOf(const std::string& process);

/** Blanks, commas and backslashes stand in that file as \ and three octal digits. */
std::string unescape(const std::string& text);
