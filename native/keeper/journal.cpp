#include "journal.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include <ctime>
#include <filesystem>

namespace {
constexpr off_t limit = 4 << 20;
}

void note(const std::string& text) {
  char stamp[32];
  const std::time_t time = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ ", &parts);
  const auto line = stamp + text + "\n";
  if (write(STDERR_FILENO, line.data(), line.size()) < 0) return;  // a full disk must not stop the engine
}

Journal::Journal(Loop& loop, std::string directory, std::vector<std::string> names)
    : directory_(std::move(directory)), names_(std::move(names)), changes_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  for (const auto& name : names_) check(name);
  if (!changes_ || inotify_add_watch(changes_.get(), directory_.c_str(), IN_MODIFY) < 0) {
    note("cannot watch " + directory_ + ": its logs are bounded only at a start");
    return;
  }
  loop.watch(changes_.get(), [this] {
    char events[4096];
    while (read(changes_.get(), events, sizeof events) > 0) {
    }
    for (const auto& name : names_) check(name);
  });
}

void Journal::check(const std::string& name) const {
  const auto path = directory_ + "/" + name + ".log";
  struct stat found {};
  if (stat(path.c_str(), &found) != 0 || found.st_size <= limit) return;
  std::error_code failed;
  std::filesystem::copy_file(path, path + ".1", std::filesystem::copy_options::overwrite_existing, failed);
  // Emptied even when there was no room for a copy: a bound that fails when the disk is full is none.
  if (truncate(path.c_str(), 0) != 0) return;
}
