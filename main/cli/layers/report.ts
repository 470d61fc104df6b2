import type { Efficiency } from '../../contract/layerFiles'
import { measureWaste, wastedPaths } from '../../layers/analysis/efficiency'
import { countLayers } from '../../layers/analysis/layerCounts'
import { stackIndexes } from '../../layers/analysis/stackBuilder'
import type { NamedLayer } from '../../services/layers/engineLayers'
import type { ReportSubject } from './subject'

/** What `slipway layers --json` prints. All sizes are bytes of regular files, each once in its layer however many names it has. */
export interface Report {
  readonly image: {
    readonly id: string
    readonly tags: readonly string[]
    /** Sum of its layers, without what a container has on top. */
    readonly bytes: number
  }
  /** Base first. Files are all that is no directory. */
  readonly layers: readonly ReportedLayer[]
  /** From 0 to 1. */
  readonly efficiency: number
  readonly wastedBytes: number
  /** The most bytes first. Paths have no slash before them; a byte that is no UTF-8 is `\xNN`. */
  readonly wasted: readonly { readonly path: string; readonly count: number; readonly bytes: number }[]
}

interface ReportedLayer extends NamedLayer {
  readonly bytes: number
  readonly added: number
  readonly modified: number
  readonly removed: number
  readonly files: number
}

/** @returns the report, and the figures that rules are checked against */
export function makeReport({ image, layers }: Pick<ReportSubject, 'image' | 'layers'>): {
  readonly report: Report
  readonly figures: Efficiency
} {
  const stack = stackIndexes(layers.map(({ index }) => index))
  const counts = countLayers(stack)
  const waste = measureWaste(stack)
  const reported = layers.map(({ diffId, command }, position): ReportedLayer => {
    const { bytes, added, modified, removed, files } = counts[position]!
    return { diffId, bytes, command, added, modified, removed, files }
  })
  const bytes = reported.reduce((sum, layer) => (layer.diffId === null ? sum : sum + layer.bytes), 0)
  const { rows } = wastedPaths(stack, waste)
  const report: Report = {
    image: { id: image.id, tags: image.tags, bytes },
    layers: reported,
    efficiency: waste.efficiency,
    wastedBytes: waste.wastedBytes,
    wasted: rows.map(({ path, count, bytes }) => ({ path, count, bytes })),
  }
  return { report, figures: waste }
}
