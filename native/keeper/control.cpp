#include "control.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

#include "files.h"
#include "unixSocket.h"

namespace {
constexpr size_t longestCommand = 256;
constexpr size_t mostPending = 1 << 18;  // who is that far behind has stopped reading
constexpr size_t mostClients = 64;

/** What accept(2) says when there is no descriptor, or no memory, for who comes. */
bool lacksRoom(int error) { return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM; }

Fd openSpare() { return Fd{open("/dev/null", O_RDONLY | O_CLOEXEC)}; }
}  // namespace

Control::Control(Loop& loop, std::string path, Command command)
    : loop_(loop), path_(std::move(path)), command_(std::move(command)), spare_(openSpare()) {
  listen();
}

void Control::listen() {
  Fd listener{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  const auto address = unixAddress(path_);
  unlink(path_.c_str());
  const mode_t before = umask(0177);
  const bool bound = listener && bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  umask(before);
  if (!bound || ::listen(listener.get(), 128) != 0) throw std::system_error(errno, std::generic_category(), path_);
  if (listener_) loop_.forget(listener_.get());
  listener_ = std::move(listener);
  loop_.watch(listener_.get(), [this] { accept(); });
}

bool Control::restore() {
  if (!exists(path_)) {
    listen();
    return true;
  }
  loop_.watch(listener_.get(), [this] { accept(); });
  return false;
}

void Control::accept() {
  Fd fd{accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  if (!fd && lacksRoom(errno)) return turnAway();
  if (!fd) return;
  if (clients_.size() >= mostClients) makeRoom();
  ucred peer{};
  socklen_t size = sizeof peer;
  getsockopt(fd.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size);
  const int number = fd.get();
  clients_[number] = {std::move(fd), "", last_, peer.pid, ++turns_};
  loop_.watch(number, [this, number] { serve(number); });
  serve(number);
}

/** Of the process that holds most connections the latest one goes: a crowd shuts nobody else out, and who came first is served on. */
void Control::makeRoom() {
  std::map<pid_t, int> held;
  for (const auto& [fd, client] : clients_) held[client.process]++;
  const auto goesBefore = [&](const auto& one, const auto& other) {
    const int more = held[one.second.process], less = held[other.second.process];
    return more != less ? more > less : one.second.turn > other.second.turn;
  };
  leave(std::min_element(clients_.begin(), clients_.end(), goesBefore)->first);
}

void Control::turnAway() {
  spare_.close();
  const bool still = !Fd{accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)} && lacksRoom(errno);
  spare_ = openSpare();
  // Then nobody is heard before the next look, rather than one at every turn of the loop.
  if (still || !spare_) loop_.forget(listener_.get());
}

void Control::serve(int fd) {
  auto& client = clients_.at(fd);
  if (!read(client) || !flush(client)) leave(fd);
}

void Control::leave(int fd) {
  loop_.forget(fd);
  clients_.erase(fd);
}

/** One piece at a time: who never stops talking must not keep the others waiting. False when the client has left. */
bool Control::read(Client& client) {
  char buffer[512];
  const ssize_t count = recv(client.fd.get(), buffer, sizeof buffer, 0);
  if (count == 0) return false;
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  client.received.append(buffer, static_cast<size_t>(count));
  for (size_t end; (end = client.received.find('\n')) != std::string::npos;) {
    obey(client, client.received.substr(0, end));
    client.received.erase(0, end + 1);
  }
  return client.received.size() <= longestCommand;
}

void Control::obey(Client& client, const std::string& line) {
  const auto blank = line.find(' ');
  const auto word = line.substr(0, blank);
  if (word != "status") return command_(word, blank == std::string::npos ? "" : line.substr(blank + 1));
  if (client.pending.empty()) client.pending = last_;  // else it is on its way
}

bool Control::flush(Client& client) {
  while (!client.pending.empty()) {
    const ssize_t count = send(client.fd.get(), client.pending.data(), client.pending.size(), MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (count < 0) break;
    client.pending.erase(0, static_cast<size_t>(count));
  }
  loop_.wantWrite(client.fd.get(), !client.pending.empty());
  return client.pending.size() < mostPending;
}

void Control::publish(const std::string& line) {
  if (line == last_) return;
  last_ = line;
  std::vector<int> gone;
  for (auto& [fd, client] : clients_) {
    client.pending += line;
    if (!flush(client)) gone.push_back(fd);
  }
  for (const int fd : gone) leave(fd);
}

void Control::drain(Moment deadline) {
  loop_.until(
      [this] {
        for (const auto& [fd, client] : clients_) {
          if (!client.pending.empty()) return false;
        }
        return true;
      },
      deadline);
}
