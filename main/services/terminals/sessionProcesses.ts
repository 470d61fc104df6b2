import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** One process of this machine; its start tells it from a later one of the same number. */
interface Process {
  readonly pid: number
  readonly session: number
  readonly state: string
  readonly start: string
}

/** Milliseconds that processes get to end by themselves, and between two looks at them. */
const grace = 1500
const pause = 25

/** All processes that share a terminal. */
export interface ProcessSession {
  /** The number on this machine of the process that leads it, and when that began, which tells it from a later one. */
  readonly leader: number
  readonly start: string
  /**
   * Ends all of them as a terminal that is closed does, by HUP, and those that do not end by that with KILL. What has left
   * the session, as a daemon does, is none of it.
   * @returns whether some of it is left
   */
  end(): Promise<boolean>
}

/**
 * The session that a process leads.
 * @param leader its number on this machine
 * @returns null where it leads none
 */
export function sessionOf(leader: number): ProcessSession | null {
  const first = readProcess(leader)
  if (leader <= 1 || first?.session !== leader) return null
  return {
    leader,
    start: first.start,
    async end() {
      // A session lives on without its leader, and then nobody else can have its number.
      const now = readProcess(leader)
      if (now && now.start !== first.start) return false
      // Whoever has started something buries it, where the first process of a container may not.
      await endAll(processesOf(leader).filter(({ pid }) => pid !== leader))
      // With what it has started meanwhile.
      return endAll(processesOf(leader))
    },
  }
}

async function endAll(all: readonly Process[]): Promise<boolean> {
  send(all, 'SIGHUP')
  // What is stopped reads no signal but this one.
  send(all, 'SIGCONT')
  if (await areGone(all)) return false
  send(all.filter(isThere), 'SIGKILL')
  return !(await areGone(all))
}

async function areGone(all: readonly Process[]): Promise<boolean> {
  for (let waited = 0; waited < grace; waited += pause) {
    if (!all.some(isThere)) return true
    await delay(pause)
  }
  return !all.some(isThere)
}

function processesOf(leader: number): readonly Process[] {
  return readdirSync('/proc').flatMap((name) => {
    const found = /^\d+$/.test(name) ? readProcess(Number(name)) : null
    return found?.session === leader ? [found] : []
  })
}

/** Null where there is none. Source: proc_pid_stat(5) */
function readProcess(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name before may hold anything, brackets and blanks too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { pid, state: fields[0]!, session: Number(fields[3]), start: fields[19]! }
  } catch {
    return null
  }
}

function isThere({ pid, start }: Process): boolean {
  const now = readProcess(pid)
  return now !== null && now.start === start && now.state !== 'Z' && now.state !== 'X'
}

function send(all: readonly Process[], signal: NodeJS.Signals): void {
  for (const { pid } of all.filter(isThere)) {
    try {
      process.kill(pid, signal)
    } catch {
      // It has ended, or is another user's: whoever looks afterwards sees which.
    }
  }
}
