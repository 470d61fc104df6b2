import type { DiveFigures } from '../../layers/analysis/dive'
import { measureWaste, wastedPaths } from '../../layers/analysis/efficiency'
import { countLayers } from '../../layers/analysis/layerCounts'
import { type StackProgress, stackIndexes } from '../../layers/analysis/stackBuilder'
import type { NamedLayer } from '../../services/layers/engineLayers'
import type { ReportSubject } from './subject'

/** What `slipway layers --json` prints. All sizes are bytes of regular files and of the targets of symbolic links, each once in its layer however many names it has. */
export interface Report {
  readonly image: {
    readonly id: string
    readonly tags: readonly string[]
    /** Sum of its layers, without what a container has on top. */
    readonly bytes: number
  }
  /** Base first. Files are all that is no directory. */
  readonly layers: readonly ReportedLayer[]
  /** From 0 to 1: the part of all layers' bytes that a path still leads to at the top. */
  readonly efficiency: number
  /** The rest of them: what is stored and no path leads to. */
  readonly reclaimableBytes: number
  /**
   * At which paths it was hidden, the most bytes first. Paths have no slash before them; a byte that is no UTF-8 is `\xNN`.
   * `copies` are the files that are stored for the path, hidden or seen.
   */
  readonly wasted: readonly { readonly path: string; readonly copies: number; readonly bytes: number }[]
  /** With `--ci`: what its rules are checked against, as dive counts it. */
  readonly dive?: DiveFigures
}

interface ReportedLayer extends NamedLayer {
  readonly bytes: number
  readonly added: number
  readonly modified: number
  readonly removed: number
  readonly files: number
}

/** @param dive what dive says of the same layers, where it is asked for @param onProgress told how many paths were compared, of how many */
export function makeReport(
  { image, layers }: Pick<ReportSubject, 'image' | 'layers'>,
  dive?: DiveFigures,
  onProgress?: StackProgress,
): Report {
  const stack = stackIndexes(
    layers.map(({ index }) => index),
    { onProgress },
  )
  const counts = countLayers(stack)
  const waste = measureWaste(stack)
  const reported = layers.map(({ diffId, command }, position): ReportedLayer => {
    const { bytes, added, modified, removed, files } = counts[position]!
    return { diffId, bytes, command, added, modified, removed, files }
  })
  const bytes = reported.reduce((sum, layer) => (layer.diffId === null ? sum : sum + layer.bytes), 0)
  const { rows } = wastedPaths(stack, waste)
  return {
    image: { id: image.id, tags: image.tags, bytes },
    layers: reported,
    efficiency: waste.efficiency,
    reclaimableBytes: waste.reclaimableBytes,
    wasted: rows.map(({ path, copies, bytes }) => ({ path, copies, bytes })),
    ...(dive && { dive }),
  }
}
