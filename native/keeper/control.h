#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>

#include "fd.h"
#include "loop.h"

/**
 * The keeper's own socket. Whoever connects gets the present state as a line of JSON, then every change, and
 * may send commands, one a line.
 */
class Control {
public:
  using Command = std::function<void(const std::string& word, const std::string& argument)>;

  /** Listens; throws std::system_error, or std::invalid_argument for a path that is too long. */
  Control(Loop& loop, std::string path, Command command);

  /**
   * Listens anew when somebody removed the socket's file, and says whether; goes on listening where that was given up for want
   * of descriptors. Throws as the constructor does.
   */
  bool restore();

  /** Sends a line to everyone, and to everyone who comes later. */
  void publish(const std::string& line);
  /** Waits until all that was published has been taken, at most until the deadline. */
  void drain(Moment deadline);

private:
  struct Client {
    Fd fd;
    std::string received;
    std::string pending;
    pid_t process = 0;  ///< who connected
    long long turn = 0;  ///< the how-many-th it was
  };

  void listen();
  void accept();
  void turnAway();
  void serve(int fd);
  void leave(int fd);
  void makeRoom();
  bool read(Client& client);
  void obey(Client& client, const std::string& line);
  bool flush(Client& client);

  Loop& loop_;
  std::string path_;
  Command command_;
  Fd listener_;
  /** Given up for a moment to let go of who comes when no descriptor is left: else they would be told of again and again. */
  Fd spare_;
  std::map<int, Client> clients_;
  long long turns_ = 0;
  std::string last_;
};
