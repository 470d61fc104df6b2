// The part of Supervisor that looks after what runs. A program that ends says so by itself (see bury()); that one
// hangs, or that somebody removed its files, shows only to who looks.
#include <csignal>
#include <system_error>

#include "files.h"
#include "http.h"
#include "journal.h"
#include "programs.h"
#include "supervisor.h"

namespace {
constexpr int mostMisses = 3;
}  // namespace

void Supervisor::lookAfter() {
  if (keepControl() && state_.phase == Phase::ready && !renewBereft()) renewSilent();
  nextLook_ = now() + options_.lookEvery;
}

/**
 * The way to the keeper comes first: the session that comes after the one whose run directory was removed needs it.
 * While there can be none, all is left as it is, for what was ended now could not be started again.
 */
bool Supervisor::keepControl() {
  try {
    makeDirectory(options_.run);
    if (control_.restore()) note("made " + options_.inRun("keeper.sock") + " again, which was removed");
    cutOff_ = false;
  } catch (const std::system_error& error) {
    if (!cutOff_) note(std::string("cannot be reached, for the run directory was removed: ") + error.what());
    cutOff_ = true;
  }
  return !cutOff_;
}

/** Has a program started again when what it needs in the run directory was removed; true when there was one. */
bool Supervisor::renewBereft() {
  for (auto& member : members_) {
    const auto lost = programs::lost(member.name, options_);
    if (lost.empty()) continue;
    const bool asked = !member.blame.empty();
    renew(member, "lost " + lost, asked ? SIGKILL : SIGTERM);
    return true;
  }
  return false;
}

/** Has dockerd started again when it has not answered for about a minute. */
void Supervisor::renewSilent() {
  auto& dockerd = member("dockerd");
  const Moment asked = now();
  const Moment deadline = asked + options_.lookEvery;
  const auto answer = request(loop_, options_.inRun("docker.sock"), "GET", "/_ping", deadline, [this] { return interrupted(); });
  if (interrupted()) return;
  // Who wakes so late was stopped itself, perhaps together with dockerd, and judges nobody.
  if (answer.status != 0 || now() > deadline + options_.lookEvery / 2) {
    misses_ = 0;
    return;
  }
  if (misses_++ == 0) silentSince_ = asked;
  note("dockerd does not answer");
  if (misses_ < mostMisses) return;
  renew(dockerd, "did not answer for " + std::to_string((now() - silentSince_) / 1000) + " seconds", SIGKILL);
}

/** Ends a program on purpose, which counts as a death like any other. */
void Supervisor::renew(Member& member, const std::string& blame, int signal) {
  member.blame = blame;
  misses_ = 0;
  member.process->signal(signal);
}
