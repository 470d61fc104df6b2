#include "loop.h"

#include <algorithm>
#include <vector>

void Loop::wantWrite(int fd, bool wanted) {
  if (auto found = watches_.find(fd); found != watches_.end()) found->second.events = wanted ? POLLIN | POLLOUT : POLLIN;
}

void Loop::once(Moment deadline) {
  std::vector<pollfd> fds;
  fds.reserve(watches_.size());
  for (const auto& [fd, watch] : watches_) fds.push_back({fd, watch.events, 0});

  int timeout = -1;
  if (deadline != never) timeout = static_cast<int>(std::clamp<Moment>(deadline - now(), 0, 3'600'000));
  if (poll(fds.data(), fds.size(), timeout) <= 0) return;

  for (const auto& polled : fds) {
    if (polled.revents == 0) continue;
    auto found = watches_.find(polled.fd);
    if (found == watches_.end()) continue;
    auto handler = found->second.handler;  // kept alive: a handler may forget itself
    (*handler)();
  }
}
