#include "strays.h"

#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <string>

#include "files.h"

namespace {

/** A line of proc_pid_mountinfo(5). */
struct Mount {
  std::string device;  ///< major:minor of its file system
  std::string root;    ///< what of the file system is mounted
  std::string point;   ///< where
  std::string options;  ///< of the file system
};

/** Blanks, commas and backslashes stand in that file as \ and three octal digits. */
std::string unescaped(const std::string& text) {
  std::string plain;
  const auto octal = [&](size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '7'; };
  for (size_t at = 0; at < text.size(); at++) {
    if (text[at] == '\\' && octal(at + 1) && octal(at + 2) && octal(at + 3)) {
      plain += static_cast<char>(std::stoi(text.substr(at + 1, 3), nullptr, 8));
      at += 3;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

std::vector<Mount> mountsOf(const std::string& process) {
  std::vector<Mount> mounts;
  std::istringstream lines(readFile("/proc/" + process + "/mountinfo"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    Mount mount;
    std::string number, parent, word;
    if (!(words >> number >> parent >> mount.device >> mount.root >> mount.point)) continue;
    while (words >> word && word != "-") {}
    std::string type, source;
    words >> type >> source >> mount.options;
    mount.root = unescaped(mount.root);
    mount.point = unescaped(mount.point);
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

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
  Data data{options.engine("data"), {}, {}};
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
    if (options.compare(at, name.size(), name) == 0) return unescaped(options.substr(at + name.size(), end - at - name.size()));
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
