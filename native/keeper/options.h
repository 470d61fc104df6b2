#pragma once

#include <string>

#include "clock.h"

enum class Mode { rootless, rootful };

/** What the keeper was asked to keep, and where everything of it lies. */
struct Options {
  Mode mode = Mode::rootless;
  bool foreground = false;
  std::string home;    ///< SLIPWAY_HOME
  std::string run;     ///< sockets and pid files
  std::string bin;     ///< the engine's programs
  std::string bridge;  ///< rootful: the default bridge
  std::string bridgeAddress;  ///< rootful: its address, such as 172.30.0.1/24

  Moment startLimit = 60'000;       ///< for the engine's programs to get ready
  Moment lookEvery = 10'000;        ///< between two looks at what runs, and for its answer
  Moment deathsCountFor = 600'000;  ///< five within this are a crash loop

  std::string engine(const std::string& name) const { return home + "/engine/" + name; }
  std::string log(const std::string& name) const { return home + "/engine/log/" + name + ".log"; }
  std::string inRun(const std::string& name) const { return run + "/" + name; }
  const char* modeName() const { return mode == Mode::rootless ? "rootless" : "rootful"; }
};

/** Throws std::invalid_argument with a sentence when the arguments make no sense. */
Options parseOptions(int argc, char** argv);

extern const char* const usage;
