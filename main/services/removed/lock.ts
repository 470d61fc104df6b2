import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { holdFile } from '../../layers/layerMoves'

/** Does one piece of work at a time, here and in every other process of the same home. */
export type Alone = <T>(work: () => Promise<T>) => Promise<T>

/**
 * @param root where what is removed lies
 * @param program slipway-layerwalk
 */
export function createAlone(root: string, program: string): Alone {
  let last: Promise<unknown> = Promise.resolve()
  /** Held over all that is asked for meanwhile: each time anew it would cost as much as the work. */
  let release: (() => void) | null = null
  let waiting = 0
  return (work) => {
    waiting++
    const turn = last.then(async () => {
      try {
        mkdirSync(root, { recursive: true, mode: 0o700 })
        release ??= await holdFile(program, join(root, 'lock'))
        return await work()
      } finally {
        if (--waiting === 0) {
          release?.()
          release = null
        }
      }
    })
    last = turn.catch(() => {})
    return turn
  }
}
