import type { LayerCount } from '../../../main/contract/layerFiles'
import type { Opened, OpenedImage, Strata, Stratum } from '../../../main/contract/layers'
import { stackColours } from '../../ui/parts/layerColour'

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
  /** The other image that ends with it, by a name for people: what is below this layer and itself is that image. */
  readonly base: string | null
  /** As CSS; null for what a container adds, for that is no layer of any image. */
  readonly colour: string | null
}

/**
 * The layers, base first, out of what is known: what was read of them, and how the engine shares them. The engine
 * answers at once; what is in them follows.
 */
export function stackLayers(
  opened: (OpenedImage & Partial<Pick<Opened, 'summary'>>) | null,
  strata: Strata | null,
): readonly StackLayer[] {
  const layers = opened?.layers ?? strata?.layers ?? []
  const colours = stackColours(layers.map(({ diffId }) => diffId))
  const own = opened?.image.tags[0] ?? strata?.image.tags[0]
  const top = layers.findLastIndex(({ diffId }) => diffId !== null)
  return layers.map((layer, place) => {
    const known = strata?.layers[place]
    const stratum = known && known.diffId === layer.diffId ? known : null
    // What was imported is its image, and has no instruction that says more than its name.
    const isWhole = place === top && isImport(layer)
    return {
      ...layer,
      kind: 'kind' in layer ? layer.kind : 'image',
      sharedWith: stratum?.sharedWith ?? null,
      counts: opened?.summary?.layers[place] ?? null,
      base: stratum?.endsHere[0] ?? (isWhole ? (own ?? null) : null),
      colour: colours[place]!,
    }
  })
}

/** Whether an instruction says no more than that something was imported; an import without a word has none at all. */
export const isImport = ({ instruction }: { readonly instruction: string }): boolean =>
  /^(?:IMPORT\b|$)/.test(instruction)

/**
 * How the height of a stack is shared out: beyond the least that each takes, each stratum grows by its part of the bytes.
 * @returns growth factors in thousandths of what is left, in the order of the layers
 */
export function growth(layers: readonly Pick<Stratum, 'size'>[]): readonly number[] {
  const total = layers.reduce((sum, { size }) => sum + size, 0)
  if (total === 0) return layers.map(() => 1)
  return layers.map(({ size }) => (size / total) * 1000)
}

/** A layer's surface as CSS. */
export const layerSurface = ({ colour }: Pick<StackLayer, 'colour'>): string => colour ?? 'var(--hover)'
