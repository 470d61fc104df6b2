#include "http.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstdlib>

#include "fd.h"
#include "unixSocket.h"

namespace {

constexpr size_t longestReply = 4 << 20;

Fd connectTo(const std::string& path) {
  Fd fd{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  const auto address = unixAddress(path);
  if (fd && connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fd.close();
  return fd;
}

/** Whether all has arrived: the head, and as many bytes as it promises. */
bool complete(const std::string& reply) {
  const auto head = reply.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  const auto length = reply.find("Content-Length: ");
  if (length == std::string::npos || length > head) return reply.compare(9, 3, "204") == 0;
  return reply.size() >= head + 4 + std::strtoul(reply.c_str() + length + 16, nullptr, 10);
}

}  // namespace

bool listens(const std::string& socket) { return static_cast<bool>(connectTo(socket)); }

Answer request(Loop& loop, const std::string& socket, const std::string& method, const std::string& path,
               Moment deadline, const std::function<bool()>& interrupted) {
  const Fd fd = connectTo(socket);
  const auto head = method + " " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
  if (!fd || send(fd.get(), head.data(), head.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(head.size())) return {};

  std::string reply;
  bool ended = false;
  loop.watch(fd.get(), [&] {
    char buffer[16384];
    const ssize_t count = recv(fd.get(), buffer, sizeof buffer, 0);
    if (count > 0) reply.append(buffer, static_cast<size_t>(count));
    if (count == 0 || (count < 0 && errno != EAGAIN)) ended = true;
    if (complete(reply) || reply.size() > longestReply) ended = true;
  });
  loop.until([&] { return ended || interrupted(); }, deadline);
  loop.forget(fd.get());

  const auto body = reply.find("\r\n\r\n");
  if (!ended || body == std::string::npos || reply.size() < 12) return {};
  return {std::atoi(reply.c_str() + 9), reply.substr(body + 4)};
}
