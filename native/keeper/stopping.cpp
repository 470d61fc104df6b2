// The part of Supervisor that ends what runs: dockerd first, for only it can stop containers as they wish.
#include <csignal>
#include <filesystem>
#include <set>
#include <system_error>

#include "bridge.h"
#include "files.h"
#include "http.h"
#include "programs.h"
#include "supervisor.h"

namespace {
constexpr int usualStopSeconds = 60;
constexpr Moment stepBound = 5000;
}  // namespace

void Supervisor::stop() {
  enter(Phase::stopping);
  if (member("dockerd").running()) stopContainersWithEngine();
  end(member("containerd"), now() + stepBound);
  if (options_.mode == Mode::rootless) {
    end(member("slirp4netns"), now() + stepBound);
    end(member("rootlesskit"), now() + stepBound);
  }
  endLeftovers(now() + 2 * stepBound);
  if (options_.mode == Mode::rootful) removeBridges(options_);
  programs::clearAll(options_);
  record_.remove();
  note("stopped");
  enter(Phase::stopped);
  control_.drain(now() + 1000);
}

/**
 * With live-restore on, dockerd would leave containers running; switched off first, it stops each within its
 * own stop time and remembers which ones to bring back.
 */
void Supervisor::stopContainersWithEngine() {
  auto& dockerd = member("dockerd");
  if (dockerd.up && !switchOffLiveRestore()) note("dockerd did not switch live-restore off");
  end(dockerd, now() + 1000LL * (stopSeconds_ > 0 ? stopSeconds_ : usualStopSeconds));
}

/** dockerd handles signals side by side: only its own word tells that SIGHUP has had its effect. */
bool Supervisor::switchOffLiveRestore() {
  auto& dockerd = member("dockerd");
  try {
    replaceFile(options_.inRun("daemon.json"), "{\"live-restore\": false}");
  } catch (const std::system_error&) {
    return false;
  }
  dockerd.process->signal(SIGHUP);
  const auto ended = [&] { return !dockerd.running(); };
  for (const Moment deadline = now() + stepBound; !ended() && now() < deadline; loop_.once(now() + 10)) {
    const auto info = request(loop_, options_.inRun("docker.sock"), "GET", "/info", deadline, ended).body;
    if (info.find("\"LiveRestoreEnabled\":false") != std::string::npos) return true;
  }
  return false;
}

/** SIGTERM, and SIGKILL when it has not ended at the deadline. It does not count as a death. */
void Supervisor::end(Member& member, Moment deadline) {
  if (member.process) {
    const auto ended = [&] { return !member.running(); };
    member.process->signal(SIGTERM);
    if (!loop_.until(ended, deadline)) {
      note(member.name + " did not end in time and is killed");
      member.process->signal(SIGKILL);
      loop_.until(ended, now() + stepBound);
    }
  }
  forget(member);
  publish();
}

/** Without rootlesskit nothing in its namespaces has a network any more: all of it makes way for new ones. */
void Supervisor::leaveNamespaces() {
  for (const char* name : {"dockerd", "containerd", "slirp4netns"}) end(member(name), now() + 3000);
  endLeftovers(now() + 2 * stepBound);
  // A new containerd kills those that it still finds; of some, killed over their start, it knows nothing any more.
  endAll([this] { return orphans(); }, now());
  namespaces_.reset();
}

/**
 * A containerd that is started again finds its containers by their cgroups. Where there are none they run on
 * and nobody can reach them: they are ended, so that a new dockerd finds them so and follows their policies.
 */
void Supervisor::leaveContainers() {
  end(member("dockerd"), now() + 3000);
  endAll([this] { return containers(); }, now() + 2 * stepBound);
}

/** Ends what no engine is left to stop. */
void Supervisor::endLeftovers(Moment deadline) {
  endAll([this] { return namespaces_ ? namespaces_->members() : containers(); }, deadline);
}

void Supervisor::endAll(const std::function<std::vector<Identity>()>& find, Moment deadline) {
  const auto signalAll = [&](int number) {
    const auto found = find();
    for (const auto& identity : found) {
      if (const auto process = Process::adopt(identity)) process->signal(number);
    }
    return found.empty();
  };
  if (signalAll(SIGTERM)) return;
  note("containers were still running and are ended");
  while (!find().empty() && now() < deadline) loop_.once(now() + 50);
  for (const Moment last = now() + stepBound; !signalAll(SIGKILL) && now() < last;) loop_.once(now() + 50);
}

/** The shims of our containerd, and the first process of each container: with that one the others end. */
std::vector<Identity> Supervisor::containers() const {
  const std::string ours = std::string("-address") + '\0' + options_.inRun("containerd.sock") + '\0';
  const auto everyone = allProcesses();
  std::vector<Identity> found;
  std::set<pid_t> shims;
  for (const auto& identity : everyone) {
    const auto line = readFile("/proc/" + std::to_string(identity.pid) + "/cmdline");
    if (line.find("containerd-shim") == std::string::npos || line.find(ours) == std::string::npos) continue;
    shims.insert(identity.pid);
    found.push_back(identity);
  }
  if (shims.empty()) return found;
  for (const auto& identity : everyone) {
    if (shims.count(parentOf(identity.pid)) > 0) found.push_back(identity);
  }
  return found;
}

/** Processes of containers whose shim was killed, and all else with it: they show by the layer of ours that is their root. */
std::vector<Identity> Supervisor::orphans() const {
  std::error_code missing;
  const auto data = std::filesystem::canonical(options_.engine("data"), missing).string();
  std::vector<Identity> found;
  if (missing) return found;
  for (const auto& identity : allProcesses()) {
    if (isRootedIn(identity.pid, data)) found.push_back(identity);
  }
  return found;
}
