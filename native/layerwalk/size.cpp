#include "size.h"

#include <set>
#include <utility>

std::uint64_t bytesIn(const Layer& layer) {
  std::uint64_t bytes = 0;
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  for (const auto& directory : layer.directories) {
    for (const auto& entry : directory.entries) {
      if (entry.type != Type::file) continue;
      if (entry.hardlinked && !seen.emplace(entry.filesystem, entry.inode).second) continue;
      bytes += entry.size;
    }
  }
  return bytes;
}
