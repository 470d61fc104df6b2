import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FoundLines, LogFilter } from '../../../main/contract/logs'
import { engineParts } from '../../../main/engine/owned/parts'
import { createLogsClient, logsWorkerScript } from '../../../main/logs/worker/logsClient'
import type { LogState, SourcePlace } from '../../../main/logs/worker/protocol'
import { dockerEnvironment } from '../../../main/services/commandLine/environment'
import { docker, root } from '../../support/engine'
import { type PrivateEngine, startPrivateEngine } from './privateEngine'

/** An engine with containers that write. */
export interface LogEngine extends PrivateEngine {
  /** Runs a script of the shell in a container without a terminal, with an unbounded log. */
  run(name: string, script: string): Promise<string>
  /** Waits until a container has ended. */
  ended(id: string): Promise<void>
  /** Where its log is read. */
  place(id: string): SourcePlace
  /** Lines of a pipe of the docker command line, in milliseconds. @param pipe a shell's, with `docker` in it */
  piped(pipe: string): Promise<number>
}

export async function startLogEngine(): Promise<LogEngine> {
  const engine = await startPrivateEngine()
  await engine.fill(1, 0)
  const at = { socket: engine.engine.state.socket }
  const image = (await docker(at, 'images', '-q')).split('\n')[0]!
  const program = engineParts(root).docker
  const env = { ...dockerEnvironment(process.env, at.socket), DOCKER: program }

  return {
    ...engine,
    run: (name, script) =>
      docker(
        at,
        'run',
        '-d',
        '--name',
        name,
        '--log-opt',
        'max-size=100g',
        '--log-opt',
        'max-file=1',
        image,
        'sh',
        '-c',
        script,
      ),
    async ended(id) {
      await docker(at, 'wait', id)
    },
    place(id) {
      const path = join(engine.engine.paths.data, 'containers', id, `${id}-json.log`)
      if (!existsSync(path)) throw new Error(`There is no ${path}`)
      return { from: 'file', path }
    },
    piped(pipe) {
      const began = performance.now()
      const shell = spawn('sh', ['-c', `docker() { "${program}" "$@"; }; ${pipe}`], { env, stdio: 'ignore' })
      return new Promise((resolve, reject) => {
        shell.on('error', reject)
        shell.on('exit', () => resolve(performance.now() - began))
      })
    },
  }
}

/** A script of the shell that writes so many numbered lines. */
export const counted = (name: string, to: number, words: string): string =>
  `awk 'BEGIN { for (i = 1; i <= ${to}; i++) print "${name} " i " ${words}" }'`

/** Logs as the application's main reads them. */
export function openLogs(places: readonly SourcePlace[], scratch: string) {
  const client = createLogsClient({ script: logsWorkerScript(root), scratch })
  let state: LogState | null = null
  let found: FoundLines | null = null
  let changed = () => {}
  const until = <T>(look: () => T | null): Promise<T> =>
    new Promise((resolve) => {
      changed = () => {
        const value = look()
        if (value !== null) resolve(value)
      }
      changed()
    })
  const read = client.open(places, {
    onState(now) {
      state = now
      changed()
    },
    onFound(now) {
      found = now
      changed()
    },
    onDeath(error) {
      throw error
    },
  })
  return {
    /** Once it has so many of the newest lines. */
    newest: (count: number) => until(() => (state && state.lines.newest.length >= count ? state : null)),
    complete: () => until(() => (state?.complete ? state : null)),
    now: () => state,
    async search(filter: LogFilter): Promise<number> {
      found = null
      const began = performance.now()
      read.search(filter)
      await until(() => (found?.done ? found : null))
      return performance.now() - began
    },
    async close() {
      read.close()
      await client.close()
    },
  }
}
