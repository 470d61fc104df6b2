#pragma once

#include <functional>

#include "loop.h"
#include "options.h"

/**
 * What a start that was cut off leaves. A dockerd that is killed while it starts a container takes its question to containerd
 * with it, and containerd forgets the half-made task, but neither its folder nor its shim: each further start of that container
 * fails over what lies there already (moby/moby#50040).
 */
namespace forgotten {

/**
 * Clears away what nobody will come back for, while no dockerd runs that could ask for it: tasks of containers that dockerd has
 * not written down as running, and in which no process lives.
 * @param namespaces pidfd of the process that holds the engine's namespaces; -1 when it has none
 * @param interrupted asked all the while; true ends it early
 */
void clear(Loop& loop, const Options& options, int namespaces, const std::function<bool()>& interrupted);

}  // namespace forgotten
