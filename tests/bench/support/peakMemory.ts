import { readFileSync } from 'node:fs'

/** The most that a process has had resident (VmHWM, proc_pid_status(5)), in MB (10^6 bytes); null once it has ended. */
export function peakOf(pid: number): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : (Number(kilobytes) * 1024) / 1e6
  } catch {
    return null
  }
}
