import fc from 'fast-check'
import { createIndexBuilder, type SourceEntry } from '../../main/layers/indexBuilder'
import { readIndex } from '../../main/layers/indexReader'
import type { LayerIndex } from '../../main/layers/layerIndex'
import { entry, link, whiteout } from './layerEntries'

const name = fc.constantFrom('a', 'b', 'c', 'A', 'é')
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
const details = fc.record({
  uid: fc.constantFrom(0, 0, 33),
  mode: fc.constantFrom(0o644, 0o644, 0o755),
  mtime: fc.constantFrom(0, 0, 5),
})

interface Edit {
  readonly entry: SourceEntry
  readonly target?: Uint8Array
  readonly opaque?: boolean
}

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc
    .tuple(path, details, fc.nat({ max: 9 }))
    .map(([at, more, size]) => ({ entry: entry(at, { ...more, size }) })),
  fc.tuple(path, details).map(([at, more]) => ({ entry: entry(`${at}/`, more) })),
  fc.tuple(path, details).map(([at, more]) => ({ entry: entry(`${at}/`, more), opaque: true })),
  fc.tuple(path, path).map(([at, to]) => ({ entry: link(at, `/z/${to}`) })),
  fc.tuple(path, path).map(([at, to]) => ({ entry: entry(at), target: Buffer.from(to) })),
  path.map((at) => ({ entry: whiteout(at) })),
  path.map((at) => ({ entry: whiteout(at) })),
)

/** A layer in which anything may happen to a few paths, hardlinks, removals and opaque directories among it. */
export const randomLayer: fc.Arbitrary<LayerIndex> = fc.array(edit, { maxLength: 8 }).map((edits) => {
  const builder = createIndexBuilder()
  for (const { entry: each, target, opaque } of edits) {
    if (target) builder.link(each, target)
    else builder.add(each)
    if (opaque) builder.markOpaque(each.path)
  }
  return readIndex(builder.finish())
})

export const randomLayers = fc.array(randomLayer, { minLength: 1, maxLength: 6 })
