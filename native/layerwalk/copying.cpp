#include "copying.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "failure.h"
#include "fd.h"
#include "moving.h"
#include "opening.h"

namespace {

class Copy {
public:
  Copy(int target, Progress& progress) : target_(target), progress_(progress) {}

  /** What lies in a directory. @param path from the root of the copy, "" or with a stroke at its end; for links and messages */
  void directory(int from, int to, const std::string& path) {
    // Of its own, for reading a directory moves its position.
    Fd own{openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!own) throw Failure::ofSystem(path, errno);
    const std::unique_ptr<DIR, int (*)(DIR*)> names{fdopendir(dup(own.get())), closedir};
    if (!names) throw Failure::ofSystem(path, errno);
    for (;;) {
      errno = 0;
      const auto* entry = readdir(names.get());
      if (!entry) break;
      const std::string name = entry->d_name;
      if (name != "." && name != "..") this->entry(from, to, name, path + name);
    }
    if (errno != 0) throw Failure::ofSystem(path, errno);
  }

  /** Owner, attributes, mode and times, in the order in which none undoes another. */
  void properties(int from, int to, const std::string& name, const struct stat& status, const std::string& path) {
    const bool isLink = S_ISLNK(status.st_mode);
    check(fchownat(to, name.c_str(), status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW), path);
    attributes(through(from, name), through(to, name), path);
    if (!isLink) check(fchmodat(to, name.c_str(), status.st_mode & 07777, 0), path);
    const timespec times[]{status.st_atim, status.st_mtim};
    check(utimensat(to, name.c_str(), times, AT_SYMLINK_NOFOLLOW), path);
  }

private:
  void entry(int from, int to, const std::string& name, const std::string& path) {
    struct stat status;
    check(fstatat(from, name.c_str(), &status, AT_SYMLINK_NOFOLLOW), path);
    const bool isDirectory = S_ISDIR(status.st_mode);
    if (!isDirectory && status.st_nlink > 1) {
      const auto [first, isNew] = links_.try_emplace({status.st_dev, status.st_ino}, path);
      if (!isNew) return check(linkat(target_, first->second.c_str(), to, name.c_str(), 0), path);
    }
    if (isDirectory) {
      check(mkdirat(to, name.c_str(), 0700), path);
      const Fd below{openat(from, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
      const Fd made{openat(to, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
      if (!below || !made) throw Failure::ofSystem(path, errno);
      directory(below.get(), made.get(), path + "/");
    } else if (S_ISREG(status.st_mode)) {
      file(from, to, name, status.st_size, path);
    } else if (S_ISLNK(status.st_mode)) {
      std::string goal(static_cast<std::size_t>(status.st_size) + 1, '\0');
      const auto length = readlinkat(from, name.c_str(), goal.data(), goal.size());
      check(length, path);
      goal.resize(static_cast<std::size_t>(length));
      check(symlinkat(goal.c_str(), to, name.c_str()), path);
    } else {
      check(mknodat(to, name.c_str(), (status.st_mode & S_IFMT) | 0600, status.st_rdev), path);
    }
    properties(from, to, name, status, path);
    progress_.entry();
  }

  void file(int from, int to, const std::string& name, off_t size, const std::string& path) {
    const Fd source{openat(from, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
    const Fd made{openat(to, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!source || !made) throw Failure::ofSystem(path, errno);
    if (ioctl(made.get(), FICLONE, source.get()) == 0) return progress_.bytes(static_cast<std::uint64_t>(size));
    check(ftruncate(made.get(), size), path);
    for (off_t at = 0; at < size;) {
      const auto data = lseek(source.get(), at, SEEK_DATA);
      if (data < 0 && errno == ENXIO) return;  // a hole up to the end
      check(data, path);
      const auto end = lseek(source.get(), data, SEEK_HOLE);
      check(end, path);
      bytes(source.get(), made.get(), data, end, path);
      at = end;
    }
  }

  void bytes(int from, int to, off_t at, off_t end, const std::string& path) {
    while (at < end) {
      const auto wanted = std::min<std::size_t>(buffer_.size(), static_cast<std::size_t>(end - at));
      const auto length = pread(from, buffer_.data(), wanted, at);
      check(length, path);
      if (length == 0) return;  // it has become shorter
      for (ssize_t done = 0; done < length;) {
        const auto written = pwrite(to, buffer_.data() + done, static_cast<std::size_t>(length - done), at + done);
        check(written, path);
        done += written;
      }
      at += length;
      progress_.bytes(static_cast<std::uint64_t>(length));
    }
  }

  void attributes(const std::string& from, const std::string& to, const std::string& path) {
    const auto length = llistxattr(from.c_str(), nullptr, 0);
    if (length < 0 && errno == ENOTSUP) return;
    check(length, path);
    std::vector<char> names(static_cast<std::size_t>(length));
    check(llistxattr(from.c_str(), names.data(), names.size()), path);
    for (auto name = names.begin(); name != names.end(); name += static_cast<std::ptrdiff_t>(std::strlen(&*name)) + 1) {
      const auto size = lgetxattr(from.c_str(), &*name, nullptr, 0);
      check(size, path);
      std::vector<char> value(static_cast<std::size_t>(size));
      check(lgetxattr(from.c_str(), &*name, value.data(), value.size()), path);
      check(lsetxattr(to.c_str(), &*name, value.data(), value.size(), 0), path);
    }
  }

  /** A path to an entry of an open directory, for calls that take no descriptor. */
  static std::string through(int directory, const std::string& name) {
    return "/proc/self/fd/" + std::to_string(directory) + "/" + name;
  }

  static void check(std::int64_t result, const std::string& path) {
    if (result < 0) throw Failure::ofSystem(path, errno);
  }

  const int target_;
  Progress& progress_;
  std::map<std::pair<dev_t, ino_t>, std::string> links_;
  std::vector<char> buffer_ = std::vector<char>(1 << 20);
};

}  // namespace

void copyTree(const std::string& from, const std::string& to, Progress& progress, const std::function<void()>& wasRead) {
  const auto half = to + ".half";
  erase(half);
  if (mkdir(half.c_str(), 0700) != 0) throw Failure::ofSystem(half, errno);
  const Fd source{open(from.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  const Fd made{open(half.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!source || !made) throw Failure::ofSystem(from, errno);
  struct stat status;
  if (fstat(source.get(), &status) != 0) throw Failure::ofSystem(from, errno);
  Copy copy(made.get(), progress);
  copy.directory(source.get(), made.get(), "");
  copy.properties(source.get(), made.get(), ".", status, from);
  wasRead();
  if (syncfs(made.get()) != 0) throw Failure::ofSystem(half, errno);
  moveTo(half, to);
}
