#include "state.h"

#include <unistd.h>

#include "json.h"

namespace {

const char* nameOf(Phase phase) {
  switch (phase) {
    case Phase::starting: return "starting";
    case Phase::ready: return "ready";
    case Phase::stopping: return "stopping";
    case Phase::stopped: return "stopped";
    case Phase::failed: return "failed";
  }
  return "";
}

std::string processJson(const std::string& name, pid_t pid, long long since, int restarts) {
  return "{\"name\":" + quoted(name) + ",\"pid\":" + std::to_string(pid) + ",\"since\":" + std::to_string(since) +
         ",\"restarts\":" + std::to_string(restarts) + "}";
}

}  // namespace

std::string State::json(const Options& options) const {
  std::string text = "{\"state\":" + quoted(nameOf(phase)) + ",\"since\":" + std::to_string(since) +
                     ",\"home\":" + quoted(options.home) + ",\"mode\":" + quoted(options.modeName()) + ",\"socket\":" + quoted(options.inRun("docker.sock")) +
                     ",\"reason\":" + reason.json() +
                     ",\"restarts\":" + std::to_string(restarts) + ",\"log\":[";
  for (size_t i = 0; i < log.size(); i++) text += (i ? "," : "") + quoted(log[i]);
  text += "],\"processes\":[" + processJson("keeper", getpid(), started, 0);
  for (const auto& process : processes) {
    if (process.name == "slirp4netns") continue;  // to everyone else it is a part of rootlesskit
    text += "," + processJson(process.name, process.identity.pid, process.since, process.restarts);
  }
  return text + "]}\n";
}
