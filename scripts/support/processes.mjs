import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The processes that run now; ended ones that nobody has waited for (zombies) are left out.
 * @returns {{ pid: number, uid: number, name: string, command: string, executable: string }[]} `executable` is
 *   empty where we may not look
 */
export function processes() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8')
        if (/^State:\s+[ZX]/m.test(status)) return []
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        const name = status.match(/^Name:\s+(.*)$/m)[1]
        return [{ pid: Number(pid), uid: uidIn(status), name, command, executable: executableOf(pid) }]
      } catch {
        // It ended while we looked.
        return []
      }
    })
}

const uidIn = (status) => Number(status.match(/^Uid:\s+(\d+)/m)[1])

function executableOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch {
    return ''
  }
}

/** The variables that a process was started with, as `NAME=value`; none where we may not look. */
export function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}

/**
 * Waits until no process is left that `which` picks.
 * @param {(process: ReturnType<typeof processes>[number]) => boolean} which
 * @returns {Promise<ReturnType<typeof processes>>} those that were left after `seconds`
 */
export async function leftAfter(seconds, which) {
  const until = Date.now() + seconds * 1000
  for (;;) {
    const left = processes().filter(which)
    if (left.length === 0 || Date.now() > until) return left
    await sleep(100)
  }
}

/** Ends processes: asked first, made to after a few seconds. */
export async function endAll(which) {
  const signal = (name) => {
    for (const { pid } of processes().filter(which)) {
      try {
        process.kill(pid, name)
      } catch {
        // It has ended by itself.
      }
    }
  }
  signal('SIGTERM')
  if ((await leftAfter(3, which)).length === 0) return
  // More than once, for one that is about to start others.
  for (let turn = 0; turn < 5; turn++) {
    signal('SIGKILL')
    if ((await leftAfter(1, which)).length === 0) return
  }
}

/** A list of processes for a person: name, number and the start of the command. */
export const describeProcesses = (list) =>
  list.map(({ pid, name, command }) => `  ${pid} ${name}: ${command.slice(0, 120)}`).join('\n')
