#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

#include "process.h"

/** The namespaces that rootlesskit made, known by one process in them. */
class Namespaces {
public:
  /** Nothing when the process has ended, or lives in our own user namespace. */
  static std::optional<Namespaces> of(const Identity& member);

  /** For Command::namespaces. */
  int pidfd() const { return member_.pidfd(); }
  const Identity& identity() const { return member_.identity(); }

  bool operator==(const Namespaces& other) const { return device_ == other.device_ && inode_ == other.inode_; }

  /** Every process in the user namespace now: the engine's, and those of its containers. */
  std::vector<Identity> members() const;

private:
  Namespaces(Process member, Fd user, dev_t device, ino_t inode)
      : member_(std::move(member)), user_(std::move(user)), device_(device), inode_(inode) {}

  Process member_;
  Fd user_;  ///< held open, so that the inode's number cannot be given to another namespace
  dev_t device_;
  ino_t inode_;
};

