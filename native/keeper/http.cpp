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

/** Says something and listens until `complete` holds, or the other side has closed; empty when neither came to pass. */
std::string exchange(Loop& loop, const std::string& socket, const std::string& words,
                     const std::function<bool(const std::string&)>& complete, Moment deadline,
                     const std::function<bool()>& interrupted) {
  const Fd fd = connectTo(socket);
  if (!fd || send(fd.get(), words.data(), words.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(words.size())) return "";

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
  return ended ? reply : "";
}

/** RFC 9113, 4.1: nine octets, of which the fourth is the type. */
constexpr size_t frameHead = 9;
constexpr size_t frameType = 3;
constexpr char settings = 4;

}  // namespace

bool listens(const std::string& socket) { return static_cast<bool>(connectTo(socket)); }

Answer request(Loop& loop, const std::string& socket, const std::string& method, const std::string& path,
               Moment deadline, const std::function<bool()>& interrupted) {
  const auto head = method + " " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
  const auto reply = exchange(loop, socket, head, complete, deadline, interrupted);
  const auto body = reply.find("\r\n\r\n");
  if (body == std::string::npos || reply.size() < 12) return {};
  return {std::atoi(reply.c_str() + 9), reply.substr(body + 4)};
}

bool greets(Loop& loop, const std::string& socket, Moment deadline, const std::function<bool()>& interrupted) {
  std::string greeting = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + std::string(frameHead, '\0');  // our SETTINGS: none
  greeting[greeting.size() - frameHead + frameType] = settings;
  const auto whole = [](const std::string& reply) { return reply.size() >= frameHead; };
  const auto reply = exchange(loop, socket, greeting, whole, deadline, interrupted);
  return whole(reply) && reply[frameType] == settings;
}
