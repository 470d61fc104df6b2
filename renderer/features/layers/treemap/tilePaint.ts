import type { Tile } from '../../../../main/contract/layerFiles'
import { layerSurface, type StackLayer } from '../strata'

/** What the colours of a treemap tell: of which layer most of a part is, or, of one layer, what became of it. */
export type PaintBy = 'layer' | 'change'

/** How much of the colour of change a part has, in percent: parts that lie beside each other can be told apart. */
const strengths = [46, 58, 34]

/**
 * A part's surface as CSS; undefined where its layer is not known.
 * @param part which part of the directory that is shown it lies in
 */
export function tileSurface(
  tile: Tile,
  by: PaintBy,
  layers: readonly StackLayer[],
  part: number,
): string | undefined {
  if (by === 'change') return changeSurface(tile.change, strengths[part % strengths.length])
  const layer = layers[tile.layer]
  return layer && layerSurface(layer)
}

export function changeSurface(change: Tile['change'], strength = strengths[0]): string {
  const colour = change === 'modified' ? 'var(--modified)' : 'var(--added)'
  return `color-mix(in oklab, ${colour} ${strength}%, var(--panel))`
}
