import { entryType, type LayerIndex } from '../../main/layers/layerIndex'
import { textOf } from '../../main/layers/pathText'
import { modelsOf } from './layerModel'

/** Efficiency by the words of its definition, path by path, over the plainest overlay. */
export function measureByDefinition(layers: readonly LayerIndex[]) {
  const models = modelsOf(layers)
  const sizes = new Map<string, number[]>()
  const carried = layers.map((index) => new Set(firstNames(index)))
  const stored = (layer: number, entry: number) => {
    const index = layers[layer]!
    return index.linkGroup[entry] === 0 || carried[layer]!.has(entry) ? index.size[entry]! : 0
  }
  for (const [layer, index] of layers.entries()) {
    const below = models[layer]!
    for (let entry = 0; entry < index.count; entry++) {
      const path = textOf(index.path(entry))
      let size = stored(layer, entry)
      if (index.type[entry] === entryType.whiteout) {
        if (!below.has(path)) continue
        size = 0
        for (const [each, at] of below) {
          if (each === path || each.startsWith(`${path}/`)) size += stored(at.layer, at.entry)
        }
      }
      sizes.set(path, [...(sizes.get(path) ?? []), size])
    }
  }
  const sum = (list: readonly number[]) => list.reduce((all, each) => all + each, 0)
  const all = [...sizes.values()]
  const total = sum(all.map(sum))
  const wasted = [...sizes].filter(([, list]) => list.length > 1 && sum(list) > 0)
  return {
    efficiency: total === 0 ? 1 : sum(all.map((list) => Math.min(...list))) / total,
    wastedBytes: sum(wasted.map(([, list]) => sum(list))),
    wasted: new Map(wasted.map(([path, list]) => [path, sum(list)])),
  }
}

function firstNames({ count, linkGroup }: LayerIndex): number[] {
  const first = new Map<number, number>()
  for (let entry = count - 1; entry >= 0; entry--) if (linkGroup[entry]) first.set(linkGroup[entry]!, entry)
  return [...first.values()]
}
