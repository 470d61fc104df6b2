#pragma once

#include <string>

/**
 * Waits until nobody else holds the file (flock(2)), says so on the standard output, and holds it until the standard input
 * ends. The kernel lets go of it however this program or whoever started it ends. Throws Failure.
 */
void hold(const std::string& file);
