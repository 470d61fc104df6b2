import { entryFlag, entryType, type LayerIndex } from './layerIndex'

/** Looking for children costs little; an image that wants more of it than this is none that a builder made. */
const mostLookUps = 20_000_000

/**
 * For each layer the first directory that it only implies and that the layers below show as a symbolic link; null where there is
 * none. A `lib/x` without a `lib/` in a layer's archive, over a base where `lib` leads to `usr/lib`, is such a one: overlay2
 * with native diffs unpacks it into a directory of its own, which hides the link; the naive diff of a rootless engine unpacks
 * it on what is below, and so through the link (moby, daemon/graphdriver/fsdiff.go). A directory that the archive has
 * itself replaces the link in both.
 * @param layers of an archive, base first
 * @returns raw paths
 */
export function overLinks(layers: readonly LayerIndex[]): (Uint8Array | null)[] {
  let lookUps = 0
  return layers.map((layer, at) => {
    // By directory: the layers below that show something in it, topmost first, each with its own entry of it.
    const shown = new Map<number, (readonly [layer: number, entry: number])[]>()
    shown.set(
      0,
      Array.from({ length: at }, (_, below) => [at - 1 - below, 0] as const),
    )
    for (let entry = 1; entry < layer.count; entry++) {
      const above = shown.get(layer.parent[entry]!)
      if (!above || layer.type[entry] !== entryType.directory) continue
      const found: (readonly [number, number])[] = []
      const name = layer.name(entry)
      for (const [below, directory] of above) {
        if (++lookUps > mostLookUps) return null
        const index = layers[below]!
        const there = index.findChild(directory, name)
        if (there === -1) continue
        const isLink = index.type[there] === entryType.symlink && found.length === 0
        if (isLink && layer.flags[entry]! & entryFlag.implicit) return layer.path(entry)
        if (index.type[there] !== entryType.directory) break
        found.push([below, there])
        if (index.flags[there]! & entryFlag.opaque) break
      }
      // What hides all that is below has nothing below it.
      if (found.length > 0 && !(layer.flags[entry]! & entryFlag.opaque)) shown.set(entry, found)
    }
    return null
  })
}
