#include "failure.h"

#include <cerrno>
#include <cstring>

namespace {

/** On one line, whatever bytes the path holds. */
std::string printable(std::string_view path) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : path) {
    if (byte >= 0x20 && byte < 0x7f) {
      text += static_cast<char>(byte);
    } else {
      text += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return text;
}

Cause causeOf(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP:  // links in circles, or one that leads out of the layer by magic
      return Cause::missing;
    case EACCES:
    case EPERM:
      return Cause::denied;
    case EEXIST:
    case ENOTEMPTY:
      return Cause::occupied;
    case EXDEV:
      return Cause::apart;
    default:
      return Cause::system;
  }
}

}  // namespace

Failure Failure::ofSystem(std::string_view path, int error) {
  return {causeOf(error), printable(path) + ": " + std::strerror(error)};
}

Failure Failure::ofKind(std::string_view path, const char* complaint) {
  return {Cause::kind, printable(path) + ": " + complaint};
}
