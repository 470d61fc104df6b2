#pragma once

#include <string>
#include <vector>

#include "options.h"
#include "process.h"

/** How each of the engine's programs is run. The paths here are the engine's whole layout on disk. */
namespace programs {

Command rootlesskit(const Options& options);
/**
 * In place of the one that rootlesskit had started: the device that it serves outlives it.
 * @param inside a process in the namespaces; the file that names the first of them may have been removed
 */
Command slirp4netns(const Options& options, pid_t inside);
Command containerd(const Options& options, int namespaces);
Command dockerd(const Options& options, int namespaces);

/** rootlesskit is up when its child has cleared the way for the engine, and it answers. */
bool rootlesskitUp(const Options& options);
/** The process that holds the namespaces; pid 0 when it cannot be told. */
Identity rootlesskitChild(const Options& options);

/** What a program that is up needs in the run directory and is not there any more; empty when all is. */
std::string lost(const std::string& name, const Options& options);

/** Removes what an earlier run left of a program's sockets and pid files. */
void clearBefore(const std::string& name, const Options& options);

/** Removes everything that the engine had in the run directory. */
void clearAll(const Options& options);

}  // namespace programs
