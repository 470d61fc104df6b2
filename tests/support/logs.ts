import { vi } from 'vitest'
import type { Services } from '../../main/contract/contract'
import type { FoundLines, LogFilter, OpenLine, OpenLog } from '../../main/contract/logs'
import type { SwitchingConnection } from '../../main/engine/client/switchingConnection'
import { createLogsClient } from '../../main/logs/worker/logsClient'
import { createLogs } from '../../main/services/logs/logs'
import { noFilter } from './noFilter'

type Logs = Services['logs']

/** A log that is open, as a window has it. */
export interface OpenedLog {
  /** What it was told last. */
  readonly now: OpenLog | null
  readonly failure: unknown
  all(): Promise<readonly OpenLine[]>
  /** Searches until it has looked at all that there is, or was stopped. */
  search(filter: Partial<LogFilter>): Promise<{ found: FoundLines; lines: readonly OpenLine[] }>
  close(): Promise<void>
}

/** @param data where the engine's files lie; null for one that has to be asked */
export function serveLogs(
  connection: SwitchingConnection,
  script: string,
  scratch: string,
  data: string | null,
) {
  const client = createLogsClient({ script, scratch })
  const chooseNewFile = vi.fn<(suggested: string) => Promise<string | null>>(async () => null)
  const logs: Logs = createLogs({ connection, client, desktop: { chooseNewFile }, stored: () => data })

  function open(ids: readonly string[], back = 10_000): OpenedLog {
    const stop = new AbortController()
    let now: OpenLog | null = null
    let failure: unknown = null
    const reading = (async () => {
      for await (const state of logs.open({ ids: [...ids], back }, stop.signal)) now = state
    })().catch((thrown) => {
      failure = thrown
    })
    async function read(of: 'all' | 'found', from: number, end: number): Promise<OpenLine[]> {
      const lines: OpenLine[] = []
      for (let at = from; at < end; at += 2000)
        lines.push(
          ...(await logs.lines({ handle: now!.handle, of, from: at, count: Math.min(2000, end - at) })),
        )
      return lines
    }
    return {
      get now() {
        return now
      },
      get failure() {
        return failure
      },
      all: () => read('all', now!.lines.first, now!.lines.end),
      async search(filter) {
        const searching = new AbortController()
        const input = { handle: now!.handle, filter: { ...noFilter, ...filter } }
        for await (const found of logs.search(input, searching.signal)) {
          if (!found.done && !found.stopped) continue
          const lines = await read('found', found.lines.first, found.lines.end)
          searching.abort()
          return { found, lines }
        }
        throw new Error('The search ended')
      },
      async close() {
        stop.abort()
        await reading
      },
    }
  }
  return { logs, open, chooseNewFile, dispose: () => client.close() }
}
