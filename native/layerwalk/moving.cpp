#include "moving.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>

#include "failure.h"
#include "opening.h"

namespace {

std::string parentOf(const std::string& path) { return std::filesystem::path(path).parent_path(); }

/** A name is as lasting as the directory that it stands in (fsync(2)). */
void sync(const std::string& directory) {
  const Fd fd{open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!fd || fsync(fd.get()) != 0) throw Failure::ofSystem(directory, errno);
}

/** The directory that both lie in, with its stroke. */
std::string commonOf(const std::string& one, const std::string& other) {
  const auto [differs, _] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  const std::string same(one.begin(), differs);
  return same.substr(0, same.rfind('/') + 1);
}

/**
 * The directory without what is mounted below it: dockerd mounts overlay2 onto itself, and the kernel renames nothing from one
 * mount to another, be they of the same file system. See open_tree(2); whoever may mount nothing gets it as it is.
 */
Fd openBare(const std::string& directory) {
  Fd fd{static_cast<int>(syscall(SYS_open_tree, AT_FDCWD, directory.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC))};
  return fd ? std::move(fd) : openLayer(directory);
}

}  // namespace

void moveTo(const std::string& from, const std::string& to) {
  const auto common = commonOf(from, to);
  const auto within = [&](const std::string& path) { return path.c_str() + common.size(); };
  const auto bare = openBare(common);
  if (renameat2(bare.get(), within(from), bare.get(), within(to), RENAME_NOREPLACE) != 0) {
    throw Failure::ofSystem(errno == EEXIST || errno == EXDEV ? to : from, errno);
  }
  for (const auto& directory : std::set{parentOf(from), parentOf(to)}) sync(directory);
}

void erase(const std::string& path) {
  // A directory of each level is open at the same time.
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) throw Failure::ofSystem(path, error.value());
}
