import type { LogLine } from '../../../main/contract/containers'
import { createLogBuffer, type LogBuffer, lineLimit, type ShownLine } from './logBuffer'

/** How long nothing has to come for what has come to be all that there is for now, in ms. */
const quiet = { caughtUp: 60, behind: 1000 }
/** However fast lines come, what has caught up is shown after this time, in ms. */
const patience = 500

/** The lines of a log that is read, and read anew. */
export interface LogReading {
  readonly lines: readonly ShownLine[]
  /** How many older lines were let go. */
  readonly dropped: number
  /** Counts the readings that were shown. */
  readonly turn: number
  /** It is read anew: what is shown stays until the new reading has come as far, so that no line is lost from sight meanwhile. */
  begin(): void
  append(lines: readonly LogLine[]): void
  /** All has come. */
  end(): void
  dispose(): void
}

/** @param changed there are other lines to be shown */
export function createLogReading(changed: () => void, limit = lineLimit): LogReading {
  let shown = createLogBuffer(limit)
  let turn = 0
  /** The first number that no line has had. */
  let free = 0
  let next: LogBuffer | null = null
  let caughtUpAt: number | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function show() {
    clearTimeout(timer)
    if (!next) return
    shown = next
    next = null
    turn++
    changed()
  }
  /** Whether the newest line that is shown, or a later one, is among these. */
  function isNewEnough(lines: readonly LogLine[]): boolean {
    const newest = shown.lines.at(-1)
    if (!newest) return true
    if (newest.at === null) return false
    return (lines.at(-1)?.at ?? 0) >= newest.at
  }

  return {
    get lines() {
      return shown.lines
    },
    get dropped() {
      return shown.dropped
    },
    get turn() {
      return turn
    },

    begin() {
      clearTimeout(timer)
      free = Math.max(free, (shown.lines.at(-1)?.number ?? -1) + 1) + (next?.total ?? 0)
      next = createLogBuffer(limit, free)
      caughtUpAt = null
    },

    append(lines) {
      if (!next) {
        shown.append(lines)
        return changed()
      }
      next.append(lines)
      if (shown.lines.length === 0) return show()
      if (caughtUpAt === null && isNewEnough(lines)) caughtUpAt = performance.now()
      clearTimeout(timer)
      const left =
        caughtUpAt === null
          ? quiet.behind
          : Math.min(quiet.caughtUp, caughtUpAt + patience - performance.now())
      if (left <= 0) show()
      else timer = setTimeout(show, left)
    },

    end: show,
    dispose: () => clearTimeout(timer),
  }
}
