import type { ImageProgress, LayerProgress } from '../../../main/contract/images'

/** A layer is fetched first and unpacked then; both between 0 and 1. */
export interface Steps {
  readonly fetched: number
  readonly unpacked: number
}
/** How far something is as a whole. */
export interface Overall extends Steps {
  /** Bytes fetched so far, and of the layers whose size is known. */
  readonly current: number
  readonly total: number
  readonly layersDone: number
  readonly layers: number
}

/** The engine counts the bytes of a layer from 0 again when it begins to unpack it. */
export function layerSteps({ status, current, total }: LayerProgress): Steps {
  const part = total > 0 ? Math.min(1, current / total) : 0
  switch (status) {
    case 'waiting':
      return { fetched: 0, unpacked: 0 }
    case 'downloading':
      return { fetched: part, unpacked: 0 }
    case 'verifying':
      return { fetched: 1, unpacked: 0 }
    case 'extracting':
      return { fetched: 1, unpacked: part }
    case 'uploading':
      return { fetched: part, unpacked: part }
    case 'building':
      return { fetched: 1, unpacked: 0 }
    case 'there':
    case 'done':
      return { fetched: 1, unpacked: 1 }
  }
}

/** All layers as one, each by its bytes; null while nothing is known of any. */
export function overall({ layers, done }: Pick<ImageProgress, 'layers' | 'done'>): Overall | null {
  if (layers.length === 0) return null
  const known = layers.filter(({ total }) => total > 0)
  const total = known.reduce((sum, layer) => sum + layer.total, 0)
  // What waits and has told no size yet counts as much as the others do on average: else the bar would jump back.
  const guess = known.length > 0 ? total / known.length : 1
  let [weight, fetched, unpacked, current] = [0, 0, 0, 0]
  for (const layer of layers) {
    const steps = layerSteps(layer)
    // A layer that is here already has no size to tell, and costs nothing.
    const bytes = layer.total || (['done', 'there'].includes(layer.status) ? 0 : guess)
    weight += bytes
    fetched += bytes * steps.fetched
    unpacked += bytes * steps.unpacked
    current += layer.total * steps.fetched
  }
  const part = (bytes: number) => (done || weight === 0 ? 1 : bytes / weight)
  return {
    fetched: part(fetched),
    unpacked: part(unpacked),
    current: Math.round(current),
    total,
    layersDone: layers.filter(({ status }) => status === 'done' || status === 'there').length,
    layers: layers.length,
  }
}
