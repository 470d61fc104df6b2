#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "copying.h"
#include "failure.h"
#include "freezing.h"
#include "holding.h"
#include "index.h"
#include "moving.h"
#include "opening.h"
#include "output.h"
#include "parent.h"
#include "progress.h"
#include "size.h"
#include "tar.h"
#include "walk.h"

namespace {

constexpr auto usage =
    "usage: slipway-layerwalk index [--threads N] DIRECTORY...\n"
    "       slipway-layerwalk size DIRECTORY...\n"
    "       slipway-layerwalk read DIRECTORY [PATH]\n"
    "       slipway-layerwalk tar DIRECTORY [PATH]\n"
    "       slipway-layerwalk move FROM TO\n"
    "       slipway-layerwalk copy FROM TO\n"
    "       slipway-layerwalk copy --still PROCESS LIST FROM TO [FROM TO]...\n"
    "       slipway-layerwalk thaw LIST\n"
    "       slipway-layerwalk erase DIRECTORY...\n"
    "       slipway-layerwalk hold FILE\n"
    "Reads image layers where they lie: their entries as indexes, the bytes of their files, one file, or one directory as a\n"
    "tar archive. A layer that is not there has the size \"-\".\n"
    "Without PATH, its raw bytes come from the standard input.\n"
    "Moves one to another place of the same file system, where nothing may be yet, or copies it there with all that belongs\n"
    "to it, saying how many entries and bytes it has copied, and erases what nobody needs. PROCESS and all others of its container stand still while it is copied; those are in\n"
    "LIST, by which they are told to go on where this was killed meanwhile. A file is held, once nobody else holds it, until\n"
    "the standard input ends.";

/** All layers of one call together; that many take some 600 MB of memory. */
constexpr std::uint64_t mostEntries = 4'000'000;

unsigned defaultThreads() { return std::clamp(std::thread::hardware_concurrency(), 2u, 8u); }

/** The index of each layer, one after the other, in the order in which they were given. */
void writeIndexes(const std::vector<std::string>& directories, unsigned threads) {
  std::vector<Walk::Source> sources;
  for (const auto& directory : directories) {
    sources.push_back({directory, [directory] { return openLayer(directory); }});
  }
  std::vector<std::vector<std::uint64_t>> indexes(directories.size());
  Walk walk(sources, threads, mostEntries,
            [&](std::size_t tree, std::unique_ptr<Layer> layer) { indexes[tree] = indexOf(*layer); });
  for (std::size_t tree = 0; tree < indexes.size(); ++tree) {
    walk.wait(tree);
    const auto index = std::move(indexes[tree]);
    writeOut(index.data(), index.size() * sizeof index.front());
  }
}

/** A line for each layer. One that is gone is no failure: containers come and go while many are measured. */
void writeSizes(const std::vector<std::string>& directories) {
  for (const auto& directory : directories) {
    std::string size = "-";
    try {
      Walk walk({{directory, [&] { return openLayer(directory); }}}, defaultThreads(), mostEntries,
                [&](std::size_t, std::unique_ptr<Layer> layer) { size = std::to_string(bytesIn(*layer)); });
      walk.wait(0);
    } catch (const Failure& failure) {
      if (failure.cause() != Cause::missing) throw;
    }
    size += '\n';
    writeOut(size.data(), size.size());
  }
}

void writeFile(const std::string& directory, const std::string& path) {
  const auto root = openLayer(directory);
  const auto handle = findInRoot(root.get(), path);
  struct stat status;
  if (fstat(handle.get(), &status) != 0 || !S_ISREG(status.st_mode)) throw Failure::ofKind(path, "not a regular file");
  const auto file = openHandle(handle, 0, path);
  std::vector<char> buffer(256 << 10);
  while (const auto length = read(file.get(), buffer.data(), buffer.size())) {
    if (length < 0) throw Failure::ofSystem(path, errno);
    writeOut(buffer.data(), static_cast<std::size_t>(length));
  }
}

/** Says on the standard error how many entries an archive cannot, or should not, have. */
void writeDirectory(const std::string& directory, const std::string& path) {
  const auto root = openLayer(directory);
  const auto handle = findInRoot(root.get(), path);
  struct stat status;
  if (fstat(handle.get(), &status) != 0 || !S_ISDIR(status.st_mode)) throw Failure::ofKind(path, "not a directory");
  std::unique_ptr<Layer> tree;
  Walk walk({{path, [&] { return openHandle(handle, O_DIRECTORY, path); }}}, defaultThreads(), mostEntries,
            [&](std::size_t, std::unique_ptr<Layer> layer) { tree = std::move(layer); });
  walk.wait(0);
  const auto end = path.find_last_not_of('/');
  const auto name = end == std::string::npos ? "" : path.substr(0, end + 1);
  std::cerr << "left out: " << writeTar(*tree, name.substr(name.rfind('/') + 1)) << '\n';
}

/** All of the standard input. */
std::string readIn() {
  return {std::istreambuf_iterator<char>(std::cin), {}};
}

void run(const std::vector<std::string>& words) {
  const std::string command = words.empty() ? "" : words[0];
  if (command == "hold" && words.size() == 2) return hold(words[1]);
  endWithParent();
  if (command == "index" && words.size() > 1) {
    const bool counted = words[1] == "--threads" && words.size() > 2;
    const auto threads = counted ? static_cast<unsigned>(std::atoi(words[2].c_str())) : defaultThreads();
    const std::vector<std::string> directories(words.begin() + (counted ? 3 : 1), words.end());
    if (threads > 0 && threads <= 64 && !directories.empty()) return writeIndexes(directories, threads);
  }
  if (command == "size" && words.size() > 1) return writeSizes({words.begin() + 1, words.end()});
  if (command == "move" && words.size() == 3) return moveTo(words[1], words[2]);
  Progress progress;
  if (command == "copy" && words.size() == 3) return copyTree(words[1], words[2], progress);
  if (command == "copy" && words.size() >= 6 && words.size() % 2 == 0 && words[1] == "--still") {
    std::optional<Frozen> frozen(std::in_place, std::atoi(words[2].c_str()), words[3]);
    for (std::size_t at = 4; at < words.size(); at += 2) {
      const bool last = at + 2 == words.size();
      copyTree(words[at], words[at + 1], progress, [&] {
        if (last) frozen.reset();
      });
    }
    return;
  }
  if (command == "thaw" && words.size() == 2) return thaw(words[1]);
  if (command == "erase" && words.size() > 1) {
    for (auto directory = words.begin() + 1; directory != words.end(); ++directory) erase(*directory);
    return;
  }
  if (words.size() == 2 || words.size() == 3) {
    const auto path = [&] { return words.size() == 3 ? words[2] : readIn(); };
    if (command == "read") return writeFile(words[1], path());
    if (command == "tar") return writeDirectory(words[1], path());
  }
  throw Failure(Cause::usage, usage);
}

}  // namespace

int main(int count, char** words) {
  try {
    run({words + 1, words + count});
    return 0;
  } catch (const Failure& failure) {
    std::cerr << (failure.cause() == Cause::usage ? "" : "slipway-layerwalk: ") << failure.what() << '\n';
    return static_cast<int>(failure.cause());
  } catch (const std::exception& error) {
    std::cerr << "slipway-layerwalk: " << error.what() << '\n';
    return static_cast<int>(Cause::system);
  }
}
