import type { FoundLines, LogFilter } from '../../contract/logs'
import type { FileLog } from '../fileLog'
import type { LogLines } from '../lines'
import { createMerged, type Merged } from '../merged'
import type { Answers, LogState, Question, Questions, SourcePlace } from './protocol'
import { lineRange, shownLine } from './range'
import { createSearch, type Search } from './search'
import { createLogSource } from './source'
import { linesAsText } from './text'

interface Options {
  readonly places: readonly SourcePlace[]
  readonly scratch: string
  readonly script: string
  onState(state: LogState): void
  onFound(found: FoundLines): void
}

/** Milliseconds of reading back before others have their turn, and between two states that are told. */
const slice = 12
const between = 50
const newestFirst = 300
const mergedAtOnce = 5000

/** The logs of containers, read as one: what is there from the newest back, and what comes. */
export function createOpenLog({ places, scratch, script, onState, onFound }: Options) {
  let logs: readonly FileLog[] | null = null
  let all: LogLines = nothing
  let merged: Merged | null = null
  let search: { readonly search: Search; readonly found: LogLines; readonly merged: Merged | null } | null =
    null
  let complete = false
  let closed = false
  let working: NodeJS.Immediate | undefined
  let telling: NodeJS.Timeout | undefined
  let toldAt = 0
  let untold = { state: true, found: false }

  const sources = places.map((place, source) =>
    createLogSource(place, { source, scratch, changed: begin, look: () => grow(source) }),
  )
  begin()

  /** Once it is known of all sources where they are read from. */
  function begin() {
    if (!logs && sources.every(({ log, state }) => log || state.problem)) {
      const known = sources.map(({ log }) => log ?? noLog)
      logs = known
      merged = known.length > 1 ? createMerged(known, (source) => known[source]!.complete) : null
      all = merged ?? known[0]!
    }
    work()
  }

  function work() {
    if (!closed) working ??= setImmediate(workOn)
  }
  function workOn() {
    working = undefined
    if (!logs || closed) return tell('state')
    const until = performance.now() + slice
    let more = true
    // The newest lines are shown before anything else is read.
    while (more && performance.now() < until) {
      more = readBack()
      if (toldAt === 0 && all.end - all.first >= Math.min(100, newestFirst)) break
    }
    complete = !more && logs.every((log) => log.complete)
    search?.search.goOn()
    mergeFound()
    tell('state')
    if (more) work()
  }

  /** @returns whether there is more that can be read now */
  function readBack(): boolean {
    if (!merged) return logs!.some((log) => !log.complete && log.back() === 'more')
    const count = all.first === 0 ? newestFirst : mergedAtOnce
    const step = merged.back(count)
    if (step === 'more') return true
    return step !== 'end' && logs![step.waitsFor]!.back() !== 'waiting'
  }

  /** Reads what has come of one source. */
  function grow(source: number): boolean {
    if (!logs || closed) return false
    const log = logs[source]!
    const turn = log.turn
    const until = performance.now() + slice
    let growth = log.forward()
    const grew = growth !== 'nothing'
    while (growth === 'more' && performance.now() < until) growth = log.forward()
    if (!grew) return false
    merged?.forward()
    search?.search.goOn()
    if (turn !== log.turn) work()
    tell('state')
    return true
  }

  function mergeFound() {
    if (!search?.merged) return
    while (search.merged.back(mergedAtOnce) === 'more');
    search.merged.forward()
  }

  function tell(what: keyof typeof untold) {
    untold[what] = true
    if (closed || telling) return
    const wait = toldAt === 0 && logs ? 0 : Math.max(0, toldAt + between - performance.now())
    if (wait === 0) tellNow()
    else telling = setTimeout(tellNow, wait)
  }
  function tellNow() {
    telling = undefined
    if (logs) toldAt = performance.now()
    const { state, found } = untold
    untold = { state: false, found: false }
    if (state && logs) onState(stateNow(logs))
    if (found && search) onFound(foundNow(search))
  }

  function stateNow(known: readonly FileLog[]): LogState {
    const sum = (of: (log: FileLog) => number) => known.reduce((total, log) => total + of(log), 0)
    return {
      sources: sources.map(({ state }) => state),
      lines: lineRange(all, (line) => line.number),
      complete,
      cuts: sum((log) => log.cuts),
      lost: sum((log) => log.lost),
      gaps: sum((log) => log.gaps),
    }
  }
  function foundNow({
    search: { searched, stopped, isComplete },
    found,
  }: NonNullable<typeof search>): FoundLines {
    return {
      lines: lineRange(found, wholeOf),
      searched,
      stopped,
      done: sources.every((_, source) => isComplete(source)),
    }
  }
  const wholeOf = ({ source, own }: { source: number; own: number }) =>
    merged ? merged.find(source, own) : own

  function stopSearch() {
    search?.search.end()
    search = null
  }

  return {
    feed: (source: number, bytes: Uint8Array | null) => sources[source]!.feed(bytes),

    search(filter: LogFilter | null) {
      stopSearch()
      if (!filter || !logs || closed) return
      const changed = () => {
        mergeFound()
        tell('found')
      }
      const begun = createSearch({ logs, filter, script, changed })
      const several = begun.matches.length > 1 ? createMerged(begun.matches, begun.isComplete) : null
      search = { search: begun, found: several ?? begun.matches[0]!, merged: several }
      begun.goOn()
      changed()
    },

    async ask(question: Question, about: Questions[Question]): Promise<Answers[Question]> {
      if (question === 'marks') return search?.search.marks((about as Questions['marks']).texts) ?? null
      const { of } = about as Questions['lines']
      const lines = of === 'all' ? all : (search?.found ?? nothing)
      if (question === 'text') return linesAsText(lines, about as Questions['text'])
      const { from, count } = about as Questions['lines']
      const whole = of === 'all' ? (line: { number: number }) => line.number : wholeOf
      return lines.read(from, from + count).map((line) => shownLine(line, whole(line as never)))
    },

    close() {
      closed = true
      clearImmediate(working)
      clearTimeout(telling)
      stopSearch()
      for (const source of sources) source.close()
    },
  }
}

const nothing: LogLines = {
  turn: 0,
  first: 0,
  end: 0,
  timesAt: (from) => ({ from, times: [] }),
  read: () => [],
}
/** In place of one that cannot be read. */
const noLog: FileLog = {
  ...nothing,
  complete: true,
  cuts: 0,
  lost: 0,
  gaps: 0,
  bytes: 0,
  pageCount: 0,
  page: () => undefined,
  pageOf: () => 0,
  back: () => 'end',
  forward: () => 'nothing',
  close() {},
}
