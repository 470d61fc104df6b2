#pragma once

#include <chrono>
#include <limits>

/** A point on the monotonic clock, in milliseconds: for waiting. */
using Moment = long long;

constexpr Moment never = std::numeric_limits<Moment>::max();

inline Moment now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

/** Milliseconds since the epoch: for telling people. */
inline long long wallClock() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}
