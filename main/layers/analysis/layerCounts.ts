import type { LayerCount } from '../../contract/layerFiles'
import { entryType } from '../layerIndex'
import { eventKind, type Stack } from './stack'

/**
 * Counts for every layer, base first. `added + modified` is `files`, for whatever a layer holds does one or
 * the other.
 */
export function countLayers(stack: Stack): LayerCount[] {
  const { layers, count, eventStart, eventLayer, eventEntry, eventKind: kind } = stack
  const counts = layers.map((_, layer) => ({
    files: 0,
    added: 0,
    modified: 0,
    removed: 0,
    bytes: layerBytes(stack, layer),
  }))
  for (let node = 0; node < count; node++) {
    let wasFile = false
    for (let event = eventStart[node]!; event < eventStart[node + 1]!; event++) {
      const layer = eventLayer[event]!
      const isThere = kind[event] !== eventKind.removed
      const isFile = isThere && layers[layer]!.type[eventEntry[event]!] !== entryType.directory
      const counted = counts[layer]!
      if (isFile) {
        counted.files++
        if (wasFile) counted.modified++
        else counted.added++
      } else if (wasFile) counted.removed++
      wasFile = isFile
    }
  }
  return counts
}

export function layerBytes(stack: Stack, layer: number): number {
  const { count } = stack.layers[layer]!
  let bytes = 0
  for (let entry = 0; entry < count; entry++) bytes += stack.storedBytes(layer, entry)
  return bytes
}
