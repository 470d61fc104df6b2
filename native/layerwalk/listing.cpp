#include "listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fstream>
#include <system_error>

namespace {

/** The largest whole number that is exact in a double. */
constexpr std::int64_t largest = (1LL << 53) - 1;

constexpr unsigned fields = STATX_TYPE | STATX_MODE | STATX_NLINK | STATX_UID | STATX_GID | STATX_MTIME | STATX_INO | STATX_SIZE;
constexpr int quickly = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC;

[[noreturn]] void fail() { throw std::system_error(errno, std::generic_category()); }

/** Whether the error only says that somebody removed or replaced the entry just now. */
bool hasVanished() { return errno == ENOENT || errno == ESTALE; }

/**
 * Where overlayfs marks a directory as opaque: a user namespace may not set attributes that are trusted
 * (Documentation/filesystems/overlayfs, "User xattr").
 */
const char* opaqueAttribute() {
  static const char* const name = [] {
    long long first = 1, own = 1, count = 0;
    std::ifstream("/proc/self/uid_map") >> first >> own >> count;
    const bool isInitial = first == 0 && own == 0 && count == UINT_MAX;
    return isInitial && geteuid() == 0 ? "trusted.overlay.opaque" : "user.overlay.opaque";
  }();
  return name;
}

bool isOpaque(int fd) {
  char value = 0;
  return fgetxattr(fd, opaqueAttribute(), &value, 1) == 1 && value == 'y';
}

Type typeOf(const struct statx& status) {
  switch (status.stx_mode & S_IFMT) {
    case S_IFDIR: return Type::directory;
    case S_IFLNK: return Type::symlink;
    case S_IFBLK: return Type::blockDevice;
    case S_IFIFO: return Type::fifo;
    case S_IFSOCK: return Type::socket;
    case S_IFCHR: {
      const bool isWhiteout = status.stx_rdev_major == 0 && status.stx_rdev_minor == 0;
      return isWhiteout ? Type::whiteout : Type::characterDevice;
    }
    default: return Type::file;
  }
}

Entry convert(const struct statx& status) {
  Entry entry;
  entry.type = typeOf(status);
  if (entry.type == Type::whiteout) return entry;
  entry.mode = status.stx_mode & 07777;
  entry.uid = status.stx_uid;
  entry.gid = status.stx_gid;
  entry.mtime = std::clamp<std::int64_t>(status.stx_mtime.tv_sec, -largest, largest);
  if (entry.type == Type::file) entry.size = std::min<std::uint64_t>(status.stx_size, largest);
  if (entry.type == Type::characterDevice || entry.type == Type::blockDevice) {
    entry.device = status.stx_rdev_major << 20 | (status.stx_rdev_minor & 0xfffff);
  }
  if (entry.type != Type::directory && status.stx_nlink > 1) {
    entry.hardlinked = true;
    entry.inode = status.stx_ino;
    entry.filesystem = std::uint64_t{status.stx_dev_major} << 32 | status.stx_dev_minor;
  }
  return entry;
}

bool isDots(const char* name) { return std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0; }

}  // namespace

Entry entryOf(int fd) {
  struct statx status;
  if (statx(fd, "", quickly | AT_EMPTY_PATH, fields, &status) != 0) fail();
  return convert(status);
}

Listing::Listing() : buffer_(new char[bufferSize]) {}

void Listing::read(int fd, Directory& directory) {
  directory.opaque = isOpaque(fd);
  entries_.clear();
  text_.clear();
  for (;;) {
    const auto length = getdents64(fd, buffer_.get(), bufferSize);
    if (length < 0 && !hasVanished()) fail();
    if (length <= 0) break;
    for (auto at = buffer_.get(); at < buffer_.get() + length;) {
      const auto* found = reinterpret_cast<const dirent64*>(at);
      at += found->d_reclen;
      if (!isDots(found->d_name)) readEntry(fd, found->d_name);
    }
  }
  const auto name = [this](const Entry& entry) { return std::string_view{text_.data() + entry.name, entry.nameLength}; };
  std::sort(entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) { return name(a) < name(b); });
  // A directory that changes while it is read may name an entry twice.
  const auto end = std::unique(entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) { return name(a) == name(b); });
  directory.entries.assign(entries_.begin(), end);
  directory.text = text_;
}

void Listing::readEntry(int fd, const char* name) {
  struct statx status;
  if (statx(fd, name, quickly, fields, &status) != 0) {
    if (hasVanished()) return;
    fail();
  }
  auto entry = convert(status);
  if (entry.type == Type::symlink) {
    char target[PATH_MAX];
    const auto length = readlinkat(fd, name, target, sizeof target);
    if (length < 0) {
      if (hasVanished() || errno == EINVAL) return;  // EINVAL: it is no link any more
      fail();
    }
    entry.target = static_cast<std::uint32_t>(text_.size());
    entry.targetLength = static_cast<std::uint16_t>(length);
    text_.append(target, static_cast<std::size_t>(length));
  }
  entry.name = static_cast<std::uint32_t>(text_.size());
  entry.nameLength = static_cast<std::uint16_t>(std::strlen(name));
  text_.append(name, entry.nameLength);
  entries_.push_back(entry);
}
