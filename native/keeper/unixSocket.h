#pragma once

#include <sys/un.h>

#include <cstring>
#include <stdexcept>
#include <string>

/** Throws std::invalid_argument when the path is longer than the kernel takes. */
inline sockaddr_un unixAddress(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    throw std::invalid_argument("the socket's path " + path + " is longer than the " +
                                std::to_string(sizeof address.sun_path - 1) + " bytes that the system takes");
  }
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return address;
}
