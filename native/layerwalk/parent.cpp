#include "parent.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "failure.h"

void endWithParent() {
  // See prctl(2); it tells only of an end that is still to come.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) throw Failure::ofSystem("prctl", errno);
  const char* parent = std::getenv("SLIPWAY_PARENT");
  if (parent && std::atoi(parent) != getppid()) throw Failure(Cause::system, "whoever started this is gone");
}
