#pragma once

#include <deque>
#include <string>

#include "fd.h"
#include "tree.h"

/** All entries of one layer's directory, or of a directory in it. */
struct Layer {
  std::string name;  ///< for messages
  Fd root;
  Entry rootEntry;
  std::deque<Directory> directories;  ///< the first is the root; a deque, for the others point to them

  /** Every directory, level by level, siblings by name; whoever visits them so meets parents before children. */
  std::vector<const Directory*> inOrder() const;
};
