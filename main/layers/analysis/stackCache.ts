import type { Summary } from '../../contract/layerFiles'
import { createKeptFiles } from '../keptFiles'
import type { LayerIndex } from '../layerIndex'
import { measureWaste } from './efficiency'
import { type StackProgress, stackIndexes } from './stackBuilder'
import { readStack, writeStack } from './stackFile'
import { type SummedStack, summarize } from './summary'

/** Stacks of images, which never change. Not of containers, whose own layers do. */
export interface StackCache {
  /**
   * The stack of these layers. What is not kept yet, is damaged, of another version or of other layers, is made and kept
   * for the next time.
   * @param digest the topmost layer's chain ID, which names all of them in their order
   * @param layers base first; while they are read, so is the stack
   */
  read(
    digest: string,
    layers: Promise<readonly LayerIndex[]>,
    onProgress?: StackProgress,
  ): Promise<SummedStack>
  /** Resolves when all that was made has been written. */
  settled(): Promise<void>
}

/**
 * @param directory where the files lie, beside those of the indexes
 * @param limit bytes of all files; beyond it, those that were not used for longest go
 */
export function createStackCache(directory: string, limit?: number): StackCache {
  const files = createKeptFiles(directory, 'stack', limit)
  return {
    async read(digest, reading, onProgress) {
      const [layers, bytes] = await Promise.all([reading, files.read(digest)])
      const kept = bytes && readStack(bytes, layers)
      if (kept) return kept
      const stack = stackIndexes(layers, { onProgress })
      let summary: Summary | undefined
      const made: SummedStack = {
        stack,
        // Reckoned when it is asked for, or kept: whoever waits for the files themselves does not wait for it.
        get summary() {
          summary ??= summarize(stack, measureWaste(stack))
          return summary
        },
      }
      files.keep(() => new Map([[digest, writeStack(made)]]))
      return made
    },
    settled: () => files.settled(),
  }
}
