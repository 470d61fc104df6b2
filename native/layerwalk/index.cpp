#include "index.h"

#include <bit>
#include <cstring>
#include <unordered_map>

#include "checksum.h"
#include "failure.h"

namespace {

static_assert(std::endian::native == std::endian::little, "The format is little endian, and written as memory holds it.");

constexpr std::uint32_t version = 1;
constexpr std::size_t headerBytes = 40;
constexpr std::size_t checkedFrom = 16;
constexpr std::uint8_t opaque = 1;

constexpr std::size_t padded(std::size_t length) { return (length + 7) / 8 * 8; }

struct Shape {
  std::size_t count = 1;
  std::size_t nameBytes = 0;
  std::size_t targetBytes = 0;
};

/** Where each column begins. */
struct Layout {
  std::size_t size, mtime, parent, firstChild, childCount, nameStart, uid, gid, target, linkGroup, device, mode, type, flags, names,
      targets, end;

  explicit Layout(const Shape& shape) {
    std::size_t next = headerBytes;
    const auto take = [&next](std::size_t length) {
      const auto at = next;
      next += padded(length);
      return at;
    };
    const auto words = 4 * shape.count;
    size = take(8 * shape.count);
    mtime = take(8 * shape.count);
    parent = take(words);
    firstChild = take(words);
    childCount = take(words);
    nameStart = take(words + 4);
    uid = take(words);
    gid = take(words);
    target = take(words);
    linkGroup = take(words);
    device = take(words);
    mode = take(2 * shape.count);
    type = take(shape.count);
    flags = take(shape.count);
    names = take(shape.nameBytes);
    targets = take(shape.targetBytes);
    end = next;
  }
};

struct InodeKey {
  std::uint64_t filesystem, inode;
  bool operator==(const InodeKey&) const = default;
};
struct InodeHash {
  std::size_t operator()(const InodeKey& key) const { return key.inode * 0x9e3779b97f4a7c15 ^ key.filesystem; }
};

class Writer {
public:
  explicit Writer(const Shape& shape) : shape_(shape), at_(shape), words_(at_.end / 8), bytes_(reinterpret_cast<char*>(words_.data())) {}

  std::vector<std::uint64_t> write(const Layer& layer, const std::vector<const Directory*>& order) {
    add(layer.rootEntry, {}, {}, 0);
    std::vector<std::uint32_t> places{0};  // of the directories, in the same order
    places.reserve(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto& directory = *order[i];
      const auto parent = places[i];
      if (directory.opaque) bytes_[at_.flags + parent] = opaque;
      if (directory.entries.empty()) continue;
      put(at_.firstChild, parent, next_);
      put(at_.childCount, parent, static_cast<std::uint32_t>(directory.entries.size()));
      for (const auto& entry : directory.entries) {
        if (entry.type == Type::directory) places.push_back(next_);
        add(entry, directory.name(entry), directory.target(entry), parent);
      }
    }
    put(at_.nameStart, next_, static_cast<std::uint32_t>(name_));
    finish(numberLinks());
    return std::move(words_);
  }

private:
  template <typename Value>
  void put(std::size_t column, std::size_t place, Value value) {
    std::memcpy(bytes_ + column + place * sizeof value, &value, sizeof value);
  }

  void add(const Entry& entry, std::string_view name, std::string_view target, std::uint32_t parent) {
    put(at_.size, next_, static_cast<double>(entry.size));
    put(at_.mtime, next_, static_cast<double>(entry.mtime));
    put(at_.parent, next_, parent);
    put(at_.nameStart, next_, static_cast<std::uint32_t>(name_));
    put(at_.uid, next_, entry.uid);
    put(at_.gid, next_, entry.gid);
    put(at_.device, next_, entry.device);
    put(at_.mode, next_, entry.mode);
    put(at_.type, next_, entry.type);
    name.copy(bytes_ + at_.names + name_, name.size());
    name_ += name.size();
    if (entry.type == Type::symlink) {
      put(at_.target, next_, static_cast<std::uint32_t>(target_ + 1));
      put(at_.targets + target_, 0, static_cast<std::uint32_t>(target.size()));
      target.copy(bytes_ + at_.targets + target_ + 4, target.size());
      target_ += 4 + target.size();
    }
    if (entry.hardlinked) links_.push_back({next_, {entry.filesystem, entry.inode}});
    next_++;
  }

  /** Gives names of one inode a number, in the order of their first ones; how many numbers there are. */
  std::uint32_t numberLinks() {
    struct Group {
      std::uint32_t names = 0, number = 0;
    };
    std::unordered_map<InodeKey, Group, InodeHash> groups;
    for (const auto& [place, key] : links_) groups[key].names++;
    std::uint32_t last = 0;
    for (const auto& [place, key] : links_) {
      auto& group = groups[key];
      if (group.names < 2) continue;  // the other names are not in this layer
      if (group.number == 0) group.number = ++last;
      put(at_.linkGroup, place, group.number);
    }
    return last;
  }

  void finish(std::uint32_t groups) {
    std::memcpy(bytes_, "SLIPLAYR", 8);
    put(8, 0, version);
    put(16, 0, static_cast<std::uint64_t>(at_.end));
    put(24, 0, static_cast<std::uint32_t>(shape_.count));
    put(28, 0, static_cast<std::uint32_t>(shape_.nameBytes));
    put(32, 0, static_cast<std::uint32_t>(shape_.targetBytes));
    put(36, 0, groups);
    put(12, 0, checksum(reinterpret_cast<const std::uint32_t*>(bytes_ + checkedFrom), (at_.end - checkedFrom) / 4));
  }

  struct Link {
    std::uint32_t place;
    InodeKey key;
  };

  const Shape shape_;
  const Layout at_;
  std::vector<std::uint64_t> words_;  // whole words, so that columns are aligned
  char* const bytes_;
  std::vector<Link> links_;
  std::uint32_t next_ = 0;
  std::size_t name_ = 0;
  std::size_t target_ = 0;
};

}  // namespace

std::vector<std::uint64_t> indexOf(const Layer& layer) {
  Shape shape;
  for (const auto& directory : layer.directories) {
    shape.count += directory.entries.size();
    for (const auto& entry : directory.entries) {
      shape.nameBytes += entry.nameLength;
      if (entry.type == Type::symlink) shape.targetBytes += 4 + entry.targetLength;
    }
  }
  for (const auto amount : {shape.count, shape.nameBytes, shape.targetBytes}) {
    if (amount >= UINT32_MAX) throw Failure(Cause::excess, "The layer is too large for an index");
  }
  return Writer{shape}.write(layer, layer.inOrder());
}
