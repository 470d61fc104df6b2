#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

/** xxHash32 with seed 0 of whole words (the xxHash specification 0.1.1); the same as main/layers/checksum.ts. */
inline std::uint32_t checksum(const std::uint32_t* words, std::size_t length) {
  constexpr std::uint32_t prime1 = 0x9e3779b1, prime2 = 0x85ebca77, prime3 = 0xc2b2ae3d, prime4 = 0x27d4eb2f, prime5 = 0x165667b1;
  auto hash = prime5;
  std::size_t at = 0;
  if (length >= 4) {
    std::uint32_t lanes[] = {prime1 + prime2, prime2, 0, 0 - prime1};
    for (; at + 4 <= length; at += 4) {
      for (int i = 0; i < 4; ++i) lanes[i] = std::rotl(lanes[i] + words[at + i] * prime2, 13) * prime1;
    }
    hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
  }
  hash += static_cast<std::uint32_t>(length * 4);
  for (; at < length; ++at) hash = std::rotl(hash + words[at] * prime3, 17) * prime4;
  hash = (hash ^ hash >> 15) * prime2;
  hash = (hash ^ hash >> 13) * prime3;
  return hash ^ hash >> 16;
}
