import type { Stratum, WritableLayer } from '../../main/contract/layers'

/**
 * How the height of a stack is shared out: each stratum grows by its part of the bytes, and CSS keeps each tall enough to be hit.
 * @returns growth factors in thousandths of the stack, in the order of the layers
 */
export function growth(layers: readonly Pick<Stratum, 'size'>[]): readonly number[] {
  const total = layers.reduce((sum, { size }) => sum + size, 0)
  if (total === 0) return layers.map(() => 1)
  return layers.map(({ size }) => (size / total) * 1000)
}

/** In how many images a layer is, this one counted. */
export function holders({ sharedWith }: Pick<Stratum, 'sharedWith'>): number {
  return sharedWith.length + 1
}

const stateOrder = ['running', 'restarting', 'paused']
const collator = new Intl.Collator('en', { numeric: true })

/** Containers that run come first, then by name. */
export function runningFirst<T extends Pick<WritableLayer, 'name' | 'state'>>(
  layers: readonly T[],
): readonly T[] {
  const rank = ({ state }: T) => (stateOrder.indexOf(state) + stateOrder.length + 1) % (stateOrder.length + 1)
  return [...layers].sort((a, b) => rank(a) - rank(b) || collator.compare(a.name, b.name))
}
