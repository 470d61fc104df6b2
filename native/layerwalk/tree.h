#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/** Numbers of the index format: docs/layer-index.md. */
enum class Type : std::uint8_t {
  directory = 1,
  file = 2,
  symlink = 3,
  characterDevice = 4,
  blockDevice = 5,
  fifo = 6,
  socket = 7,
  whiteout = 8,
};

struct Entry {
  std::uint64_t size = 0;
  std::int64_t mtime = 0;
  std::uint64_t inode = 0;       ///< with `filesystem`, what hardlinks share
  std::uint64_t filesystem = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t device = 0;
  std::uint32_t name = 0;        ///< where it begins in the directory's text
  std::uint32_t target = 0;
  std::uint16_t nameLength = 0;
  std::uint16_t targetLength = 0;
  std::uint16_t mode = 0;
  Type type = Type::file;
  bool hardlinked = false;       ///< more names than one, here or elsewhere
};

/** A directory with what lies in it, sorted by the bytes of the names. */
struct Directory {
  const Directory* parent = nullptr;
  std::uint32_t place = 0;  ///< of its own entry in the parent's
  bool opaque = false;
  std::vector<Entry> entries;
  std::string text;  ///< names and link targets
  std::vector<Directory*> subdirectories;  ///< in the order of their entries

  std::string_view name(const Entry& entry) const { return {text.data() + entry.name, entry.nameLength}; }
  std::string_view target(const Entry& entry) const { return {text.data() + entry.target, entry.targetLength}; }
  /** From the layer's root, which is "". */
  std::string path() const;
  std::string pathOf(const Entry& entry) const;
};
