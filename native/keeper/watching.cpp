// The part of Supervisor that looks after what runs. A program that ends says so by itself (see bury()); that one
// hangs, or that somebody removed its files, shows only to who looks.
#include <fcntl.h>
#include <sys/stat.h>

#include <csignal>
#include <system_error>

#include "files.h"
#include "http.h"
#include "journal.h"
#include "programs.h"
#include "supervisor.h"

namespace {
constexpr int mostMisses = 3;
const Sentence portsDead{"keeper/ports"};

/** What tells a directory from one that is made in its place: its number alone may be given again. Source: statx(2). */
std::string markOf(int directory) {
  struct statx found {};
  if (statx(directory, "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &found) != 0) return "";
  const auto& born = found.stx_btime;
  return std::to_string(found.stx_ino) + '.' + std::to_string(born.tv_sec) + '.' + std::to_string(born.tv_nsec);
}
}  // namespace

void Supervisor::lookAfter() {
  // When the engine has failed, nobody would start again what is ended here.
  if (keepControl() && state_.phase != Phase::failed && !renewBereft()) renewSilent();
  nextLook_ = now() + options_.lookEvery;
}

/**
 * The way to the keeper comes first: the session that comes after the one whose run directory was removed needs it.
 * While there can be none, all is left as it is, for what was ended now could not be started again.
 */
bool Supervisor::keepControl() {
  try {
    standOn(options_.run);
    if (control_.restore()) note("made " + options_.inRun("keeper.sock") + " again, which was removed");
    cutOff_ = false;
  } catch (const std::system_error& error) {
    if (!cutOff_) note(std::string("cannot be reached, for the run directory was removed: ") + error.what());
    cutOff_ = true;
  }
  return !cutOff_;
}

void Supervisor::standOn(const std::string& run) {
  makeDirectory(run);
  struct stat found {};
  if (ground_ && fstat(ground_.get(), &found) == 0 && found.st_nlink > 0) return;
  ground_ = Fd{open(run.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
  mark_ = markOf(ground_.get());
}

/**
 * Whether the run directory that it was started in is gone, perhaps before this keeper came: what it has put there is gone,
 * nobody tells it, and it will never be up. Of one that was up, its own files tell.
 */
bool Supervisor::isGroundless(const Member& member) const {
  return member.running() && !member.settled && !member.ground.empty() && !mark_.empty() && member.ground != mark_;
}

/** Whether something can be started now. Where the run directory was removed, who has lost it comes first. */
bool Supervisor::canStart() {
  if (keepControl() && !renewBereft()) return true;
  loop_.until([this] { return interrupted(); }, nextLook_);
  return false;
}

/** Has a program started again when what it needs in the run directory was removed; true when there was one. */
bool Supervisor::renewBereft() {
  for (auto& member : members_) {
    const bool groundless = isGroundless(member);
    if (!member.settled && !groundless) continue;
    const auto lost = groundless ? options_.run : programs::lost(member.name, options_);
    if (lost.empty()) continue;
    const bool asked = !member.blame.empty();
    note(member.name + " lost " + lost);
    renew(member, {"keeper/bereft", {{"name", member.name}, {"file", lost}}}, asked ? SIGKILL : SIGTERM);
    return true;
  }
  return false;
}

/** Has a program started again when it has not answered for about a minute. */
void Supervisor::renewSilent() {
  auto& containerd = member("containerd");
  auto& dockerd = member("dockerd");
  // A dockerd that hangs may do so for want of containerd: it is asked anew once that one is well.
  if (hears(containerd)) {
    hears(dockerd);
  } else {
    dockerd.misses = 0;
  }
  for (auto* member : {&containerd, &dockerd}) {
    if (member->misses < mostMisses) continue;
    const auto seconds = (now() - member->silentSince) / 1000;
    note(member->name + " did not answer for " + std::to_string(seconds) + " seconds");
    renew(*member, {"keeper/silent", {{"name", member->name}, {"n", seconds}}}, SIGKILL);
    return;
  }
  if (options_.mode == Mode::rootless) tellOfSilence();
}

/** rootlesskit holds the namespaces that all else runs in: a person may want to end it for its silence, not we. */
void Supervisor::tellOfSilence() {
  auto& rootlesskit = member("rootlesskit");
  const bool told = state_.reason == portsDead;
  hears(rootlesskit);
  if (told == (rootlesskit.misses >= mostMisses)) return;
  state_.reason = told ? Sentence{} : portsDead;
  publish();
}

/** Whether a program that is up answers; how often in a row it does not is counted. */
bool Supervisor::hears(Member& member) {
  if (!member.up) return true;
  const Moment asked = now();
  const Moment deadline = asked + options_.lookEvery;
  const bool answered = responds(member, deadline);
  if (interrupted()) return true;
  // Who wakes so late was stopped itself, perhaps together with all else, and judges nobody.
  if (answered || now() > deadline + options_.lookEvery / 2) {
    member.misses = 0;
    return true;
  }
  if (member.misses++ == 0) member.silentSince = asked;
  note(member.name + " does not answer");
  return false;
}

/** Any answer will do. */
bool Supervisor::responds(const Member& member, Moment deadline) {
  const auto stop = [this] { return interrupted(); };
  const auto ask = [&](const std::string& socket, const std::string& path) {
    return request(loop_, options_.inRun(socket), "GET", path, deadline, stop).status != 0;
  };
  if (member.name == "rootlesskit") return ask("rootlesskit/api.sock", "/v1/ports");
  if (member.name == "containerd") return greets(loop_, options_.inRun("containerd.sock"), deadline, stop);
  return ask("docker.sock", "/_ping");
}

/** Ends a program on purpose, which counts as a death like any other. */
void Supervisor::renew(Member& member, Sentence blame, int signal) {
  member.blame = std::move(blame);
  member.misses = 0;
  member.process->signal(signal);
}
