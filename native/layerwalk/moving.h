#pragma once

#include <string>

/**
 * Gives a file or a directory another name on the same file system: all of it or nothing, and nothing that is there already is
 * replaced. Both names are on the disk when this returns. Throws Failure: `occupied`, `apart`.
 */
void moveTo(const std::string& from, const std::string& to);

/** Removes a whole tree, and follows no link in it. One that is not there is removed already. Throws Failure. */
void erase(const std::string& path);
