#pragma once

#include <string>
#include <vector>

#include "fd.h"
#include "loop.h"

/** Writes a line with the time to the keeper's own log, which is its standard error. */
void note(const std::string& text);

/**
 * Keeps log files bounded: a file that passes the limit is copied to FILE.1 and emptied. The engine's
 * programs write to the files themselves (a pipe through the keeper would end them together with it), and
 * since they append, they go on in the emptied file.
 */
class Journal {
public:
  Journal(Loop& loop, std::string directory, std::vector<std::string> names);

private:
  void check(const std::string& name) const;

  std::string directory_;
  std::vector<std::string> names_;
  Fd changes_;
};
