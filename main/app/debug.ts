import { readFileSync } from 'node:fs'

/** With SLIPWAY_DEBUG set, writes how long after the process's creation something happened. */
export function mark(what: string): void {
  if (process.env.SLIPWAY_DEBUG) process.stderr.write(`[${millisecondsSinceCreation()} ms] ${what}\n`)
}

/** To 10 ms, as proc(5) tells it; Electron's own creation time follows a clock that may have been set since. */
function millisecondsSinceCreation(): number {
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
  const ticks = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[19]
  return Math.round(uptime - Number(ticks) * 10)
}
