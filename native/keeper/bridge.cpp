#include "bridge.h"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "fd.h"
#include "files.h"

namespace {

/** Digits of a network's id in the name of its bridge (libnetwork, drivers/bridge). */
constexpr size_t idInName = 12;

Fd controlSocket() { return Fd{socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)}; }

ifreq requestFor(const std::string& name) {
  ifreq request{};
  std::strncpy(request.ifr_name, name.c_str(), IFNAMSIZ - 1);
  return request;
}

void set(int fd, unsigned long what, ifreq& request, const std::string& name) {
  if (ioctl(fd, what, &request) != 0) throw std::system_error(errno, std::generic_category(), "the bridge " + name);
}

void setAddress(int fd, unsigned long what, const std::string& name, in_addr_t value) {
  auto request = requestFor(name);
  auto* address = reinterpret_cast<sockaddr_in*>(&request.ifr_addr);
  address->sin_family = AF_INET;
  address->sin_addr.s_addr = value;
  set(fd, what, request, name);
}

void setUp(int fd, const std::string& name, bool up) {
  auto request = requestFor(name);
  set(fd, SIOCGIFFLAGS, request, name);
  request.ifr_flags = static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
  set(fd, SIOCSIFFLAGS, request, name);
}

void removeBridge(const std::string& name) {
  const Fd fd = controlSocket();
  try {
    setUp(fd.get(), name, false);
  } catch (const std::system_error&) {
    return;  // not there
  }
  ioctl(fd.get(), SIOCBRDELBR, name.c_str());
}

}  // namespace

void makeBridge(const Options& options) {
  const Fd fd = controlSocket();
  const auto slash = options.bridgeAddress.find('/');
  const int bits = std::atoi(options.bridgeAddress.c_str() + slash + 1);
  if (ioctl(fd.get(), SIOCBRADDBR, options.bridge.c_str()) != 0) {
    if (errno == EEXIST) return;  // containers that run may be on it: it stays as it is
    throw std::system_error(errno, std::generic_category(), "the bridge " + options.bridge);
  }
  setAddress(fd.get(), SIOCSIFADDR, options.bridge, inet_addr(options.bridgeAddress.substr(0, slash).c_str()));
  setAddress(fd.get(), SIOCSIFNETMASK, options.bridge, htonl(~0U << (32 - bits)));
  setUp(fd.get(), options.bridge, true);
}

void removeBridges(const Options& options) {
  removeBridge(options.bridge);
  // The engine writes each network into its database as JSON, and names the bridge that it makes for it after the network's id.
  // One that a person named may be the host's own: what remains of the database's former pages does not tell whose it is now.
  const auto database = readFile(options.engine("data/network/files/local-kv.db"));
  const std::string key = "\"BridgeName\":\"br-";
  for (size_t at = 0; (at = database.find(key, at)) != std::string::npos; at++) {
    const auto start = at + key.size();
    const auto id = database.substr(start, database.find('"', start) - start);
    if (id.size() == idInName && database.find("\"ID\":\"" + id) != std::string::npos) removeBridge("br-" + id);
  }
}
