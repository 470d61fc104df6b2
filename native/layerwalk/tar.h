#pragma once

#include <cstddef>
#include <string>

#include "layer.h"

/**
 * Writes a tree to the standard output as a tar archive (POSIX.1-2008, pax), with raw names, and each directory before what
 * lies in it. Devices, fifos, sockets and whiteouts are left out; how many is returned. Throws Failure.
 * @param prefix the name of the tree itself; "" to leave out the root
 */
std::size_t writeTar(const Layer& layer, const std::string& prefix);
