#include "opening.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "failure.h"

namespace {

int openat2(int directory, const std::string& path, int flags, unsigned long long resolve) {
  open_how how{};
  how.flags = static_cast<unsigned>(flags | O_CLOEXEC);
  how.resolve = resolve;
  // The kernel gives up with EAGAIN when something is renamed at the very moment.
  for (int attempt = 0;; ++attempt) {
    const auto fd = static_cast<int>(syscall(SYS_openat2, directory, path.c_str(), &how, sizeof how));
    if (fd >= 0 || errno != EAGAIN || attempt == 100) return fd;
  }
}

/** As much of the path as one system call takes, whole names only. */
std::size_t firstStep(std::string_view path) {
  if (path.size() < PATH_MAX) return path.size();
  return path.rfind('/', PATH_MAX - 1);
}

int openStep(int directory, const std::string& step, int flags) {
  return openat2(directory, step, flags | O_NOFOLLOW, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

}  // namespace

Fd openLayer(const std::string& directory) {
  Fd fd{open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
  if (!fd) throw Failure::ofSystem(directory, errno);
  return fd;
}

Fd openBeneath(int root, std::string_view path, int flags) {
  if (path.empty()) return Fd{openat(root, ".", flags | O_CLOEXEC)};
  Fd directory;
  int at = root;
  for (;;) {
    const auto length = firstStep(path);
    const std::string step{path.substr(0, length)};
    if (length >= path.size()) return Fd{openStep(at, step, flags)};
    Fd next{openStep(at, step, O_PATH | O_DIRECTORY)};
    if (!next) return next;
    directory = std::move(next);
    at = directory.get();
    path.remove_prefix(length + 1);
  }
}

Fd findInRoot(int root, const std::string& path) {
  const auto start = std::min(path.find_first_not_of('/'), path.size());
  const auto relative = path.substr(start);
  Fd fd = relative.empty()           ? Fd{openat(root, ".", O_PATH | O_CLOEXEC)}
          : path.size() >= PATH_MAX ? openBeneath(root, relative, O_PATH)
                                    : Fd{openat2(root, relative, O_PATH, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)};
  if (!fd) throw Failure::ofSystem(path, errno);
  return fd;
}

Fd openHandle(const Fd& handle, int flags, std::string_view path) {
  Fd fd{open(("/proc/self/fd/" + std::to_string(handle.get())).c_str(), flags | O_RDONLY | O_CLOEXEC)};
  if (!fd) throw Failure::ofSystem(path, errno);
  return fd;
}

Fd openFile(int root, const std::string& path) {
  const auto handle = openBeneath(root, path, O_PATH);
  if (!handle) {
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) return {};
    throw Failure::ofSystem(path, errno);
  }
  struct stat status;
  if (fstat(handle.get(), &status) != 0) throw Failure::ofSystem(path, errno);
  return S_ISREG(status.st_mode) ? openHandle(handle, 0, path) : Fd{};
}
