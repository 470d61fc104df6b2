import { createFileLog, type FileLog } from '../fileLog'
import { followGrowth } from '../growth'
import { timeIn } from '../matches'
import { createSpool } from '../spool'
import type { LogState, SourcePlace } from './protocol'

/** One container's log, as it is read. */
export interface OpenSource {
  /** Null until there is something to be read from. */
  readonly log: FileLog | null
  readonly state: LogState['sources'][number]
  feed(bytes: Uint8Array | null): void
  close(): void
}

interface Options {
  readonly source: number
  readonly scratch: string
  /** There is more, or what is there became known. */
  changed(): void
  /** Reads what has come; returns whether there was anything. */
  look(): boolean
}

export function createLogSource(place: SourcePlace, options: Options): OpenSource {
  if (place.from === 'file') return fileSource(place.path, options)
  return place.from === 'engine' ? engineSource(place, options) : missing
}

const missing: OpenSource = {
  log: null,
  state: { backTo: null, older: false, ended: true, problem: 'gone' },
  feed() {},
  close() {},
}

function fileSource(path: string, { source, scratch, changed, look }: Options): OpenSource {
  let log: FileLog | null = null
  let problem: 'unreadable' | null = null
  try {
    log = createFileLog({ path, source, scratch, changed })
  } catch {
    problem = 'unreadable'
  }
  const stop = log ? followGrowth(path, look) : () => {}
  return {
    log,
    get state() {
      return { backTo: null, older: false, ended: false, problem }
    },
    feed() {},
    close() {
      stop()
      log?.close()
    },
  }
}

/** What an engine has stored comes at once, and then nothing for a while: so long, in milliseconds, and no longer in all. */
const quiet = 150
const longest = 3000
/** Bytes of an engine's answer that are kept. */
const mostBytes = 4e9

function engineSource(
  { terminal, back }: Extract<SourcePlace, { from: 'engine' }>,
  { source, scratch, changed, look }: Options,
): OpenSource {
  const spool = createSpool(scratch, terminal)
  const begun = Date.now()
  let log: FileLog | null = null
  let stored = 0
  let ended = false
  let timer = setTimeout(begin, longest)

  /** What came so far is what was stored; the rest is new. */
  function begin() {
    clearTimeout(timer)
    if (log) return
    log = createFileLog({ path: '', held: spool.reader(), source, scratch, changed })
    while (log.back() === 'more');
    stored = log.end - log.first
    changed()
  }

  return {
    get log() {
      return log
    },
    get state() {
      const first = log && log.end > log.first ? timeIn(log, log.first) : Number.NaN
      return {
        backTo: Number.isNaN(first) ? null : first,
        older: stored >= back,
        ended,
        problem: spool.complaint === null ? null : ('unreadable' as const),
      }
    },
    feed(bytes) {
      if (bytes === null) {
        ended = true
        spool.end()
        begin()
      } else if (spool.bytes < mostBytes) spool.push(bytes)
      if (log) look()
      else {
        clearTimeout(timer)
        timer = setTimeout(begin, Math.max(0, Math.min(quiet, begun + longest - Date.now())))
      }
    },
    close() {
      clearTimeout(timer)
      spool.close()
      log?.close()
    },
  }
}
