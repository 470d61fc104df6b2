#include "strays.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "files.h"
#include "mounts.h"

namespace {

bool isBelow(const std::string& path, const std::string& directory) {
  return directory == "/" ? path.size() > 1 : path.size() > directory.size() && path.starts_with(directory + "/");
}

/** Where the engine's data lies: its path, and the same as the file system that holds it knows it. */
struct Data {
  std::string path;
  std::string device;
  std::string inDevice;
};

Data dataOf(const Options& options) {
  // dockerd names it as it is found behind all links.
  std::error_code unlinked;
  const auto real = std::filesystem::canonical(options.engine("data"), unlinked).string();
  Data data{unlinked ? options.engine("data") : real, {}, {}};
  size_t longest = 0;
  for (const auto& [device, root, point, _] : mountsOf("self")) {
    if (data.path != point && !isBelow(data.path, point)) continue;
    if (point.size() < longest) continue;  // of two at one place the later one covers the other
    longest = point.size();
    data.device = device;
    const auto rest = data.path.substr(point == "/" ? 0 : point.size());
    data.inDevice = root == "/" ? (rest.empty() ? "/" : rest) : root + rest;
  }
  return data;
}

/** What overlay(5) writes to; dockerd names it by a path of its own where the line would be too long. */
std::string upperOf(const std::string& options) {
  const std::string name = "upperdir=";
  for (size_t at = 0; at < options.size();) {
    const auto end = std::min(options.find(',', at), options.size());
    if (options.compare(at, name.size(), name) == 0) return unescape(options.substr(at + name.size(), end - at - name.size()));
    at = end + 1;
  }
  return {};
}

/**
 * Whether these are the mounts of a container: its root is a layer of the data, or files that dockerd wrote for it there
 * are mounted. What else lies in the data is mounted for dockerd, too, and so for all who once copied its mounts.
 */
bool areContainers(const std::vector<Mount>& mounts, const Data& data) {
  const auto containers = (data.inDevice == "/" ? "" : data.inDevice) + "/containers";
  for (const auto& mount : mounts) {
    if (mount.point == "/" && isBelow(upperOf(mount.options), data.path)) return true;
    if (mount.device == data.device && isBelow(mount.root, containers)) return true;
  }
  return false;
}

struct Namespace {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator<(const Namespace& other) const {
    return device != other.device ? device < other.device : inode < other.inode;
  }
};

std::optional<Namespace> mountsNamespace(const std::string& process) {
  struct stat found {};
  if (stat(("/proc/" + process + "/ns/mnt").c_str(), &found) != 0) return std::nullopt;
  return Namespace{found.st_dev, found.st_ino};
}

bool isShim(pid_t pid) { return readFile("/proc/" + std::to_string(pid) + "/cmdline").find("containerd-shim") != std::string::npos; }

/** The shim that a process descends from; 0 when it has none left. */
pid_t shimOf(pid_t pid) {
  for (pid = parentOf(pid); pid > 1; pid = parentOf(pid)) {
    if (isShim(pid)) return pid;
  }
  return 0;
}

bool isDockerdOf(const std::string& process, const Options& options) {
  const auto line = readFile("/proc/" + process + "/cmdline");
  const auto program = line.substr(0, line.find('\0'));
  return program.ends_with("/dockerd") && line.find('\0' + ("--data-root=" + options.engine("data")) + '\0') != std::string::npos;
}

/** Whether a shim answers to the containerd of this engine. */
bool isOurs(pid_t shim, const Options& options) {
  const auto address = std::string("-address") + '\0' + options.inRun("containerd.sock") + '\0';
  return readFile("/proc/" + std::to_string(shim) + "/cmdline").find(address) != std::string::npos && exists(options.inRun("containerd"));
}

}  // namespace

std::vector<Identity> strays(const Options& options, const std::set<pid_t>& own) {
  const auto data = dataOf(options);
  std::set<Namespace> containers, others;
  if (const auto ours = mountsNamespace("self")) others.insert(*ours);
  std::vector<Identity> found;
  std::set<pid_t> shims;
  for (const auto& identity : allProcesses()) {
    const auto process = std::to_string(identity.pid);
    if (own.count(identity.pid) == 0 && isDockerdOf(process, options)) found.push_back(identity);
    const auto mounts = mountsNamespace(process);
    if (!mounts || others.count(*mounts) > 0) continue;
    if (containers.count(*mounts) == 0) {
      const bool isContainer = areContainers(mountsOf(process), data);
      (isContainer ? containers : others).insert(*mounts);
      if (!isContainer) continue;
    }
    const pid_t shim = shimOf(identity.pid);
    if (shim > 0 && isOurs(shim, options)) continue;
    found.push_back(identity);
    if (shim > 0 && shims.insert(shim).second) found.push_back({shim, startTicksOf(shim).value_or(0)});
  }
  return found;
}
