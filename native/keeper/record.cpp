#include "record.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <sstream>
#include <system_error>

#include "files.h"

namespace {
const std::string unmarked = "-";

/** Start times count from the boot, so they mean something only within it. */
std::string bootId() {
  auto id = readFile("/proc/sys/kernel/random/boot_id");
  while (!id.empty() && id.back() == '\n') id.pop_back();
  return id;
}

}  // namespace

std::optional<Record> Record::take(const std::string& path) {
  for (;;) {
    Fd file{open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (!file) throw std::system_error(errno, std::generic_category(), path);
    if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
    struct stat locked {}, named {};
    // Whoever held it may have removed the file between our open and our lock.
    if (fstat(file.get(), &locked) == 0 && stat(path.c_str(), &named) == 0 && locked.st_ino == named.st_ino) {
      return Record{path, std::move(file)};
    }
  }
}

Record::Content Record::read(const std::string& path) {
  Content content;
  std::istringstream lines(readFile(path));
  std::string boot;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word == "end") return boot == bootId() && content.run.starts_with('/') ? content : Content{};
    if (word == "boot") words >> boot;
    if (word == "run" && line.size() > 4) content.run = line.substr(4);
    if (word == "process") {
      RecordedProcess process;
      words >> process.name >> process.identity.pid >> process.identity.startTicks >> process.since >> process.restarts;
      if (!words) continue;
      words >> process.ground >> process.settled;
      if (process.ground == unmarked) process.ground.clear();
      content.processes.push_back(process);
    }
  }
  return {};
}

void Record::write(const Content& content) const {
  std::ostringstream text;
  text << "boot " << bootId() << "\nrun " << content.run << "\n";
  for (const auto& process : content.processes) {
    text << "process " << process.name << ' ' << process.identity.pid << ' ' << process.identity.startTicks << ' '
         << process.since << ' ' << process.restarts << ' ' << (process.ground.empty() ? unmarked : process.ground) << ' ' << process.settled << '\n';
  }
  text << "end\n";
  // In place, for the lock belongs to this very file; what an older, longer text leaves comes after "end".
  const auto bytes = text.str();
  if (pwrite(file_.get(), bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()) ||
      ftruncate(file_.get(), static_cast<off_t>(bytes.size())) != 0) {
    throw std::system_error(errno, std::generic_category(), path_);
  }
}

void Record::remove() const { unlink(path_.c_str()); }
