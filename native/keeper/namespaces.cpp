#include "namespaces.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <string>

std::optional<Namespaces> Namespaces::of(const Identity& member) {
  auto process = Process::adopt(member);
  if (!process) return std::nullopt;
  Fd user{open(("/proc/" + std::to_string(member.pid) + "/ns/user").c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat theirs {}, ours {};
  if (!user || fstat(user.get(), &theirs) != 0 || stat("/proc/self/ns/user", &ours) != 0) return std::nullopt;
  if (theirs.st_ino == ours.st_ino && theirs.st_dev == ours.st_dev) return std::nullopt;
  process->settle();  // still the one whose start time was checked, so the namespace is its own
  if (!process->running()) return std::nullopt;
  return Namespaces{std::move(*process), std::move(user), theirs.st_dev, theirs.st_ino};
}

std::vector<Identity> Namespaces::members() const {
  std::vector<Identity> found;
  for (const auto& identity : allProcesses()) {
    struct stat theirs {};
    const auto link = "/proc/" + std::to_string(identity.pid) + "/ns/user";
    if (stat(link.c_str(), &theirs) == 0 && theirs.st_ino == inode_ && theirs.st_dev == device_) found.push_back(identity);
  }
  return found;
}
