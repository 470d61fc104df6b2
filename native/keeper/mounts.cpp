#include "mounts.h"

#include <sstream>

#include "files.h"

std::string unescape(const std::string& text) {
  std::string plain;
  const auto octal = [&](size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '7'; };
  for (size_t at = 0; at < text.size(); at++) {
    if (text[at] == '\\' && octal(at + 1) && octal(at + 2) && octal(at + 3)) {
      plain += static_cast<char>(std::stoi(text.substr(at + 1, 3), nullptr, 8));
      at += 3;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

std::vector<Mount> mountsOf(const std::string& process) {
  std::vector<Mount> mounts;
  std::istringstream lines(readFile("/proc/" + process + "/mountinfo"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    Mount mount;
    std::string number, parent, word;
    if (!(words >> number >> parent >> mount.device >> mount.root >> mount.point)) continue;
    while (words >> word && word != "-") {}
    std::string type, source;
    words >> type >> source >> mount.options;
    mount.root = unescape(mount.root);
    mount.point = unescape(mount.point);
    mounts.push_back(std::move(mount));
  }
  return mounts;
}
