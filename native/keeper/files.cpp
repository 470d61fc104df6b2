#include "files.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "fd.h"
#include "mounts.h"

namespace {

[[noreturn]] void fail(const std::string& path) { throw std::system_error(errno, std::generic_category(), path); }

/** Mount points at or below a directory, in the order in which they were mounted. */
std::vector<std::string> mountsBelow(const std::string& directory) {
  std::vector<std::string> found;
  for (const auto& mount : mountsOf("self")) {
    if (mount.point == directory || mount.point.starts_with(directory + "/")) found.push_back(mount.point);
  }
  return found;
}

void removeDirectory(const std::filesystem::path& directory) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  fs::permissions(directory, fs::perms::owner_all, ignored);  // the engine makes some that not even we may enter
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    if (fs::is_directory(entry.symlink_status(ignored))) {
      removeDirectory(entry.path());
    } else {
      fs::remove(entry.path(), ignored);
    }
  }
  fs::remove(directory, ignored);
}

}  // namespace

std::string readFile(const std::string& path) {
  std::string content;
  Fd file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  char buffer[16384];
  for (ssize_t count; file && (count = read(file.get(), buffer, sizeof buffer)) > 0;) content.append(buffer, count);
  return content;
}

void replaceFile(const std::string& path, const std::string& content) {
  const auto temporary = path + ".new";
  Fd file{open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
  if (!file || write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size()) ||
      rename(temporary.c_str(), path.c_str()) != 0) {
    fail(path);
  }
}

bool exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

bool hasRoom(const std::string& directory) {
  // Named like the data's mark (main/engine/owned/identity.ts), which does not count as data.
  const auto trial = directory + "/slipway-identity.room";
  const std::string content(65536, '-');
  const Fd file{open(trial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
  const ssize_t written = file ? write(file.get(), content.data(), content.size()) : -1;
  const bool full = written < 0 ? errno == ENOSPC || errno == EDQUOT : written < static_cast<ssize_t>(content.size());
  unlink(trial.c_str());
  return !full;
}

void makeDirectory(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0) return;
  if (errno == ENOENT) {
    makeDirectory(path.substr(0, path.rfind('/')));
    if (mkdir(path.c_str(), 0700) == 0) return;
  }
  struct stat found {};
  if (errno == EEXIST && stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode)) return;
  fail(path);
}

std::vector<std::string> tail(const std::string& path, size_t count) {
  constexpr off_t most = 16384;
  std::vector<std::string> lines;
  Fd file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file) return lines;
  const off_t size = lseek(file.get(), 0, SEEK_END);
  std::string text(static_cast<size_t>(std::min(size, most)), '\0');
  const ssize_t got = pread(file.get(), text.data(), text.size(), std::max<off_t>(0, size - most));
  text.resize(static_cast<size_t>(std::max<ssize_t>(0, got)));
  while (!text.empty() && lines.size() < count) {
    if (text.back() == '\n') text.pop_back();
    const auto end = text.rfind('\n');
    lines.insert(lines.begin(), end == std::string::npos ? text : text.substr(end + 1));
    text.resize(end == std::string::npos ? 0 : end + 1);
  }
  return lines;
}

void unmountBelow(const std::string& directory) {
  auto points = mountsBelow(directory);
  std::reverse(points.begin(), points.end());
  for (const auto& point : points) umount2(point.c_str(), MNT_DETACH);
}

void removeTree(const std::string& directory) {
  struct stat found {};
  if (lstat(directory.c_str(), &found) == 0 && S_ISDIR(found.st_mode) && mountsBelow(directory).empty()) {
    removeDirectory(directory);
  }
}
