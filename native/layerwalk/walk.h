#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "layer.h"
#include "listing.h"

/**
 * Reads whole directory trees with several threads, which share the directories of one tree as well as the trees.
 * Trees are finished roughly in the order in which they were given.
 */
class Walk {
public:
  /** What becomes of a tree as soon as it is read; called by any of the threads, once for each tree. */
  using Finish = std::function<void(std::size_t tree, std::unique_ptr<Layer>)>;

  /** Opens a tree when its turn comes. */
  struct Source {
    std::string name;
    std::function<Fd()> open;
  };

  /** @param limit how many entries it takes in all */
  Walk(std::vector<Source> sources, unsigned threads, std::uint64_t limit, Finish finish);
  /** Stops the threads where they are. */
  ~Walk();

  /** Waits until `finish` has returned for this tree. Throws what went wrong in a thread. */
  void wait(std::size_t tree);

private:
  struct Tree {
    std::unique_ptr<Layer> layer;
    std::vector<Directory*> waiting;
    std::size_t unfinished = 0;  ///< directories that wait or are being read
    bool finished = false;
  };

  void work();
  bool take(std::size_t& tree, Directory*& directory, std::unique_lock<std::mutex>& lock);
  void start(std::size_t tree);
  void follow(std::size_t tree, Directory* directory, Listing& listing);
  Directory* distribute(std::size_t tree, Directory& directory);

  std::vector<Source> sources_;
  const std::uint64_t limit_;
  const Finish finish_;

  std::mutex mutex_;
  std::condition_variable work_;      ///< there is something to read, or nothing any more
  std::condition_variable finished_;  ///< a tree is finished, or something went wrong
  std::vector<Tree> trees_;
  std::size_t started_ = 0;
  std::size_t done_ = 0;
  std::uint64_t entries_ = 0;
  bool stopping_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};
