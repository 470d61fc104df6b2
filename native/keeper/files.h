#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

/** The whole of a small file; empty when it cannot be read. */
std::string readFile(const std::string& path);

/** Replaces a file by temporary name and rename. Throws std::system_error. */
void replaceFile(const std::string& path, const std::string& content);

bool exists(const std::string& path);

/** Whether 64 kB more can be written there: a file system does not say what it keeps for itself, so it is tried. */
bool hasRoom(const std::string& directory);

/** Makes a directory and its parents, for this user alone. Throws std::system_error. */
void makeDirectory(const std::string& path);

/** The last lines of a log file, at most `count` of them. */
std::vector<std::string> tail(const std::string& path, size_t count);

/** Unmounts whatever is mounted at or below a directory, the deepest first. */
void unmountBelow(const std::string& directory);

/** Whether a process's root is an overlay whose upper layer lies below a directory (proc_pid_mountinfo(5)), as a container's is. */
bool isRootedIn(pid_t pid, const std::string& directory);

/** Removes a directory of ours with all in it; it is left alone when something is still mounted below. */
void removeTree(const std::string& directory);
