#pragma once

#include "options.h"

/**
 * dockerd's record of networks (data/network/files/local-kv.db). When dockerd is killed while it starts, the record may be
 * left half-changed, with a default bridge that belongs to no network; then no dockerd starts over it any more. A copy is
 * kept from before each start, and nobody can change a network before dockerd is ready: so nothing is lost by going back.
 */
namespace networks {

/** Keeps the record as it is now, unless the start before this one did not get far enough to be trusted. */
void keepBeforeStart(const Options& options);

/** dockerd is ready: the record is whole. */
void settle(const Options& options);

/** Whether dockerd ended over a half-changed record; then the one of before its start is there again. */
bool undoStart(const Options& options);

}  // namespace networks
