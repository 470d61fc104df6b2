import { resolve } from 'node:path'
import type { Plugin } from 'vite'
import { methodKinds } from '../renderer/data/methodKinds'

/** Puts what `renderer/data/methodKinds.ts` reckons in its place, as data: the contract's schemas, and zod, stay out of the start. */
export function reckonMethodKinds(): Plugin {
  const file = resolve('renderer/data/methodKinds.ts')
  return {
    name: 'slipway:method-kinds',
    load: (id) => (id === file ? `export const methodKinds = ${JSON.stringify(methodKinds)}` : null),
  }
}
