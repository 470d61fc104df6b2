#include "state.h"

#include <unistd.h>

namespace {

const char* nameOf(Phase phase) {
  switch (phase) {
    case Phase::starting: return "starting";
    case Phase::ready: return "ready";
    case Phase::stopping: return "stopping";
    case Phase::stopped: return "stopped";
    case Phase::failed: return "failed";
  }
  return "";
}

/** Also without the two characters that JSON allows and readers of lines take for the end of one. */
std::string quoted(const std::string& text) {
  static const char* const digits = "0123456789abcdef";
  std::string result = "\"";
  for (size_t i = 0; i < text.size(); i++) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (text.compare(i, 3, "\u2028") == 0 || text.compare(i, 3, "\u2029") == 0) {
      result += text[i + 2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (byte == '"' || byte == '\\') {
      result += '\\';
      result += text[i];
    } else if (byte < 0x20) {
      result += "\\u00";
      result += digits[byte >> 4];
      result += digits[byte & 15];
    } else {
      result += text[i];
    }
  }
  return result + '"';
}

std::string processJson(const std::string& name, pid_t pid, long long since, int restarts) {
  return "{\"name\":" + quoted(name) + ",\"pid\":" + std::to_string(pid) + ",\"since\":" + std::to_string(since) +
         ",\"restarts\":" + std::to_string(restarts) + "}";
}

}  // namespace

std::string State::json(const Options& options) const {
  std::string text = "{\"state\":" + quoted(nameOf(phase)) + ",\"since\":" + std::to_string(since) +
                     ",\"home\":" + quoted(options.home) + ",\"mode\":" + quoted(options.modeName()) + ",\"socket\":" + quoted(options.inRun("docker.sock")) +
                     ",\"reason\":" + (reason.empty() ? "null" : quoted(reason)) +
                     ",\"restarts\":" + std::to_string(restarts) + ",\"log\":[";
  for (size_t i = 0; i < log.size(); i++) text += (i ? "," : "") + quoted(log[i]);
  text += "],\"processes\":[" + processJson("keeper", getpid(), started, 0);
  for (const auto& process : processes) {
    if (process.name == "slirp4netns") continue;  // to everyone else it is a part of rootlesskit
    text += "," + processJson(process.name, process.identity.pid, process.since, process.restarts);
  }
  return text + "]}\n";
}
