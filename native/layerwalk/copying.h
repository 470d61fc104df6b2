#pragma once

#include <functional>
#include <string>

#include "progress.h"

/**
 * Copies a whole tree: content (shared with the original where the file system can), owners, modes, times, extended attributes,
 * hard links, holes, devices and whiteouts, names of any bytes. What is half copied is called `to.half`; under its own name
 * it is there whole and on the disk, or not at all. Throws Failure: `occupied`.
 * @param wasRead called once nothing more is read of the original, before it is all on the disk
 */
void copyTree(const std::string& from, const std::string& to, Progress& progress, const std::function<void()>& wasRead = [] {});
