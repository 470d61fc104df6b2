#pragma once

#include <functional>
#include <string>

#include "loop.h"

struct Answer {
  int status = 0;  ///< 0: no answer
  std::string body;
};

/** True when something listens on a unix socket. */
bool listens(const std::string& socket);

/**
 * One request over a unix socket, HTTP/1.0. The loop goes on meanwhile; it gives up at the deadline, or as
 * soon as `interrupted` holds.
 */
Answer request(Loop& loop, const std::string& socket, const std::string& method, const std::string& path,
               Moment deadline, const std::function<bool()>& interrupted);
