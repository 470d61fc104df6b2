import { readFileSync } from 'node:fs'
import { processes } from '../../support/processes'

/** A process and all that came from it; those that have ended meanwhile are left out. */
export function treeOf(pid: number): number[] {
  const all = processes()
  const tree = all.filter((process) => process.pid === pid)
  for (const one of tree) tree.push(...all.filter(({ parent }) => parent === one.pid))
  return tree.map((process) => process.pid)
}

/** Those of an Electron application's processes that do one kind of work: `renderer`, `gpu-process`. */
export function ofKind(pids: readonly number[], kind: string): number[] {
  const found = processes().filter(({ command }) => command.split(' ').includes(`--type=${kind}`))
  return found.map(({ pid }) => pid).filter((pid) => pids.includes(pid))
}

/** The fields of /proc/PID/stat from the third (the state) on: proc_pid_stat(5). */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

/** Proportional set size of these processes together, in MB (10^6 bytes): what they share is counted once. */
export function memoryOf(pids: readonly number[]): number {
  let kilobytes = 0
  for (const pid of pids) {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1])
  }
  return (kilobytes * 1024) / 1e6
}

/** The kernel counts in hundredths of a second (USER_HZ, proc_pid_stat(5)). */
const tick = 10

/** Time on a processor of these processes and of the children that they have waited for, in milliseconds. */
export function processorTimeOf(pids: readonly number[]): number {
  let ticks = 0
  for (const pid of pids) {
    // utime, stime, cutime, cstime: fields 14 to 17
    for (const field of statOf(pid)?.slice(11, 15) ?? []) ticks += Number(field)
  }
  return ticks * tick
}
