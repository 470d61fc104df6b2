#include "walk.h"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

#include "failure.h"
#include "opening.h"

namespace {

constexpr int forListing = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

std::string fullName(const Layer& layer, const Directory& directory) {
  const auto path = directory.path();
  return path.empty() ? layer.name : layer.name + "/" + path;
}

/** Whether a directory that was there a moment ago has been removed, moved or replaced. */
bool hasVanished(int error) {
  return error == ENOENT || error == ENOTDIR || error == ELOOP || error == ESTALE || error == EXDEV || error == EAGAIN;
}

}  // namespace

Walk::Walk(std::vector<Source> sources, unsigned threads, std::uint64_t limit, Finish finish)
    : sources_(std::move(sources)), limit_(limit), finish_(std::move(finish)), trees_(sources_.size()) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Walk::~Walk() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Walk::wait(std::size_t tree) {
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [&] { return failure_ || trees_[tree].finished; });
  if (failure_) std::rethrow_exception(failure_);
}

void Walk::work() {
  try {
    Listing listing;
    std::size_t tree = 0;
    Directory* directory = nullptr;
    for (std::unique_lock lock(mutex_); take(tree, directory, lock); lock.lock()) {
      lock.unlock();
      follow(tree, directory, listing);
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    stopping_ = true;
    work_.notify_all();
    finished_.notify_all();
  }
}

/** Waits for a directory of the earliest tree that has one; false when there is nothing more to do. */
bool Walk::take(std::size_t& tree, Directory*& directory, std::unique_lock<std::mutex>& lock) {
  for (;;) {
    if (stopping_ || done_ == trees_.size()) return false;
    for (tree = 0; tree < started_ && trees_[tree].waiting.empty();) ++tree;
    if (tree == started_ && started_ < trees_.size()) start(started_++);
    if (tree < started_) {
      directory = trees_[tree].waiting.back();
      trees_[tree].waiting.pop_back();
      return true;
    }
    work_.wait(lock);
  }
}

void Walk::start(std::size_t index) {
  auto& tree = trees_[index];
  tree.layer = std::make_unique<Layer>();
  tree.layer->name = sources_[index].name;
  tree.layer->root = sources_[index].open();
  tree.layer->rootEntry = entryOf(tree.layer->root.get());
  tree.layer->directories.emplace_back();
  tree.waiting.push_back(&tree.layer->directories.front());
  tree.unfinished = 1;
  entries_++;
}

/** Reads a directory, then one that lies in it, and so on: the next one is at hand, no path has to be resolved for it. */
void Walk::follow(std::size_t index, Directory* directory, Listing& listing) {
  const auto& layer = *trees_[index].layer;
  Fd fd = openBeneath(layer.root.get(), directory->path(), forListing);
  for (;;) {
    if (fd) {
      try {
        listing.read(fd.get(), *directory);
      } catch (const std::system_error& error) {
        throw Failure::ofSystem(fullName(layer, *directory), error.code().value());
      }
    } else if (!hasVanished(errno)) {
      throw Failure::ofSystem(fullName(layer, *directory), errno);
    }
    const auto* parent = directory;
    directory = distribute(index, *directory);
    if (!directory) return;
    const std::string name{parent->name(parent->entries[directory->place])};
    fd = Fd{openat(fd.get(), name.c_str(), forListing)};
  }
}

/** Lets the other threads have the directories below but one, which is the caller's to read next; null when there is none. */
Directory* Walk::distribute(std::size_t index, Directory& directory) {
  std::unique_lock lock(mutex_);
  entries_ += directory.entries.size();
  if (entries_ > limit_) throw Failure(Cause::excess, "There are more than " + std::to_string(limit_) + " entries");
  auto& tree = trees_[index];
  if (stopping_) return nullptr;
  for (std::uint32_t place = 0; place < directory.entries.size(); ++place) {
    if (directory.entries[place].type != Type::directory) continue;
    auto& below = tree.layer->directories.emplace_back();
    below.parent = &directory;
    below.place = place;
    directory.subdirectories.push_back(&below);
  }
  const auto& below = directory.subdirectories;
  if (!below.empty()) {
    tree.waiting.insert(tree.waiting.end(), below.begin() + 1, below.end());
    tree.unfinished += below.size() - 1;
    if (below.size() == 2) work_.notify_one();
    if (below.size() > 2) work_.notify_all();
    return below.front();
  }
  if (--tree.unfinished > 0) return nullptr;
  auto layer = std::move(tree.layer);
  lock.unlock();
  finish_(index, std::move(layer));
  lock.lock();
  tree.finished = true;
  done_++;
  if (done_ == trees_.size()) work_.notify_all();
  finished_.notify_all();
  return nullptr;
}
