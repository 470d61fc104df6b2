#pragma once

#include <cstdint>
#include <vector>

#include "layer.h"

/** The layer as the bytes of an index: docs/layer-index.md. Throws Failure when it is too large for one. */
std::vector<std::uint64_t> indexOf(const Layer& layer);
