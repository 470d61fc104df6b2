#include "tree.h"

std::string Directory::path() const {
  std::size_t length = 0;
  for (auto at = this; at->parent; at = at->parent) length += at->parent->entries[at->place].nameLength + 1;
  if (length == 0) return {};
  std::string path(length - 1, '/');
  auto end = path.size();
  for (auto at = this; at->parent; at = at->parent) {
    const auto name = at->parent->name(at->parent->entries[at->place]);
    path.replace(end - name.size(), name.size(), name);
    end -= name.size() + 1;
  }
  return path;
}

std::string Directory::pathOf(const Entry& entry) const {
  auto path = this->path();
  if (!path.empty()) path += '/';
  return path += name(entry);
}
