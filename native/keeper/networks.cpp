#include "networks.h"

#include <unistd.h>

#include <system_error>

#include "files.h"
#include "journal.h"

namespace networks {

namespace {

/** How dockerd says that its bridge is there already, but belongs to no network (libnetwork, drivers/bridge). */
constexpr const char* complaint = "networks have same bridge name";
constexpr size_t lastLines = 5;

std::string record(const Options& options) { return options.engine("data/network/files/local-kv.db"); }
std::string kept(const Options& options) { return options.engine("networks.before"); }
/** There from the start of a dockerd until it is ready. */
std::string mark(const Options& options) { return options.engine("networks.starting"); }

}  // namespace

void keepBeforeStart(const Options& options) {
  if (exists(mark(options))) return;
  try {
    if (exists(record(options))) {
      replaceFile(kept(options), readFile(record(options)));
    } else {
      unlink(kept(options).c_str());
    }
    replaceFile(mark(options), "");
  } catch (const std::system_error& error) {  // a full disk: then there is no way back, but a start
    note(std::string("cannot keep the record of networks: ") + error.what());
  }
}

void settle(const Options& options) { unlink(mark(options).c_str()); }

bool undoStart(const Options& options) {
  if (!exists(mark(options))) return false;
  bool complained = false;
  for (const auto& line : tail(options.log("dockerd"), lastLines)) {
    complained = complained || line.find(complaint) != std::string::npos;
  }
  if (!complained) return false;
  try {
    if (exists(kept(options))) {
      replaceFile(record(options), readFile(kept(options)));
    } else {
      unlink(record(options).c_str());
    }
    return true;
  } catch (const std::system_error& error) {
    note(std::string("cannot put back the record of networks: ") + error.what());
    return false;
  }
}

}  // namespace networks
