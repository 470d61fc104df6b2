#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "output.h"

/** Says on the standard output how far a copy is, a line at most ten times a second: `ENTRIES BYTES`, since the first tree. */
class Progress {
public:
  void entry() {
    ++entries_;
    tell();
  }
  void bytes(std::uint64_t count) {
    bytes_ += count;
    tell();
  }

private:
  void tell() {
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < std::chrono::milliseconds(100)) return;
    told_ = now;
    const auto line = std::to_string(entries_) + ' ' + std::to_string(bytes_) + '\n';
    writeOut(line.data(), line.size());
  }

  std::uint64_t entries_ = 0;
  std::uint64_t bytes_ = 0;
  std::chrono::steady_clock::time_point told_ = std::chrono::steady_clock::now();
};
