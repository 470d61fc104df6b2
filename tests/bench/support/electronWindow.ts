import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { electronRuntime } from '../../../scripts/support/electronRuntime.mjs'
import { isAlive } from '../../support/processes'
import { createDevTools } from './devTools'
import { attachToPage, type Page } from './page'
import { treeOf } from './processTree'

/** A window of Electron that runs, ours or a bare one, started and looked at in the same way. */
export interface ElectronWindow {
  /** When its process was started, in milliseconds since 1970. */
  readonly startedAt: number
  /** All its processes, as they are now. */
  processes(): number[]
  /** Attaches to its page: not before what is measured without that has been measured. */
  page(): Promise<Page>
  /** Closes it and waits until none of its processes is left. */
  close(): Promise<void>
}

export interface WindowOptions {
  /** The application's folder. */
  readonly application: string
  readonly flags?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

export function openElectron({ application, flags = [], env = {} }: WindowOptions): ElectronWindow {
  const runtime = electronRuntime()
  if (!runtime) throw new Error('There is no Electron here: npm run setup fetches it.')
  const startedAt = Date.now()
  const child = spawn(runtime.executable, ['--remote-debugging-pipe', ...flags, application], {
    env: { ...process.env, ...env },
    // What it writes is the trace (docs/architecture.md), where one is asked for.
    stdio: ['ignore', 'ignore', process.env.SLIPWAY_TRACE ? 'inherit' : 'ignore', 'pipe', 'pipe'],
  })
  const tools = createDevTools(child.stdio[3] as Writable, child.stdio[4] as Readable)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const endWithUs = () => child.kill('SIGKILL')
  process.once('exit', endWithUs)

  return {
    startedAt,
    processes: () => treeOf(child.pid!),
    page: () => attachToPage(tools),
    async close() {
      const family = treeOf(child.pid!)
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(late)
      process.off('exit', endWithUs)
      while (family.some(isAlive)) await sleep(20)
    },
  }
}
