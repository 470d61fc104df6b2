#include "tar.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <vector>

#include "failure.h"
#include "opening.h"
#include "output.h"

namespace {

constexpr std::size_t block = 512;

struct Header {
  char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8], type, target[100], magic[6], version[2], owner[32],
      group[32], major[8], minor[8], prefix[155], rest[12];
};
static_assert(sizeof(Header) == block);

class Archive {
public:
  void add(char type, const Entry& entry, const std::string& path, std::string_view target, std::uint64_t size) {
    std::string extended;
    const auto extend = [&](const char* key, std::string_view value) { extended += record(key, value); };
    const auto fits = [&](const char* key, std::int64_t value, std::int64_t most) {
      const bool does = value >= 0 && value <= most;
      if (!does) extend(key, std::to_string(value));
      return does ? value : 0;
    };
    if (path.size() > sizeof Header::name) extend("path", path);
    if (target.size() > sizeof Header::target) extend("linkpath", target);
    constexpr std::int64_t most7 = 07777777, most11 = 077777777777;
    Header header{};
    copy(header.name, path);
    copy(header.target, target);
    octal(header.mode, entry.mode);
    octal(header.uid, fits("uid", entry.uid, most7));
    octal(header.gid, fits("gid", entry.gid, most7));
    octal(header.size, fits("size", static_cast<std::int64_t>(size), most11));
    octal(header.mtime, fits("mtime", entry.mtime, most11));
    header.type = type;
    if (!extended.empty()) {
      // What follows may not be UTF-8: the format's own way to say so.
      if (!isAscii(extended)) extended = record("hdrcharset", "BINARY") + extended;
      Header before{};
      copy(before.name, "././@PaxHeader");
      octal(before.mode, 0644);
      octal(before.uid, 0);
      octal(before.gid, 0);
      octal(before.size, static_cast<std::int64_t>(extended.size()));
      octal(before.mtime, 0);
      before.type = 'x';
      write(before);
      writeOut(extended.data(), extended.size());
      pad(extended.size());
    }
    write(header);
  }

  /** Exactly as many bytes as the header said, whatever has become of the file. */
  void content(const Fd& file, std::uint64_t size, const std::string& path) {
    std::uint64_t left = size;
    while (left > 0) {
      const auto wanted = std::min<std::uint64_t>(left, buffer_.size());
      const auto length = read(file.get(), buffer_.data(), wanted);
      if (length < 0) throw Failure::ofSystem(path, errno);
      if (length == 0) std::fill_n(buffer_.begin(), wanted, '\0');
      const auto got = length > 0 ? static_cast<std::uint64_t>(length) : wanted;
      writeOut(buffer_.data(), got);
      left -= got;
    }
    pad(size);
  }

  void finish() { writeOut(zeroes_, 2 * block); }

private:
  static void copy(char (&field)[100], std::string_view text) { text.copy(field, sizeof field); }

  template <std::size_t width>
  static void octal(char (&field)[width], std::int64_t value) {
    for (auto at = width - 1; at-- > 0; value >>= 3) field[at] = static_cast<char>('0' + (value & 7));
  }

  /** "LENGTH KEY=VALUE\n", where the length counts itself. */
  static std::string record(std::string_view key, std::string_view value) {
    const auto bare = key.size() + value.size() + 3;
    auto length = bare + std::to_string(bare).size();
    length = bare + std::to_string(length).size();
    return std::to_string(length).append(" ").append(key).append("=").append(value).append("\n");
  }

  static bool isAscii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char byte) { return byte < 0x80; });
  }

  void write(Header& header) {
    std::memcpy(header.magic, "ustar", 6);
    std::memcpy(header.version, "00", 2);
    std::memset(header.sum, ' ', sizeof header.sum);
    unsigned sum = 0;
    const auto bytes = reinterpret_cast<const unsigned char*>(&header);
    for (std::size_t i = 0; i < block; ++i) sum += bytes[i];
    char digits[7]{};
    octal(digits, sum);
    std::memcpy(header.sum, digits, sizeof digits);
    writeOut(&header, block);
  }

  void pad(std::uint64_t size) { writeOut(zeroes_, (block - size % block) % block); }

  std::vector<char> buffer_ = std::vector<char>(256 << 10);
  const char zeroes_[2 * block]{};
};

}  // namespace

std::size_t writeTar(const Layer& layer, const std::string& prefix) {
  Archive archive;
  std::size_t leftOut = 0;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> firstNames;
  if (!prefix.empty()) archive.add('5', layer.rootEntry, prefix + '/', {}, 0);
  for (const auto* directory : layer.inOrder()) {
    const auto below = directory->path();
    for (const auto& entry : directory->entries) {
      const auto inTree = below.empty() ? std::string(directory->name(entry)) : below + '/' + std::string(directory->name(entry));
      const auto path = prefix.empty() ? inTree : prefix + '/' + inTree;
      if (entry.type == Type::directory) {
        archive.add('5', entry, path + '/', {}, 0);
      } else if (entry.type == Type::symlink) {
        archive.add('2', entry, path, directory->target(entry), 0);
      } else if (entry.type != Type::file) {
        leftOut++;
      } else {
        const std::pair inode{entry.filesystem, entry.inode};
        if (const auto first = firstNames.find(inode); entry.hardlinked && first != firstNames.end()) {
          archive.add('1', entry, path, first->second, 0);
          continue;
        }
        const auto file = openFile(layer.root.get(), inTree);
        if (!file) continue;  // removed meanwhile
        if (entry.hardlinked) firstNames[inode] = path;
        archive.add('0', entry, path, {}, entry.size);
        archive.content(file, entry.size, path);
      }
    }
  }
  archive.finish();
  return leftOut;
}
