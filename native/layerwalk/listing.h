#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tree.h"

/** The entry of an open file or directory. Throws std::system_error. */
Entry entryOf(int fd);

/**
 * Reads directories, one after the other. What vanishes while it is being read is left out, for a container may be
 * writing there.
 */
class Listing {
public:
  Listing();

  /** Fills in what lies in the directory, and whether it is opaque. Throws Failure and std::system_error. */
  void read(int fd, Directory& directory);

private:
  void readEntry(int fd, const char* name);

  static constexpr std::size_t bufferSize = 64 << 10;
  std::unique_ptr<char[]> buffer_;
  std::vector<Entry> entries_;
  std::string text_;
};
