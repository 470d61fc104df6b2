import { statSync } from 'node:fs'
import type { Arguments } from './arguments'

/** What a second start asks of the first: to show itself, or a picture of it. */
export interface SecondStart {
  readonly screenshot: string | null
}

/** What came from another process of this user is looked at before it is believed. */
export function toSecondStart(data: unknown): SecondStart {
  const screenshot =
    typeof data === 'object' && data !== null && 'screenshot' in data ? data.screenshot : null
  return { screenshot: typeof screenshot === 'string' && screenshot.startsWith('/') ? screenshot : null }
}

const longestWait = 90_000
const pause = 50

/**
 * Ends a second start: the window that is open already does what was asked for.
 * @returns the exit code
 */
export async function leaveToFirst({ screenshot }: Arguments, since: number): Promise<number> {
  if (screenshot === null) {
    process.stdout.write('Slipway is open already: its window is shown.\n')
    return 0
  }
  for (let waited = 0; waited < longestWait; waited += pause) {
    if ((statSync(screenshot, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= since) return 0
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  process.stderr.write('The window that is open already did not write the picture.\n')
  return 1
}
