#pragma once

#include <string>
#include <vector>

#include "clock.h"
#include "options.h"
#include "record.h"
#include "sentence.h"

enum class Phase { starting, ready, stopping, stopped, failed };

/** What the keeper tells everyone who is connected. */
struct State {
  Phase phase = Phase::starting;
  long long since = 0;  ///< when this phase began, in milliseconds since 1970
  Sentence reason;      ///< why it is so; may be empty
  std::vector<std::string> log;
  int restarts = 0;
  long long started = wallClock();  ///< the keeper itself
  std::vector<RecordedProcess> processes;

  /** One line of JSON, with its newline. */
  std::string json(const Options& options) const;
};
