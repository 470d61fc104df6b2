#include "programs.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "files.h"

extern char** environ;

namespace programs {

namespace {

bool startsWith(const std::string& text, const char* start) { return text.rfind(start, 0) == 0; }

/** The person's environment (proxies, locale), without what would lead the engine elsewhere. */
std::vector<std::string> environment(const Options& options) {
  std::vector<std::string> result;
  bool runtimeDirectory = false;
  for (char** entry = environ; *entry != nullptr; entry++) {
    const std::string variable = *entry;
    bool dropped = false;
    for (const char* name : {"PATH=", "DOCKER", "ROOTLESSKIT_", "CONTAINERD_", "LISTEN_", "NOTIFY_SOCKET=", "LD_",
                             "ELECTRON_", "NODE_"}) {
      dropped = dropped || startsWith(variable, name);
    }
    runtimeDirectory = runtimeDirectory || startsWith(variable, "XDG_RUNTIME_DIR=/");
    if (!dropped) result.push_back(variable);
  }
  result.push_back("PATH=" + options.bin + ":/usr/sbin:/usr/bin:/sbin:/bin");
  if (!runtimeDirectory) result.push_back("XDG_RUNTIME_DIR=" + options.run);
  return result;
}

std::vector<std::string> insideEnvironment(const Options& options) {
  auto result = environment(options);
  if (options.mode == Mode::rootless) {
    result.push_back("ROOTLESSKIT_STATE_DIR=" + options.inRun("rootlesskit"));
    result.push_back("ROOTLESSKIT_PARENT_EUID=" + std::to_string(geteuid()));
    result.push_back("ROOTLESSKIT_PARENT_EGID=" + std::to_string(getegid()));
  }
  return result;
}

std::string toml(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

/** What Docker does not use of containerd, by its names in 1.x and 2.x, each of which passes over those of the other. */
constexpr const char* unused[] = {
    "grpc.v1.cri", "cri.v1.images", "cri.v1.runtime", "podsandbox.controller.v1.podsandbox", "grpc.v1.sandbox-controllers",
    "nri.v1.nri", "internal.v1.opt", "internal.v1.restart", "monitor.container.v1.restart",
    "snapshotter.v1.aufs", "snapshotter.v1.blockfile", "snapshotter.v1.btrfs", "snapshotter.v1.devmapper",
    "snapshotter.v1.erofs", "snapshotter.v1.zfs", "differ.v1.erofs", "tracing.processor.v1.otlp", "internal.v1.tracing",
};

/** Without a file of its own containerd would read the system's. 1.x and 2.x both read the second version of its form. */
std::string containerdConfiguration(const Options& options) {
  std::string disabled;
  for (const char* name : unused) disabled += toml(std::string("io.containerd.") + name) + ", ";
  return "version = 2\nroot = " + toml(options.engine("containerd")) + "\nstate = " + toml(options.inRun("containerd")) +
         "\ndisabled_plugins = [" + disabled + "]\n[grpc]\naddress = " + toml(options.inRun("containerd.sock")) + "\n";
}

/**
 * What containerd had made of a task when all was killed, before it wrote down who runs it: containerd 1.7 does not find its
 * way back from there, and the folder would be in the way of the container's next start. What got further it ends itself.
 */
void clearUnborn(const Options& options) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  std::vector<std::string> unborn;
  for (const auto& task : fs::directory_iterator(options.inRun("containerd/io.containerd.runtime.v2.task/moby"), ignored)) {
    if (!exists(task.path().string() + "/runtime")) unborn.push_back(task.path().string());
  }
  for (const auto& task : unborn) removeTree(task);
}

}  // namespace

Command rootlesskit(const Options& options) {
  const auto state = options.inRun("rootlesskit");
  // What a system Docker has in /run would be in our way; once it is gone, the file `ready` says so.
  const std::string child = "rm -f /run/xtables.lock /run/docker /run/containerd; : > \"$1/ready\"; exec sleep infinity";
  return {{options.bin + "/rootlesskit", "--net=slirp4netns", "--mtu=65520", "--disable-host-loopback",
           "--port-driver=builtin", "--copy-up=/etc", "--copy-up=/run", "--state-dir=" + state, "/bin/sh", "-c", child,
           "sh", state},
          environment(options),
          options.log("keeper"),
          -1};
}

Command slirp4netns(const Options& options, pid_t inside) {
  const auto target = std::to_string(inside);
  return {{options.bin + "/slirp4netns", "--mtu=65520", "--disable-host-loopback", target, "tap0"},
          environment(options),
          options.log("keeper"),
          -1};
}

Command containerd(const Options& options, int namespaces) {
  const auto file = options.inRun("containerd.toml");
  replaceFile(file, containerdConfiguration(options));
  return {{options.bin + "/containerd", "--config", file}, insideEnvironment(options), options.log("containerd"), namespaces};
}

Command dockerd(const Options& options, int namespaces) {
  // The engine gets a copy, so that ending it (see Supervisor::stop) never touches the person's own file.
  auto configuration = readFile(options.engine("daemon.json"));
  replaceFile(options.inRun("daemon.json"), configuration.empty() ? "{}" : configuration);
  Command command{{options.bin + "/dockerd", "--config-file=" + options.inRun("daemon.json"),
                   "--data-root=" + options.engine("data"), "--exec-root=" + options.inRun("docker"),
                   "--pidfile=" + options.inRun("docker.pid"), "--host=unix://" + options.inRun("docker.sock"),
                   "--containerd=" + options.inRun("containerd.sock"), "--group=" + std::to_string(getegid())},
                  insideEnvironment(options),
                  options.log("dockerd"),
                  namespaces};
  if (options.mode == Mode::rootful) command.argv.push_back("--bridge=" + options.bridge);
  return command;
}

bool rootlesskitUp(const Options& options) {
  const auto state = options.inRun("rootlesskit");
  return exists(state + "/ready") && exists(state + "/api.sock") && rootlesskitChild(options).pid != 0;
}

Identity rootlesskitChild(const Options& options) {
  const pid_t pid = std::atoi(readFile(options.inRun("rootlesskit/child_pid")).c_str());
  const auto startTicks = pid > 0 ? startTicksOf(pid) : std::nullopt;
  return startTicks ? Identity{pid, *startTicks} : Identity{};
}

std::string lost(const std::string& name, const Options& options) {
  const std::map<std::string, std::vector<std::string>> needed{
      {"rootlesskit", {"rootlesskit/api.sock", "rootlesskit/child_pid"}},
      {"slirp4netns", {}},
      {"containerd", {"containerd.sock", "containerd"}},
      {"dockerd", {"docker.sock"}},
  };
  for (const auto& file : needed.at(name)) {
    if (!exists(options.inRun(file))) return options.inRun(file);
  }
  return "";
}

void clearBefore(const std::string& name, const Options& options) {
  if (name == "rootlesskit") {
    removeTree(options.inRun("rootlesskit"));
    clearUnborn(options);
  }
  if (name == "containerd") unlink(options.inRun("containerd.sock").c_str());
  if (name == "dockerd") {
    unlink(options.inRun("docker.pid").c_str());
    unlink(options.inRun("docker.sock").c_str());
  }
}

void clearAll(const Options& options) {
  for (const char* name : {"rootlesskit", "containerd", "dockerd"}) clearBefore(name, options);
  for (const char* name : {"docker", "containerd", "runc"}) {
    unmountBelow(options.inRun(name));
    removeTree(options.inRun(name));
  }
  for (const char* name : {"containerd.sock.ttrpc", "containerd.toml", "daemon.json", "keeper.sock"}) {
    unlink(options.inRun(name).c_str());
  }
  if (options.mode == Mode::rootful) unmountBelow(options.engine("data"));
  rmdir(options.run.c_str());
}

}  // namespace programs
