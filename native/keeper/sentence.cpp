#include "sentence.h"

#include "json.h"

Param::Param(const std::string& text) : json_(quoted(text)) {}
Param::Param(long long number) : json_(std::to_string(number)) {}
Param::Param(const Sentence& sentence) : json_(sentence.json()) {}

std::string Sentence::json() const {
  if (empty()) return "null";
  std::string filled;
  for (const auto& [name, param] : params) filled += (filled.empty() ? "" : ",") + quoted(name) + ":" + param.json();
  return "{\"code\":" + quoted(code) + ",\"params\":{" + filled + "}}";
}
