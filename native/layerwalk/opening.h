#pragma once

#include <string>
#include <string_view>

#include "fd.h"

/** A layer's directory, named by the caller; links in its path are followed. Throws Failure. */
Fd openLayer(const std::string& directory);

/**
 * Opens a path below a directory, however long it is, without following any link in it. Nothing, with errno set,
 * when that cannot be done.
 */
Fd openBeneath(int root, std::string_view path, int flags);

/**
 * Opens a path as if the directory were the root of all files: links are followed, but never out of it
 * (RESOLVE_IN_ROOT of openat2(2)). Only a handle (O_PATH), so that no device or fifo takes notice. Throws Failure.
 */
Fd findInRoot(int root, const std::string& path);

/** The file behind a handle, opened for reading. Throws Failure. */
Fd openHandle(const Fd& handle, int flags, std::string_view path);

/** A regular file below a directory, without following any link; nothing when there is none (any more). Throws Failure. */
Fd openFile(int root, const std::string& path);
