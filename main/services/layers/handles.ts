import { randomUUID } from 'node:crypto'
import { AppError } from '../../contract/errors'
import type { Subject } from '../../layers/worker/subject'
import type { LayerFiles } from './readLayers'

/** What a handle stands for. */
export interface Handled {
  readonly subject: Subject
  /** By the name that the person knows: for errors. */
  readonly object: string
  /** Null for a comparison, whose files belong to its two sides. */
  readonly files: LayerFiles | null
}

/** What is open, by names that cannot be guessed. */
export interface Handles {
  add(opened: Handled): string
  /**
   * @returns what it stands for; `closed` aborts when it does so no more
   * @throws AppError `not-found`
   */
  get(handle: string): Handled & { readonly closed: AbortSignal }
  remove(handle: string): void
}

export function createHandles(): Handles {
  const open = new Map<string, Handled & { readonly closed: AbortSignal; close(): void }>()
  return {
    add(opened) {
      const handle = randomUUID()
      const controller = new AbortController()
      open.set(handle, { ...opened, closed: controller.signal, close: () => controller.abort() })
      return handle
    },
    get(handle) {
      const found = open.get(handle)
      if (found) return found
      throw new AppError('not-found/layersClosed')
    },
    remove(handle) {
      open.get(handle)?.close()
      open.delete(handle)
    },
  }
}
