#pragma once

#include <string>
#include <utility>
#include <vector>

struct Sentence;

/** What fills a placeholder of a sentence: a text, a number, or another sentence. */
class Param {
public:
  Param(const std::string& text);
  Param(long long number);
  Param(const Sentence& sentence);

  const std::string& json() const { return json_; }
  bool operator==(const Param&) const = default;

private:
  std::string json_;
};

/**
 * What is meant for a person: a code of main/texts/en and what its placeholders stand for. Whoever shows it says it, in the
 * language that is spoken there. Nothing is said where the code is empty.
 */
struct Sentence {
  std::string code = {};
  std::vector<std::pair<std::string, Param>> params = {};

  bool empty() const { return code.empty(); }
  /** `{"code":"keeper/late","params":{"name":"dockerd","n":60}}`, or `null`. */
  std::string json() const;
  bool operator==(const Sentence&) const = default;
};
