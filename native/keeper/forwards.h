#pragma once

#include "loop.h"
#include "options.h"

/** What a dead dockerd had published stays with rootlesskit, and its successor would find the ports taken: removes it. */
void clearStaleForwards(Loop& loop, const Options& options);
