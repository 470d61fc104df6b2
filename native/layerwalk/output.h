#pragma once

#include <cstddef>

/** Writes all of it to the standard output. Throws Failure. */
void writeOut(const void* bytes, std::size_t length);
