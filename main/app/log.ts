import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../contract/errors'

/** The application's own log: what happened inside main, with stacks, which the window never sees. */
export interface Log {
  note(text: string): void
  error(thrown: unknown, doing: string): void
}

const largest = 1_000_000

/**
 * Appends to a file and keeps one older file beside it, each at most 1 MB. Inputs of requests are never written:
 * they may hold secrets.
 */
export function createLog(file: string): Log {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0

  function write(text: string): void {
    const entry = `${new Date().toISOString()} ${text.slice(0, 20_000)}\n`
    try {
      if (size + entry.length > largest) {
        renameSync(file, `${file}.1`)
        size = 0
      }
      appendFileSync(file, entry, { mode: 0o600 })
      size += Buffer.byteLength(entry)
    } catch {
      // A full disk must not take the window with it.
    }
  }

  return {
    note: write,
    error: (thrown, doing) => write(`${doing}: ${explain(thrown)}`),
  }
}

/** The error with its stack and those of its causes. */
function explain(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const code = 'code' in thrown ? ` [${String(thrown.code)}]` : ''
  // What a person is told may leave out the engine's own words.
  const said = thrown instanceof AppError && thrown.details?.engine ? `\n  ${thrown.details.engine}` : ''
  const own = `${thrown.stack ?? thrown.message}${code}${said}`
  return thrown.cause === undefined ? own : `${own}\n  caused by ${explain(thrown.cause)}`
}
