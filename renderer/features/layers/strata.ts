import type { LayerCount } from '../../../main/contract/layerFiles'
import type { Opened, Strata, Stratum } from '../../../main/contract/layers'
import { layerColour } from '../../ui/parts/layerColour'

/** One layer as a stack shows it. Whatever is not known yet is null. */
export interface StackLayer {
  readonly kind: 'image' | 'init' | 'writable'
  readonly diffId: string | null
  readonly instruction: string
  readonly size: number
  readonly createdAt: number | null
  readonly inferred: boolean
  /** Names of the other images that hold it. */
  readonly sharedWith: readonly string[] | null
  readonly counts: LayerCount | null
  /** As `OpenedLayer` has them. */
  readonly absent?: boolean
  readonly overLink?: string | null
}

/**
 * The layers, base first, out of what is known: what was read of them, and how the engine shares them. The engine
 * answers at once; what is in them follows.
 */
export function stackLayers(opened: Opened | null, strata: Strata | null): readonly StackLayer[] {
  if (!opened) {
    return (strata?.layers ?? []).map((layer) => ({ ...layer, kind: 'image' as const, counts: null }))
  }
  return opened.layers.map((layer, place) => {
    const known = strata?.layers[place]
    const sharedWith = known && known.diffId === layer.diffId ? known.sharedWith : null
    return { ...layer, sharedWith, counts: opened.summary.layers[place] ?? null }
  })
}

/**
 * How the height of a stack is shared out: each stratum grows by its part of the bytes, and CSS keeps each tall enough to be hit.
 * @returns growth factors in thousandths of the stack, in the order of the layers
 */
export function growth(layers: readonly Pick<Stratum, 'size'>[]): readonly number[] {
  const total = layers.reduce((sum, { size }) => sum + size, 0)
  if (total === 0) return layers.map(() => 1)
  return layers.map(({ size }) => (size / total) * 1000)
}

/** A layer's surface as CSS: its colour; what a container adds has none, for it is no layer of any image. */
export function layerSurface({ diffId }: Pick<StackLayer, 'diffId'>): string {
  return diffId === null ? 'var(--hover)' : layerColour(diffId)
}
