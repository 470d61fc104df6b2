#pragma once

#include <set>
#include <vector>

#include "options.h"
#include "process.h"

/**
 * The processes that use the engine's data and that no engine of this run can reach: containers that outlived their engine,
 * their shims and perhaps the run directory, and a dockerd that nobody has a record of. Containers are known by their mounts
 * alone, so nothing that was written down anywhere is needed to find them; their shims, where there are any, are among them.
 */
std::vector<Identity> strays(const Options& options, const std::set<pid_t>& own);
