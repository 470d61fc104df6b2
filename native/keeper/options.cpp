#include "options.h"

#include <cstdlib>
#include <map>
#include <stdexcept>

const char* const usage =
    "Usage: slipway-keeper --mode rootless|rootful --home DIR --run DIR --bin DIR\n"
    "                      [--bridge NAME --bridge-address ADDRESS/BITS] [--foreground]\n"
    "                      [--start-seconds N] [--look-seconds N] [--deaths-seconds N]\n"
    "Keeps one container engine running. It is started by Slipway; see docs/architecture.md.\n"
    "The seconds change how long programs may take to start (60), how often it is looked after them (10) and for how\n"
    "long their deaths count (600); tests have no time to wait for them.\n";

namespace {
constexpr double mostSeconds = 366 * 86'400.0;
}

Options parseOptions(int argc, char** argv) {
  Options options;
  std::string mode;
  std::map<Moment*, std::string> timed;
  const std::map<std::string, std::string*> valued{
      {"--mode", &mode},          {"--home", &options.home},     {"--run", &options.run},
      {"--bin", &options.bin},    {"--bridge", &options.bridge}, {"--bridge-address", &options.bridgeAddress},
      {"--start-seconds", &timed[&options.startLimit]},
      {"--look-seconds", &timed[&options.lookEvery]},
      {"--deaths-seconds", &timed[&options.deathsCountFor]},
  };
  for (int i = 1; i < argc; i++) {
    const std::string name = argv[i];
    if (name == "--foreground") {
      options.foreground = true;
    } else if (auto found = valued.find(name); found == valued.end()) {
      throw std::invalid_argument("unknown argument " + name);
    } else if (i + 1 == argc) {
      throw std::invalid_argument(name + " needs a value");
    } else {
      *found->second = argv[++i];
    }
  }
  for (const auto& [limit, seconds] : timed) {
    if (seconds.empty()) continue;
    const double given = std::strtod(seconds.c_str(), nullptr);
    if (!(given > 0 && given <= mostSeconds)) throw std::invalid_argument("seconds are a number above 0, of a year at most");
    *limit = static_cast<Moment>(1000 * given);
  }
  if (mode != "rootless" && mode != "rootful") throw std::invalid_argument("--mode is rootless or rootful");
  options.mode = mode == "rootless" ? Mode::rootless : Mode::rootful;
  for (const auto* dir : {&options.home, &options.run, &options.bin}) {
    if (dir->empty() || dir->front() != '/') throw std::invalid_argument("--home, --run and --bin are absolute paths");
    // The record has a line for each of what it says.
    if (dir->find('\n') != std::string::npos) throw std::invalid_argument("--home, --run and --bin are paths in one line");
  }
  if (options.mode == Mode::rootful && (options.bridge.empty() || options.bridgeAddress.empty())) {
    throw std::invalid_argument("rootful needs --bridge and --bridge-address");
  }
  return options;
}
