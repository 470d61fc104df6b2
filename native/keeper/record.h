#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fd.h"
#include "process.h"

struct RecordedProcess {
  std::string name;
  Identity identity;
  long long since = 0;
  int restarts = 0;
  std::string ground;    ///< the run directory that it was started in, by a mark without spaces; empty where that is not known
  bool settled = false;  ///< it was up: what it puts into the run directory was there
};

/**
 * The file engine/keeper.lock. Its lock makes sure that there is one keeper per home, whatever run directory
 * each was given; its content tells a successor, and who else asks, what runs and where.
 */
class Record {
public:
  struct Content {
    std::string run;
    std::vector<RecordedProcess> processes;
  };

  /** Takes the lock; nothing when another keeper holds it. Throws std::system_error. */
  static std::optional<Record> take(const std::string& path);
  /** What is written there; empty when it is of an earlier boot or cannot be understood. */
  static Content read(const std::string& path);

  void write(const Content& content) const;
  void remove() const;

private:
  Record(std::string path, Fd file) : path_(std::move(path)), file_(std::move(file)) {}

  std::string path_;
  Fd file_;
};
