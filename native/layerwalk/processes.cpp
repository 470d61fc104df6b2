#include "processes.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <set>
#include <sstream>

#include "failure.h"
#include "fd.h"

namespace {

std::string folderOf(pid_t pid) { return "/proc/" + std::to_string(pid); }

/**
 * The fields of a `stat` file from the state on: the name before it may hold anything, also parentheses. None where the process
 * has ended, be it between opening and reading it.
 */
std::vector<std::string> fieldsOf(const std::string& file) {
  const Fd in{open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  // Some fifty numbers and a name of 15 bytes: proc_pid_stat(5).
  std::array<char, 4096> text{};
  const auto length = in ? read(in.get(), text.data(), text.size()) : -1;
  if (length <= 0) return {};
  const std::string line(text.data(), static_cast<std::size_t>(length));
  const auto end = line.rfind(')');
  if (end == std::string::npos) return {};
  std::istringstream rest(line.substr(end + 1));
  return {std::istream_iterator<std::string>(rest), {}};
}

/** Those of its numbered entries. */
std::vector<pid_t> numbersIn(const std::string& folder) {
  std::vector<pid_t> numbers;
  const std::unique_ptr<DIR, int (*)(DIR*)> names{opendir(folder.c_str()), closedir};
  while (const auto* entry = names ? readdir(names.get()) : nullptr) {
    if (const auto number = std::atoi(entry->d_name); number > 0) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

/** Empty when there is no such process, or it is not for us to look at. */
std::string mountsOf(const std::string& process) {
  std::array<char, 64> name{};
  const auto length = readlink(("/proc/" + process + "/ns/mnt").c_str(), name.data(), name.size());
  return length > 0 ? std::string(name.data(), static_cast<std::size_t>(length)) : "";
}

}  // namespace

std::optional<Process> processOf(pid_t pid) {
  // state, ppid, ..., starttime: the third, the fourth and the 22nd of all.
  const auto fields = fieldsOf(folderOf(pid) + "/stat");
  if (fields.size() < 20) return std::nullopt;
  return Process{pid, std::atoi(fields[1].c_str()), fields[19]};
}

std::vector<Process> containerOf(pid_t pid) {
  const auto mounts = mountsOf(std::to_string(pid));
  if (mounts.empty()) throw Failure::ofSystem(folderOf(pid), errno);
  if (mounts == mountsOf("self")) throw Failure::ofKind(folderOf(pid), "not a process of a container");
  std::vector<Process> found, others;
  std::set<pid_t> known;
  for (const auto each : numbersIn("/proc")) {
    const auto process = processOf(each);
    if (!process) continue;
    const bool isInside = mountsOf(std::to_string(each)) == mounts;
    (isInside ? found : others).push_back(*process);
    if (isInside) known.insert(each);
  }
  for (bool more = true; more;) {
    more = false;
    for (const auto& each : others) {
      if (!known.count(each.parent) || !known.insert(each.pid).second) continue;
      found.push_back(each);
      more = true;
    }
  }
  return found;
}

bool standsStill(pid_t pid) {
  for (const auto thread : numbersIn(folderOf(pid) + "/task")) {
    const auto fields = fieldsOf(folderOf(pid) + "/task/" + std::to_string(thread) + "/stat");
    // Stopped, by a tracer too, or ended.
    if (!fields.empty() && std::string("TtZX").find(fields[0]) == std::string::npos) return false;
  }
  return true;
}
