import { entryFlag, entryType, type LayerIndex } from '../../main/layers/layerIndex'
import { textOf } from '../../main/layers/pathText'

/** An entry of the layer that shows it. */
export interface ModelEntry {
  readonly layer: number
  readonly entry: number
}

/** What can be seen of a stack of layers, by path: the plainest overlay that there is. */
export type Model = ReadonlyMap<string, ModelEntry>

/** The model after each layer; the first one is that of no layer at all. */
export function modelsOf(layers: readonly LayerIndex[]): Model[] {
  const models: Map<string, ModelEntry>[] = [new Map()]
  for (const [layer, index] of layers.entries()) models.push(apply(models.at(-1)!, index, layer, layers))
  return models
}

function apply(below: Model, index: LayerIndex, layer: number, layers: readonly LayerIndex[]) {
  const model = new Map(below)
  const typeAt = (path: string) => {
    const found = below.get(path)
    return found && layers[found.layer]!.type[found.entry]
  }
  const paths = Array.from({ length: index.count }, (_, entry) => textOf(index.path(entry)))
  for (const [entry, path] of paths.entries()) {
    const type = index.type[entry]
    const opaque = (index.flags[entry]! & entryFlag.opaque) !== 0
    if (type !== entryType.directory) model.delete(path)
    if (type !== entryType.directory || opaque) {
      const inside = path === '' ? '' : `${path}/`
      for (const each of below.keys()) if (each !== '' && each.startsWith(inside)) model.delete(each)
    }
  }
  for (const [entry, path] of paths.entries()) {
    if (index.type[entry] === entryType.whiteout) continue
    const isImplied = (index.flags[entry]! & entryFlag.implicit) !== 0
    // What an archive only implies leaves a directory that is there as it is.
    if (isImplied && typeAt(path) === entryType.directory && model.has(path)) continue
    model.set(path, { layer, entry })
  }
  return model
}
