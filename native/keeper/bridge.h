#pragma once

#include <string>

#include "options.h"

/** Makes the default bridge of a rootful engine, with its address, unless it is there. Throws std::system_error. */
void makeBridge(const Options& options);

/** Removes it, and the bridges that our engine itself has made for networks of its database. */
void removeBridges(const Options& options);
