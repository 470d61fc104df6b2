#pragma once

#include <string>

/** A text as JSON, on one line. */
std::string quoted(const std::string& text);
