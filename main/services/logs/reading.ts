import { createLatch } from '../../base/latch'
import { createListeners } from '../../base/listeners'
import { AppError } from '../../contract/errors'
import type { FoundLines, OpenLog } from '../../contract/logs'
import type { EngineApi } from '../../engine/api/api'
import type { LogsClient, ReadLog } from '../../logs/worker/logsClient'
import type { LogState } from '../../logs/worker/protocol'
import type { PlacedLog } from './places'

/** Logs that are open for one view. */
export interface OpenReading {
  readonly read: ReadLog
  readonly names: readonly string[]
  /** Calls back with what a search found so far. @returns how to stop that */
  onFound(listener: (found: FoundLines) => void): () => void
  /** What is open, as it is each time it was looked at. Ends with the signal. @throws AppError why it cannot be read */
  states(handle: string, signal: AbortSignal): AsyncGenerator<OpenLog, void>
}

export function createReading(
  client: LogsClient,
  engine: EngineApi,
  placed: readonly PlacedLog[],
): OpenReading {
  const latch = createLatch()
  const found = createListeners<FoundLines>()
  let state: LogState | null = null
  let failure: unknown = null
  const unreadable = new Set<number>()
  const read = client.open(
    placed.map(({ place }) => place),
    {
      onState(now) {
        state = now
        latch.raise()
      },
      onFound: found.tell,
      onDeath: fail,
    },
  )
  function fail(thrown: unknown) {
    failure ??= thrown
    latch.raise()
  }

  /** Hands over what the engine says of one, for as long as it does. */
  async function ask(source: number, signal: AbortSignal) {
    const { id, name, place } = placed[source]!
    if (place.from !== 'engine') return
    try {
      const asked = { follow: true, timestamps: true, tail: place.back, object: name, signal }
      const stream = await engine.containers.logs(id, asked)
      for await (const chunk of stream) await read.feed(source, chunk)
    } catch (thrown) {
      if (signal.aborted) return
      // Of several the others can be read all the same.
      if (placed.length === 1) fail(thrown)
      unreadable.add(source)
    }
    await read.feed(source, null)
  }

  return {
    read,
    names: placed.map(({ name }) => name),
    onFound: found.add,
    async *states(handle, signal) {
      if (placed.every(({ place }) => place.from === 'nowhere'))
        throw new AppError('not-found', { object: placed.map(({ name }) => name).join(', ') })
      for (const source of placed.keys()) void ask(source, signal)
      while (await latch.next(signal)) {
        if (failure) throw AppError.from(failure)
        if (!state) continue
        const { sources, ...rest } = state
        yield {
          handle,
          sources: sources.map((source, index) => ({
            ...source,
            id: placed[index]!.id,
            from: placed[index]!.place.from === 'engine' ? 'engine' : 'files',
            problem: unreadable.has(index) ? 'unreadable' : source.problem,
          })),
          ...rest,
        }
      }
    },
  }
}
