#include "supervisor.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include "files.h"
#include "networks.h"

namespace {
constexpr size_t mostDeaths = 5;
constexpr size_t logLines = 20;

/** Whether a new containerd cannot reach a dead one's containers: rootless without cgroups, or its notes are gone. */
bool losesContainers(const Options& options) {
  if (!exists(options.inRun("containerd"))) return true;
  return options.mode == Mode::rootless && !(exists("/sys/fs/cgroup/cgroup.controllers") && exists("/run/systemd/system"));
}

/** rootlesskit and slirp4netns say little, and write it to the keeper's log. */
std::string logOf(const Options& options, const std::string& program) {
  return options.log(program == "dockerd" || program == "containerd" ? program : "keeper");
}

Sentence ended(const std::string& name, const Ending& ending) {
  if (ending.signal) return {"keeper/killed", {{"name", name}, {"signal", *ending.signal}}};
  if (ending.exitCode) return {"keeper/exited", {{"name", name}, {"exitCode", *ending.exitCode}}};
  return {"keeper/ended", {{"name", name}}};
}

/** The same for the log. */
std::string noted(const Ending& ending) {
  if (ending.signal) return " (signal " + std::to_string(*ending.signal) + ")";
  return ending.exitCode ? " (exit code " + std::to_string(*ending.exitCode) + ")" : "";
}
}  // namespace

Supervisor::Supervisor(Loop& loop, Options options, Record record)
    : loop_(loop),
      options_(std::move(options)),
      record_(std::move(record)),
      journal_(loop, options_.home + "/engine/log", {"dockerd", "containerd", "keeper"}),
      control_(loop, options_.inRun("keeper.sock"), [this](auto& word, auto& argument) { command(word, argument); }) {
  const bool rootless = options_.mode == Mode::rootless;
  if (rootless) members_.push_back({"rootlesskit"});
  for (const char* name : {"containerd", "dockerd"}) members_.push_back({name});
  // Last, for the first one comes with rootlesskit; and when others die with it, their death says more.
  if (rootless) members_.push_back({"slirp4netns"});
}

int Supervisor::run() {
  adopt(Record::read(options_.engine("keeper.lock")).processes);
  enter(Phase::starting);
  while (!stopAsked_) {
    if (bury()) continue;
    if (restartAsked_) {
      restart();
    } else if (now() >= nextLook_) {
      lookAfter();
    } else if (allUp()) {
      if (state_.phase != Phase::ready) enter(Phase::ready, state_.phase == Phase::failed ? Sentence{} : state_.reason);
      loop_.once(nextLook_);
    } else if (state_.phase != Phase::failed || late_ || waitsForRoom_) {
      bringUp();
    } else {
      loop_.once(nextLook_);
    }
  }
  stop();
  return 0;
}

void Supervisor::askStop(int seconds) {
  stopAsked_ = true;
  stopSeconds_ = seconds;
}

void Supervisor::command(const std::string& word, const std::string& argument) {
  if (word == "stop") askStop(static_cast<int>(std::clamp(std::strtol(argument.c_str(), nullptr, 10), 0L, 86'400L)));
  if (word == "restart") restartAsked_ = true;
  if (word == "start" && state_.phase == Phase::failed) restartAsked_ = true;
}

/** A successor takes over what its predecessor recorded; who ended meanwhile counts as a death. */
void Supervisor::adopt(const std::vector<RecordedProcess>& recorded) {
  for (const auto& entry : recorded) {
    if (entry.name == "namespaces") namespaces_ = Namespaces::of(entry.identity);
    for (auto& member : members_) {
      if (member.name != entry.name) continue;
      member.since = entry.since;
      member.restarts = entry.restarts;
      member.ground = entry.ground;
      if (auto process = Process::adopt(entry.identity)) {
        note("took over " + member.name + ", process " + std::to_string(entry.identity.pid));
        watch(member, std::move(*process));
        member.settled = entry.settled;
      }
    }
  }
  if (options_.mode == Mode::rootless && !member("rootlesskit").running()) {
    // The holder of the namespaces is gone, but anyone who is still in them can show the way there.
    for (const auto& entry : recorded) {
      if (!namespaces_) namespaces_ = Namespaces::of(entry.identity);
    }
    leaveNamespaces();
  } else if (!recorded.empty() && !member("containerd").running() && losesContainers(options_)) {
    leaveContainers();
  }
}

void Supervisor::watch(Member& member, Process process) {
  member.process = std::move(process);
  member.up = member.settled = false;
  loop_.watch(member.process->pidfd(), [&member] { member.process->settle(); });
}

void Supervisor::forget(Member& member) {
  if (member.process) loop_.forget(member.process->pidfd());
  member.process.reset();
  member.up = member.settled = false;
  member.blame = {};
}

/** Notes who has died and decides what that means; true when somebody had. */
bool Supervisor::bury() {
  std::vector<std::string> dead;
  for (auto& member : members_) {
    if (!member.process || member.process->running()) continue;
    const auto& ending = member.process->ending();
    note(member.name + " ended" + noted(ending));
    if (member.name == "dockerd" && !member.up && networks::undoStart(options_)) {
      note("its networks were half-changed by a start that was cut off, which was undone");
      member.blame = {"keeper/networks", {{"name", member.name}}};
    }
    const auto cause = member.blame.empty() ? ended(member.name, ending) : member.blame;
    forget(member);
    member.restarts++;
    state_.restarts++;
    member.deaths.push_back(now());
    while (member.deaths.front() < now() - options_.deathsCountFor) member.deaths.pop_front();
    dead.push_back(member.name);
    late_ = false;
    if (state_.phase == Phase::failed || dead.size() > 1) continue;  // what is said already stands
    if (member.deaths.size() >= mostDeaths) {
      fail({"keeper/gaveUp", {{"cause", cause}}}, member.name, member.name + " ended for the fifth time in ten minutes");
    } else if (member.name == "rootlesskit") {
      enter(Phase::starting, {"keeper/allAgain", {{"cause", cause}}});
    } else if (member.name == "containerd" && losesContainers(options_)) {
      enter(Phase::starting, {"keeper/againWithout", {{"cause", cause}}});
    } else {
      enter(Phase::starting, {"keeper/again", {{"cause", cause}}});
    }
  }
  if (dead.empty()) return false;
  if (dead.front() == "rootlesskit") {
    leaveNamespaces();
  } else if (dead.front() == "containerd" && losesContainers(options_)) {
    leaveContainers();
  }
  publish();
  return true;
}

/** Ends dockerd alone (with live-restore containers run on) and lets run() bring up whatever is missing. */
void Supervisor::restart() {
  restartAsked_ = false;
  late_ = false;
  for (auto& member : members_) member.deaths.clear();
  enter(Phase::starting);
  end(member("dockerd"), now() + 15'000);
  publish();
}

Supervisor::Member& Supervisor::member(const std::string& name) {
  return *std::find_if(members_.begin(), members_.end(), [&](const auto& each) { return each.name == name; });
}

bool Supervisor::allUp() const {
  return std::all_of(members_.begin(), members_.end(), [](const auto& member) { return member.up && member.running(); });
}

bool Supervisor::someoneDied() const {
  return std::any_of(members_.begin(), members_.end(),
                     [](const auto& member) { return member.process && !member.process->running(); });
}

void Supervisor::enter(Phase phase, Sentence reason, std::vector<std::string> log) {
  state_.phase = phase;
  state_.since = wallClock();
  state_.reason = std::move(reason);
  state_.log = std::move(log);
  publish();
}

/** `program` is the one whose log explains it, `noted` what the keeper's own log says. */
void Supervisor::fail(Sentence reason, const std::string& program, const std::string& noted) {
  waitsForRoom_ = false;
  note("failed: " + noted);
  enter(Phase::failed, std::move(reason), tail(logOf(options_, program), logLines));
}

void Supervisor::publish() {
  state_.processes.clear();
  for (const auto& member : members_) {
    if (member.running()) state_.processes.push_back(member.recorded());
  }
  control_.publish(state_.json(options_));
  save();
}

void Supervisor::save() const {
  auto processes = state_.processes;
  if (namespaces_) processes.push_back({"namespaces", namespaces_->identity(), 0, 0});
  try {
    record_.write({options_.run, processes});
  } catch (const std::system_error& error) {
    note(std::string("cannot record what runs: ") + error.what());
  }
}
