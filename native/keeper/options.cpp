#include "options.h"

#include <map>
#include <stdexcept>

const char* const usage =
    "Usage: slipway-keeper --mode rootless|rootful --home DIR --run DIR --bin DIR\n"
    "                      [--bridge NAME --bridge-address ADDRESS/BITS] [--foreground]\n"
    "Keeps one container engine running. It is started by Slipway; see docs/architecture.md.\n";

Options parseOptions(int argc, char** argv) {
  Options options;
  std::string mode;
  const std::map<std::string, std::string*> valued{
      {"--mode", &mode},          {"--home", &options.home},     {"--run", &options.run},
      {"--bin", &options.bin},    {"--bridge", &options.bridge}, {"--bridge-address", &options.bridgeAddress},
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
  if (mode != "rootless" && mode != "rootful") throw std::invalid_argument("--mode is rootless or rootful");
  options.mode = mode == "rootless" ? Mode::rootless : Mode::rootful;
  for (const auto* dir : {&options.home, &options.run, &options.bin}) {
    if (dir->empty() || dir->front() != '/') throw std::invalid_argument("--home, --run and --bin are absolute paths");
  }
  if (options.mode == Mode::rootful && (options.bridge.empty() || options.bridgeAddress.empty())) {
    throw std::invalid_argument("rootful needs --bridge and --bridge-address");
  }
  return options;
}
