#include "holding.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "failure.h"
#include "fd.h"
#include "output.h"

void hold(const std::string& file) {
  const Fd lock{open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  if (!lock) throw Failure::ofSystem(file, errno);
  while (flock(lock.get(), LOCK_EX) != 0) {
    if (errno != EINTR) throw Failure::ofSystem(file, errno);
  }
  writeOut("held\n", 5);
  char byte;
  for (;;) {
    const auto length = read(STDIN_FILENO, &byte, 1);
    if (length == 0 || (length < 0 && errno != EINTR)) return;
  }
}
