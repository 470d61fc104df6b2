#pragma once

#include <poll.h>

#include <functional>
#include <map>
#include <memory>

#include "clock.h"

/**
 * The only place that waits. Handlers note what happened and nothing more; what to do about it is decided
 * by the one flow that called once() or until(), so that it reads from top to bottom.
 */
class Loop {
public:
  using Handler = std::function<void()>;

  /** Calls the handler whenever the descriptor is readable (or hung up). */
  void watch(int fd, Handler handler) { watches_[fd] = {POLLIN, std::make_shared<Handler>(std::move(handler))}; }
  /** Also calls the handler when the descriptor is writable, or no longer does. */
  void wantWrite(int fd, bool wanted);
  void forget(int fd) { watches_.erase(fd); }

  /** Waits for one round of events, at most until the deadline. */
  void once(Moment deadline);

  /** Waits until `done` holds; false when the deadline passed first. */
  template <class Predicate>
  bool until(Predicate done, Moment deadline) {
    while (!done()) {
      if (now() >= deadline) return false;
      once(deadline);
    }
    return true;
  }

private:
  struct Watch {
    short events;
    std::shared_ptr<Handler> handler;
  };
  std::map<int, Watch> watches_;
};
