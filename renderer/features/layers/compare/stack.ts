import type { AlignedLayer, OpenedImage, OpenedLayer } from '../../../../main/contract/layers'
import { rowCount, segmentsOf } from './segments'

/** A stratum as it is drawn: `grow` is its part of the height, in thousandths of all bytes. */
export interface Drawn {
  readonly place: number
  readonly grow: number
}

/** A segment as it is drawn, with the height that it wants, and how many strata lie in it one above the other. */
export type DrawnSegment = { readonly key: string; readonly grow: number; readonly rows: number } & (
  | { readonly kind: 'both'; readonly a: number; readonly b: number; readonly keptOnce: boolean }
  | { readonly kind: 'apart'; readonly a: DrawnStack; readonly b: DrawnStack }
)
/** Topmost first. `air` is what it lacks to the height of the other side. */
export interface DrawnStack {
  readonly strata: readonly Drawn[]
  readonly air: number
}

/** Two stacks on one scale, topmost segment first. Small layers come to nearly nothing: CSS keeps them tall enough. */
export function drawStacks(
  a: Pick<OpenedImage, 'layers'>,
  b: Pick<OpenedImage, 'layers'>,
  aligned: readonly AlignedLayer[],
): readonly DrawnSegment[] {
  const bytes = (layers: readonly OpenedLayer[]) => layers.reduce((sum, { size }) => sum + size, 0)
  const scale = 1000 / Math.max(1, bytes(a.layers), bytes(b.layers))
  const draw = ({ layers }: Pick<OpenedImage, 'layers'>, places: readonly number[]): readonly Drawn[] =>
    // Of a stack without bytes all strata are as tall as each other.
    places.map((place) => ({ place, grow: Math.max(layers[place]!.size * scale, 0.001) })).reverse()
  const height = (strata: readonly Drawn[]) => strata.reduce((sum, { grow }) => sum + grow, 0)

  return segmentsOf(aligned)
    .map((segment): DrawnSegment => {
      const rows = rowCount(segment)
      if (segment.kind === 'both') {
        const [{ grow }] = draw(b, [segment.b]) as [Drawn]
        return { ...segment, key: `${segment.a} ${segment.b}`, grow, rows }
      }
      const left = draw(a, segment.a)
      const right = draw(b, segment.b)
      const grow = Math.max(height(left), height(right))
      return {
        kind: 'apart',
        key: `apart ${segment.a[0]} ${segment.b[0]}`,
        grow,
        rows,
        a: { strata: left, air: grow - height(left) },
        b: { strata: right, air: grow - height(right) },
      }
    })
    .reverse()
}
