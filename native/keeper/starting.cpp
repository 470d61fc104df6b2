// The part of Supervisor that starts what does not run, in order.
#include <sys/stat.h>

#include <algorithm>
#include <stdexcept>

#include "bridge.h"
#include "files.h"
#include "forgotten.h"
#include "forwards.h"
#include "http.h"
#include "networks.h"
#include "programs.h"
#include "supervisor.h"

namespace {
constexpr Moment glance = 5;  // between two looks at a program that is about to be ready
constexpr Moment roomEvery = 1000;  // between two looks for room on a full disk

/**
 * dockerd makes an empty data-root wherever there is none. Where it was known once (main/engine/owned/identity.ts), a data-root
 * without its mark is a disk that is not mounted, or was taken away while the engine ran.
 */
bool lacksItsData(const Options& options) {
  return exists(options.engine("identity.json")) && !exists(options.engine("data/slipway-identity"));
}

/**
 * dockerd's builder makes its directory for incoming content with the first build, and when that fails, on a full disk say, it
 * never tries again: each build until its end fails alike (ensureIngestRoot, containerd's plugins/content/local). So it is there.
 */
void makeBuildersIngest(const Options& options) {
  auto path = options.engine("data/buildkit");
  mkdir(path.c_str(), 0711);  // its modes; where it can't be made, builds say why
  for (const char* below : {"/content", "/ingest"}) mkdir((path += below).c_str(), 0755);
}
}  // namespace

void Supervisor::bringUp() {
  const Moment deadline = late_ ? never : now() + options_.startLimit;
  for (auto& member : members_) {
    if (member.up) continue;
    if (!member.running()) {
      if (!member.deaths.empty()) {  // at once after the first death, then after 0.5, 1, 2 s
        const size_t count = member.deaths.size();
        // A rootlesskit that was killed takes its slirp4netns with it, which may be over the sooner.
        const Moment first = member.name == "slirp4netns" ? 250 : 0;
        const Moment pause = count < 2 ? first : 250LL << (count - 1);
        if (loop_.until([this] { return interrupted(); }, member.deaths.back() + pause)) return;
      }
      // A network needs nothing there, and containers wait for it.
      if (member.name != "slirp4netns" && !canStart()) return;
      for (const auto& directory : {options_.home, options_.engine("data"), options_.run}) {
        if (!hasRoom(directory)) return awaitRoom(member, directory);
      }
      if (state_.phase == Phase::failed) return goOn();
      if (member.name == "dockerd" && lacksItsData(options_)) {
        const auto data = options_.engine("data");
        return fail({"keeper/data", {{"name", member.name}, {"data", data}}}, "keeper", "no data of its own is in " + data);
      }
      if (member.name == "containerd" && !endStrays()) {
        return fail({"keeper/held", {{"data", options_.engine("data")}}}, "keeper", "an earlier engine's processes do not end");
      }
      try {
        launch(member);
      } catch (const std::exception& error) {
        if (!exists(options_.run)) return;  // removed this moment
        const std::string why = error.what();
        return fail({"keeper/unstarted", {{"name", member.name}, {"why", why}}}, "keeper", member.name + ": " + why);
      }
    }
    if (!waitUntilUp(member, deadline)) return;
  }
  late_ = false;
}

/** On a full disk programs would die over and over: none is started before there is room, and then by itself. */
void Supervisor::awaitRoom(const Member& member, const std::string& directory) {
  const Sentence reason{"keeper/diskFull", {{"folder", directory}, {"name", member.name}}};
  if (state_.phase != Phase::failed || state_.reason != reason) fail(reason, "keeper", "no room in " + directory);
  waitsForRoom_ = true;
  loop_.until([this] { return interrupted(); }, now() + roomEvery);
}

/** What it failed for is over. */
void Supervisor::goOn() {
  late_ = waitsForRoom_ = false;
  enter(Phase::starting);
}

void Supervisor::launch(Member& member) {
  member.misses = 0;
  if (member.name == "dockerd") {
    forgotten::clear(loop_, options_, namespaces_ ? namespaces_->pidfd() : -1, [this] { return interrupted(); });
    networks::keepBeforeStart(options_);
    if (options_.mode == Mode::rootless) clearStaleForwards(loop_, options_);
    if (options_.mode == Mode::rootful) makeBridge(options_);
  }
  programs::clearBefore(member.name, options_);
  member.since = wallClock();
  member.ground = mark_;
  if (auto process = member.name == "slirp4netns" ? bornWithRootlesskit() : std::nullopt) {
    watch(member, std::move(*process));
  } else {
    watch(member, Process::spawn(commandOf(member), [&](const Identity& identity) {
      auto processes = state_.processes;
      processes.push_back({member.name, identity, member.since, member.restarts, member.ground, false});
      record_.write({options_.run, processes});
    }));
    note("started " + member.name + ", process " + std::to_string(member.process->identity().pid));
  }
  publish();
}

/** rootlesskit starts a slirp4netns of its own, but not another one when that dies. */
std::optional<Process> Supervisor::bornWithRootlesskit() {
  return Process::adopt(childOf(member("rootlesskit").process->identity().pid, "slirp4netns"));
}

Command Supervisor::commandOf(const Member& member) const {
  const int namespaces = namespaces_ ? namespaces_->pidfd() : -1;
  if (member.name == "rootlesskit") return programs::rootlesskit(options_);
  if (member.name == "slirp4netns") return programs::slirp4netns(options_, namespaces_ ? namespaces_->identity().pid : 0);
  if (member.name == "containerd") return programs::containerd(options_, namespaces);
  return programs::dockerd(options_, namespaces);
}

/** Whether it is up now; when it is not, somebody asked for something else, somebody died, or it failed. */
bool Supervisor::waitUntilUp(Member& member, Moment deadline) {
  if (!waitFor([&] { return answers(member, deadline); }, deadline)) {
    // dockerd waits for containerd, also for one that hangs: that one is judged first, and then there is more time.
    if (!interrupted() && this->member("containerd").misses == 0) {
      late_ = true;
      const auto seconds = options_.startLimit / 1000;
      fail({"keeper/late", {{"name", member.name}, {"n", seconds}}}, member.name,
           member.name + " did not get ready within " + std::to_string(seconds) + " seconds");
    }
    return false;
  }
  member.up = member.settled = true;
  if (member.name == "dockerd") {
    makeBuildersIngest(options_);
    networks::settle(options_);
  }
  publish();
  return true;
}

bool Supervisor::answers(const Member& member, Moment deadline) {
  if (member.name == "rootlesskit") {
    if (!programs::rootlesskitUp(options_)) return false;
    namespaces_ = Namespaces::of(programs::rootlesskitChild(options_));
    return namespaces_.has_value();
  }
  if (member.name == "slirp4netns") return member.running();
  if (member.name == "containerd") return listens(options_.inRun("containerd.sock"));
  // dockerd listens long before it serves: one request waits there for the moment at which it does.
  const auto socket = options_.inRun("docker.sock");
  return request(loop_, socket, "GET", "/_ping", std::min(deadline, nextLook_), [this] { return interrupted(); }).status == 200;
}

bool Supervisor::waitFor(const std::function<bool()>& condition, Moment deadline) {
  while (!interrupted()) {
    if (condition()) return true;
    if (now() >= deadline) return false;
    if (now() >= nextLook_) lookAfter();
    loop_.once(std::min(deadline, now() + glance));
  }
  return false;
}
