#include "layer.h"

std::vector<const Directory*> Layer::inOrder() const {
  std::vector<const Directory*> order;
  order.reserve(directories.size());
  order.push_back(&directories.front());
  for (std::size_t next = 0; next < order.size(); ++next) {
    const auto& below = order[next]->subdirectories;
    order.insert(order.end(), below.begin(), below.end());
  }
  return order;
}
