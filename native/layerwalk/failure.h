#pragma once

#include <exception>
#include <string>
#include <string_view>

/** Why the program ends, by the exit code that says it. */
enum class Cause : int {
  system = 1,    ///< the system refused something: see the message
  usage = 2,
  missing = 3,   ///< there is no such layer, file or directory
  kind = 4,      ///< neither a regular file (read) nor a directory (index, tar)
  denied = 5,
  excess = 6,    ///< more entries than this program takes
  occupied = 7,  ///< something is already where something is to be moved
  apart = 8,     ///< where something is to be moved is another file system, or as good as one
};

class Failure : public std::exception {
public:
  Failure(Cause cause, std::string message) : cause_(cause), message_(std::move(message)) {}
  /** "PATH: what the system says", with the cause that fits the error number. */
  static Failure ofSystem(std::string_view path, int error);
  /** "PATH: complaint", for a path that names something else than is wanted. */
  static Failure ofKind(std::string_view path, const char* complaint);

  Cause cause() const { return cause_; }
  const char* what() const noexcept override { return message_.c_str(); }

private:
  Cause cause_;
  std::string message_;
};
