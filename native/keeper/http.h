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

/**
 * Whether a gRPC server answers a greeting. gRPC is HTTP/2, in which both sides begin with a SETTINGS frame
 * (RFC 9113, 3.4): one that hangs still lets the kernel accept its callers, but says nothing.
 */
bool greets(Loop& loop, const std::string& socket, Moment deadline, const std::function<bool()>& interrupted);
