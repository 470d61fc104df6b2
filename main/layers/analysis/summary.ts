import type { Summary } from '../../contract/layerFiles'
import type { Waste } from './efficiency'
import { countLayers } from './layerCounts'
import type { Stack } from './stack'

/** An image's stack, and what is said of it first. */
export interface SummedStack {
  readonly stack: Stack
  readonly summary: Summary
}

/** What is said of an image first. */
export function summarize(stack: Stack, waste: Waste): Summary {
  const { efficiency, reclaimableBytes, wastedPaths, bytes, visibleBytes } = waste
  return {
    efficiency,
    reclaimableBytes,
    wastedPaths,
    bytes,
    visibleBytes,
    layers: countLayers(stack),
    paths: stack.count,
  }
}
