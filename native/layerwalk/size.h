#pragma once

#include <cstdint>

#include "layer.h"

/** Bytes of all regular files, each once however many names it has. Holes count as the bytes that they read as. */
std::uint64_t bytesIn(const Layer& layer);
