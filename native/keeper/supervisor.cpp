#include "supervisor.h"

#include <algorithm>
#include <csignal>
#include <system_error>

#include "bridge.h"
#include "files.h"
#include "http.h"
#include "programs.h"

namespace {
constexpr Moment startBound = 60'000;
constexpr Moment glance = 5;  // between two looks at a program that is about to be ready
constexpr Moment deathsCountFor = 600'000;
constexpr size_t mostDeaths = 5;
constexpr size_t logLines = 20;

/** Whether containers are out of reach after the death of containerd: where rootless has no cgroups. */
bool losesContainers(const Options& options) {
  return options.mode == Mode::rootless && !(exists("/sys/fs/cgroup/cgroup.controllers") && exists("/run/systemd/system"));
}

/** rootlesskit says little, and writes it to the keeper's log. */
std::string logOf(const Options& options, const std::string& program) {
  return options.log(program == "rootlesskit" ? "keeper" : program);
}
}  // namespace

Supervisor::Supervisor(Loop& loop, Options options, Record record)
    : loop_(loop),
      options_(std::move(options)),
      record_(std::move(record)),
      journal_(loop, options_.home + "/engine/log", {"dockerd", "containerd", "keeper"}),
      control_(loop, options_.inRun("keeper.sock"), [this](auto& word, auto& argument) { command(word, argument); }) {
  if (options_.mode == Mode::rootless) members_.push_back({"rootlesskit"});
  members_.push_back({"containerd"});
  members_.push_back({"dockerd"});
}

int Supervisor::run() {
  adopt(Record::read(options_.engine("keeper.lock")).processes);
  enter(Phase::starting, "");
  while (!stopAsked_) {
    if (bury()) continue;
    if (restartAsked_) {
      restart();
    } else if (allUp()) {
      if (state_.phase != Phase::ready) enter(Phase::ready, state_.phase == Phase::failed ? "" : state_.reason);
      loop_.once(never);
    } else if (state_.phase != Phase::failed || late_) {
      bringUp();
    } else {
      loop_.once(never);
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
  if (word == "stop") askStop(std::max(0, std::atoi(argument.c_str())));
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
      if (auto process = Process::adopt(entry.identity)) {
        note("took over " + member.name + ", process " + std::to_string(entry.identity.pid));
        watch(member, std::move(*process));
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

void Supervisor::bringUp() {
  const Moment deadline = late_ ? never : now() + startBound;
  for (auto& member : members_) {
    if (member.up) continue;
    if (!member.running()) {
      if (!member.deaths.empty()) {  // at once after the first death, then after 0.5, 1, 2 s
        const size_t count = member.deaths.size();
        const Moment pause = count < 2 ? 0 : 250LL << (count - 1);
        if (loop_.until([this] { return interrupted(); }, member.deaths.back() + pause)) return;
      }
      try {
        launch(member);
      } catch (const std::exception& error) {
        return fail(member.name + " cannot be started: " + error.what() + ".", "keeper");
      }
    }
    if (!waitUntilUp(member, deadline)) return;
  }
  late_ = false;
}

void Supervisor::launch(Member& member) {
  const int namespaces = namespaces_ ? namespaces_->pidfd() : -1;
  if (member.name == "dockerd") {
    if (options_.mode == Mode::rootless) clearStaleForwards();
    if (options_.mode == Mode::rootful) makeBridge(options_);
  }
  programs::clearBefore(member.name, options_);
  const auto command = member.name == "rootlesskit"  ? programs::rootlesskit(options_)
                       : member.name == "containerd" ? programs::containerd(options_, namespaces)
                                                     : programs::dockerd(options_, namespaces);
  auto process = Process::spawn(command, [&](const Identity& identity) {
    auto processes = state_.processes;
    processes.push_back({member.name, identity, wallClock(), member.restarts});
    record_.write({options_.run, processes});
  });
  note("started " + member.name + ", process " + std::to_string(process.identity().pid));
  member.since = wallClock();
  watch(member, std::move(process));
  publish();
}

void Supervisor::watch(Member& member, Process process) {
  member.process = std::move(process);
  member.up = false;
  loop_.watch(member.process->pidfd(), [&member] { member.process->settle(); });
}

/** Whether it is up now; when it is not, somebody asked for something else, somebody died, or it failed. */
bool Supervisor::waitUntilUp(Member& member, Moment deadline) {
  if (!waitFor([&] { return answers(member, deadline); }, deadline)) {
    if (!interrupted()) {
      late_ = true;
      fail(member.name + " did not get ready within " + std::to_string(startBound / 1000) + " seconds.", member.name);
    }
    return false;
  }
  member.up = true;
  if (member.name == "rootlesskit") {
    namespaces_ = Namespaces::of(programs::rootlesskitChild(options_));
    if (!namespaces_) return false;
  }
  publish();
  return true;
}

bool Supervisor::answers(const Member& member, Moment deadline) {
  if (member.name == "rootlesskit") return programs::rootlesskitUp(options_);
  if (member.name == "containerd") return listens(options_.inRun("containerd.sock"));
  // dockerd listens long before it serves: one request waits there for the moment at which it does.
  const auto socket = options_.inRun("docker.sock");
  return request(loop_, socket, "GET", "/_ping", deadline, [this] { return interrupted(); }).status == 200;
}

bool Supervisor::waitFor(const std::function<bool()>& condition, Moment deadline) {
  while (!interrupted()) {
    if (condition()) return true;
    if (now() >= deadline) return false;
    loop_.once(std::min(deadline, now() + glance));
  }
  return false;
}

/** What a dead dockerd had published stays with rootlesskit, and its successor would find the ports taken. */
void Supervisor::clearStaleForwards() {
  const auto socket = options_.inRun("rootlesskit/api.sock");
  const auto uninterrupted = [] { return false; };
  const auto ports = request(loop_, socket, "GET", "/v1/ports", now() + 2000, uninterrupted).body;
  for (size_t at = 0; (at = ports.find("\"id\":", at)) != std::string::npos;) {
    at += 5;
    const auto id = ports.substr(at, ports.find_first_not_of("0123456789", at) - at);
    request(loop_, socket, "DELETE", "/v1/ports/" + id, now() + 2000, uninterrupted);
  }
}

/** Notes who has died and decides what that means; true when somebody had. */
bool Supervisor::bury() {
  std::vector<std::string> dead;
  for (auto& member : members_) {
    if (!member.process || member.process->running()) continue;
    const auto& ending = member.process->ending();
    const auto reason = member.name + " ended unexpectedly" + (ending.empty() ? "" : " (" + ending + ")");
    note(reason);
    loop_.forget(member.process->pidfd());
    member.process.reset();
    member.up = false;
    member.restarts++;
    state_.restarts++;
    member.deaths.push_back(now());
    while (member.deaths.front() < now() - deathsCountFor) member.deaths.pop_front();
    dead.push_back(member.name);
    late_ = false;
    if (state_.phase == Phase::failed) continue;  // its own reason stands
    if (member.deaths.size() >= mostDeaths) {
      fail(reason + " for the fifth time in ten minutes and is not started again.", member.name);
    } else if (member.name == "rootlesskit") {
      enter(Phase::starting, reason + "; everything was started again and containers follow their restart policies.");
    } else if (member.name == "containerd" && losesContainers(options_)) {
      enter(Phase::starting, reason + " and was started again; without cgroups it has lost its containers, which follow "
                                      "their restart policies.");
    } else {
      enter(Phase::starting, reason + " and was started again.");
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
  enter(Phase::starting, "");
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

void Supervisor::enter(Phase phase, const std::string& reason, std::vector<std::string> log) {
  state_.phase = phase;
  state_.since = wallClock();
  state_.reason = reason;
  state_.log = std::move(log);
  publish();
}

/** `program` is the one whose log explains it. */
void Supervisor::fail(const std::string& reason, const std::string& program) {
  note(reason);
  enter(Phase::failed, reason, tail(logOf(options_, program), logLines));
}

void Supervisor::publish() {
  state_.processes.clear();
  for (const auto& member : members_) {
    if (member.running()) state_.processes.push_back({member.name, member.process->identity(), member.since, member.restarts});
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
