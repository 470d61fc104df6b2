#include "forgotten.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "files.h"
#include "journal.h"
#include "process.h"

namespace {
constexpr Moment glance = 50;          // between two looks
constexpr Moment patience = 1500;      // for containerd to clear away itself what it has not forgotten
constexpr Moment deleteBound = 10'000;  // for runc to delete what it has of one

std::string tasksOf(const Options& options) { return options.inRun("containerd/io.containerd.runtime.v2.task/moby"); }

/**
 * Whether dockerd takes a container for one that does not run, or waits to start again: it does not ask after its task then.
 * What Go writes has its fields in the order of their declaration (container.State of moby).
 */
bool isWrittenAsStopped(const Options& options, const std::string& id) {
  const auto written = readFile(options.engine("data/containers/" + id + "/config.v2.json"));
  const auto state = written.find("\"State\":{");
  if (state == std::string::npos) return false;
  const auto fields = written.substr(state, written.find('}', state) - state);
  const auto has = [&](const char* field) { return fields.find(field) != std::string::npos; };
  return has("\"Running\":false") || has("\"Restarting\":true");
}

bool isShimOf(const Identity& identity, const Options& options, const std::string& id) {
  const auto line = readFile("/proc/" + std::to_string(identity.pid) + "/cmdline");
  const auto has = [&](const std::string& name, const std::string& value) {
    return line.find('\0' + name + '\0' + value + '\0') != std::string::npos;
  };
  return line.find("containerd-shim") != std::string::npos && has("-id", id) &&
         has("-address", options.inRun("containerd.sock"));
}

/** What stands ready to become a container's first process calls itself so, and is not yet one of its programs. */
bool isUnborn(const Identity& identity) {
  return readFile("/proc/" + std::to_string(identity.pid) + "/comm").rfind("runc", 0) == 0;
}

/** What is left of a task. */
struct Remains {
  std::vector<Identity> processes;  ///< its shims, and what stands ready below them
  bool lives = false;               ///< a program of the container runs
};

Remains remainsOf(const Options& options, const std::string& id) {
  Remains remains;
  const auto everyone = allProcesses();
  for (const auto& shim : everyone) {
    if (!isShimOf(shim, options, id)) continue;
    remains.processes.push_back(shim);
    for (const auto& identity : everyone) {
      if (parentOf(identity.pid) != shim.pid) continue;
      remains.processes.push_back(identity);
      remains.lives = remains.lives || !isUnborn(identity);
    }
  }
  return remains;
}

std::vector<std::string> left(const Options& options) {
  std::vector<std::string> found;
  std::error_code ignored;
  for (const auto& task : std::filesystem::directory_iterator(tasksOf(options), ignored)) {
    const auto id = task.path().filename().string();
    if (isWrittenAsStopped(options, id) && !remainsOf(options, id).lives) found.push_back(id);
  }
  return found;
}

/** Its control groups, and its folder there, which would be in the way of the next start as well. */
void deleteFromRunc(Loop& loop, const Options& options, int namespaces, const std::string& id) {
  const Command command{{options.bin + "/runc", "--root", options.inRun("docker/runtime-runc/moby"), "delete", "--force", id},
                        {"PATH=" + options.bin + ":/usr/sbin:/usr/bin:/sbin:/bin", "XDG_RUNTIME_DIR=" + options.run},
                        options.log("keeper"),
                        namespaces};
  auto runc = Process::spawn(command, [](const Identity&) {});
  loop.watch(runc.pidfd(), [&runc] { runc.settle(); });
  const auto ended = [&] { return !runc.running(); };
  if (!loop.until(ended, now() + deleteBound)) {
    runc.signal(SIGKILL);
    loop.until(ended, now() + patience);
  }
  loop.forget(runc.pidfd());
}
}  // namespace

namespace forgotten {

void clear(Loop& loop, const Options& options, int namespaces, const std::function<bool()>& interrupted) {
  // What containerd is still about, it ends itself.
  for (const Moment last = now() + patience; !left(options).empty() && now() < last;) {
    if (interrupted()) return;
    loop.once(now() + glance);
  }
  for (const auto& id : left(options)) {
    if (interrupted()) return;
    note("clears away a start of container " + id.substr(0, 12) + " that was cut off");
    for (const auto& identity : remainsOf(options, id).processes) {
      if (const auto process = Process::adopt(identity)) process->signal(SIGKILL);
    }
    const auto folder = tasksOf(options) + '/' + id;
    // One that containerd has not forgotten it clears away when its shim ends.
    for (const Moment last = now() + patience; exists(folder) && now() < last;) loop.once(now() + glance);
    deleteFromRunc(loop, options, namespaces, id);
    removeTree(folder);
  }
}

}  // namespace forgotten
