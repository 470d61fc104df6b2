import { readFileSync } from 'node:fs'
import type { ElectronWindow } from './electronWindow'
import { ofKind } from './processTree'

/** The most that a process has had resident (VmHWM, proc_pid_status(5)), in MB (10^6 bytes); null once it has ended. */
export const peakOf = (pid: number): number | null => fieldOf(pid, 'VmHWM')

function fieldOf(pid: number, field: 'VmHWM' | 'VmRSS'): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]
    return kilobytes === undefined ? null : (Number(kilobytes) * 1024) / 1e6
  } catch {
    return null
  }
}

/**
 * From what a window's main and its page have resident now to the most that they have had when it is asked for, in MB.
 * What is resident and nobody's any more (garbage) counts too.
 */
export function growthOf(window: ElectronWindow): () => { readonly main: number; readonly page: number } {
  const [main] = window.processes()
  const [page] = ofKind(window.processes(), 'renderer')
  if (main === undefined || page === undefined) throw new Error('The window has no page.')
  const before = { main: fieldOf(main, 'VmRSS') ?? 0, page: fieldOf(page, 'VmRSS') ?? 0 }
  return () => ({
    main: (peakOf(main) ?? Number.NaN) - before.main,
    page: (peakOf(page) ?? Number.NaN) - before.page,
  })
}
