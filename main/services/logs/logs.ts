import { randomUUID } from 'node:crypto'
import { createLatch, untilAborted } from '../../base/latch'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import type { FoundLines, LogFilter } from '../../contract/logs'
import { engineApi } from '../../engine/api/api'
import { nameOfInspected } from '../../engine/api/containerAnswers'
import type { SwitchingConnection } from '../../engine/client/switchingConnection'
import { patternOf } from '../../logs/filter'
import type { LogsClient } from '../../logs/worker/logsClient'
import { shortId } from '../../shared/digest'
import type { Desktop } from '../desktop'
import { clearLog } from './clear'
import { logFile, logPlaceOf } from './places'
import { createReading, type OpenReading } from './reading'
import { saveLines } from './saveLines'

interface Dependencies {
  readonly connection: SwitchingConnection
  readonly desktop: Pick<Desktop, 'chooseNewFile'>
  readonly client: LogsClient
  /** The data-root of the engine that is active, where its files may be read; else null. */
  stored(): string | null
}

/** Far more than a window shows; each may hold files open. */
const mostOpen = 32

/** The logs of containers, whole. */
export function createLogs({ connection, desktop, client, stored }: Dependencies): Services['logs'] {
  const open = new Map<string, OpenReading>()

  function reading(handle: string): OpenReading {
    const found = open.get(handle)
    if (!found) throw new AppError('not-found/logClosed')
    return found
  }

  async function fileOf(id: string) {
    const object = shortId(id)
    const data = stored()
    const inspected = await engineApi(connection.held()).containers.inspect(id, { object })
    const { State } = inspected
    return {
      path: data && logFile(inspected, data),
      object: nameOfInspected(inspected),
      runs: ['running', 'paused', 'restarting'].includes(State.Status),
    }
  }

  return {
    async *open({ ids, back }, signal) {
      if (open.size >= mostOpen) throw new AppError('unsupported/logsOpen')
      const engine = engineApi(connection.held())
      const data = stored()
      const handle = randomUUID()
      const placing = Promise.all(ids.map((id) => logPlaceOf(engine, id, { data, back, signal })))
      const placed = await untilAborted(placing, signal)
      if (!placed) return
      const opened = createReading(client, engine, placed)
      open.set(handle, opened)
      try {
        yield* opened.states(handle, signal)
      } finally {
        open.delete(handle)
        opened.read.close()
      }
    },

    lines: ({ handle, ...about }) => reading(handle).read.ask('lines', about),

    marks: ({ handle, texts }) => reading(handle).read.ask('marks', { texts }),

    async *search({ handle, filter }, signal) {
      const { read, onFound } = reading(handle)
      checkExpressions(filter)
      const latch = createLatch()
      let newest: FoundLines | null = null
      const stop = onFound((found) => {
        newest = found
        latch.raise()
      })
      read.search(filter)
      try {
        while (await latch.next(signal)) if (newest) yield newest
      } finally {
        stop()
        read.search(null)
      }
    },

    async *save({ handle, of, timestamps }, signal) {
      const { read, names } = reading(handle)
      const suggested = names.length === 1 ? `${names[0]}.log` : 'containers.log'
      const file = await untilAborted(desktop.chooseNewFile(suggested), signal)
      if (file) yield* saveLines(read, { of, timestamps, names }, file)
    },

    clearable: async ({ id }) => (await fileOf(id)).path !== null,

    async clear({ id }) {
      const { path, object, runs } = await fileOf(id)
      if (!path) throw new AppError('unsupported/clearElsewhere', { object })
      if (runs) throw new AppError('conflict/logWritten', { object })
      await clearLog(path, object)
    },
  }
}

function checkExpressions({ text, exclude, regex }: LogFilter): void {
  try {
    patternOf(text, regex)
    patternOf(exclude, regex)
  } catch (thrown) {
    const reason = (thrown as Error).message.replace(/^Invalid regular expression: /, '')
    throw new AppError('invalid-input/expression', { reason })
  }
}
