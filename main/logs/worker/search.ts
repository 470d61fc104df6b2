import { Worker } from 'node:worker_threads'
import type { LogFilter } from '../../contract/logs'
import type { FileLog } from '../fileLog'
import { createMatches, type Matches } from '../matches'
import type { LogPage } from '../pages'
import type { LogsData } from './logsClient'
import type { FromSearch, ToSearch } from './protocol'

/** A search in several logs, from the newest lines to the oldest, and in what comes. */
export interface Search {
  readonly matches: readonly Matches[]
  /** Lines that were looked at. */
  readonly searched: number
  readonly stopped: 'slow' | 'many' | null
  /** Where what is looked for stands in these texts; null once it was ended. */
  marks(texts: readonly string[]): Promise<readonly (readonly number[])[] | null>
  /** Whether all of this log was looked at that there is. */
  isComplete(source: number): boolean
  /** To be called when more of the logs is read. */
  goOn(): void
  end(): void
}

interface Options {
  readonly logs: readonly FileLog[]
  readonly filter: LogFilter
  /** The bundled thread. */
  readonly script: string
  changed(): void
}

/** Pages that are looked through or wait for it, at a time. */
const ahead = 4
/** Milliseconds between two looks at the thread, and how many may find that nothing came of it. */
const beat = 1000
const mostMissed = 5
const mostMatches = 1_000_000

interface Task {
  readonly source: number
  readonly turn: number
  readonly page: LogPage
  /** The lines that are looked at, by number: from one up to another. */
  readonly from: number
  readonly to: number
  readonly isNewer: boolean
}

export function createSearch({ logs, filter, script, changed }: Options): Search {
  const matches = logs.map(createMatches)
  /** What was looked at, or is to be: from a line up to another. */
  const ranges = logs.map(({ end, turn }) => ({ low: end, high: end, turn }))
  const tasks = new Map<number, Task>()
  const asked = new Map<number, (marks: readonly (readonly number[])[] | null) => void>()
  let next = 0
  let searched = 0
  let stopped: Search['stopped'] = null
  let missed = 0
  let ended = false

  const data: LogsData = { role: 'search', script, scratch: '' }
  const worker = new Worker(script, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: 128 } })
  worker.unref()
  const post = (message: ToSearch) => worker.postMessage(message)
  post({ filter })
  worker.on('message', taken)
  worker.on('error', () => stop('slow'))
  const watch = setInterval(() => {
    if (tasks.size === 0 && asked.size === 0) missed = 0
    else if (++missed > mostMissed) stop('slow')
  }, beat)

  function stop(why: Search['stopped']) {
    stopped ??= why
    leave()
    changed()
  }
  function leave() {
    tasks.clear()
    for (const resolve of asked.values()) resolve(null)
    asked.clear()
    clearInterval(watch)
    void worker.terminate()
  }

  function taken(message: FromSearch) {
    missed = 0
    if ('marked' in message) {
      asked.get(message.marked)?.(message.marks)
      asked.delete(message.marked)
      return
    }
    const { page: number, places } = message
    const task = tasks.get(number)
    tasks.delete(number)
    if (!task) return
    const { source, page, isNewer, turn } = task
    if (turn === logs[source]!.turn) {
      searched += task.to - task.from
      const numbers = places.map((place) => page.number + place).filter((each) => each < task.to)
      if (isNewer) matches[source]!.addNewer(numbers)
      else matches[source]!.addOlder(numbers)
      if (matches[source]!.end - matches[source]!.first > mostMatches) return stop('many')
    }
    goOn()
    changed()
  }

  /** @param before so many lines more are read, in front of the others */
  function ask(task: Omit<Task, 'turn'>, before: number) {
    const { fd, offset, bytes, number } = task.page
    tasks.set(next, { ...task, turn: logs[task.source]!.turn })
    post({ page: next++, fd, offset, bytes, from: Math.max(0, task.from - number - before) })
  }

  /** Older pages: the one that was written last of all logs. */
  function askOlder(): boolean {
    let best: { source: number; page: LogPage } | null = null
    for (const [source, log] of logs.entries()) {
      const { low } = ranges[source]!
      const page = low > log.first ? log.page(log.pageOf(low - 1)) : undefined
      if (page && (!best || page.lastAt > best.page.lastAt)) best = { source, page }
    }
    if (!best) return false
    const { source, page } = best
    const range = ranges[source]!
    // Of the page that lines have come to since, those before them.
    ask({ source, page, from: page.number, to: range.low, isNewer: false }, 0)
    range.low = page.number
    return true
  }

  function askNewer(): boolean {
    for (const [source, log] of logs.entries()) {
      const range = ranges[source]!
      if (range.high >= log.end) continue
      const page = log.page(log.pageOf(range.high))!
      const to = page.number + page.lines
      // The line before may go on in these: its trace is looked at once more.
      ask({ source, page, from: range.high, to, isNewer: true }, 50)
      range.high = to
      return true
    }
    return false
  }

  function goOn() {
    for (const [source, log] of logs.entries()) {
      const { end, turn } = log
      if (ranges[source]!.turn !== turn) ranges[source] = { low: end, high: end, turn }
    }
    while (!stopped && !ended && tasks.size < ahead && (askNewer() || askOlder()));
  }

  return {
    matches,
    get searched() {
      return searched
    },
    get stopped() {
      return stopped
    },
    isComplete(source) {
      const log = logs[source]!
      const waits = [...tasks.values()].some((task) => task.source === source && !task.isNewer)
      return stopped !== null || (log.complete && ranges[source]!.low <= log.first && !waits)
    },
    goOn,
    async marks(texts) {
      if (stopped || ended) return null
      return new Promise((resolve) => {
        asked.set(next, resolve)
        post({ marks: next++, texts })
      })
    },
    end() {
      ended = true
      leave()
    },
  }
}
