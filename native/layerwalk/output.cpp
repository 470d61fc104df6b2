#include "output.h"

#include <unistd.h>

#include <cerrno>

#include "failure.h"

void writeOut(const void* bytes, std::size_t length) {
  auto at = static_cast<const char*>(bytes);
  for (const auto end = at + length; at < end;) {
    const auto written = write(STDOUT_FILENO, at, static_cast<std::size_t>(end - at));
    if (written < 0 && errno != EINTR) throw Failure::ofSystem("standard output", errno);
    if (written > 0) at += written;
  }
}
