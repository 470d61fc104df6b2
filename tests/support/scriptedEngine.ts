import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as base, expect } from 'vitest'
import {
  connectKeeper,
  type KeeperConnection,
  type KeeperState,
  startKeeper,
} from '../../main/engine/owned/keeper'
import { root, temporaryHome } from './engine'
import { killAllOf } from './keptEngine'
import { patience } from './patience'

/** As it is shipped. */
const shipped = { build: 'the keeper', program: join(root, 'native/build/slipway-keeper') }
const sanitized = {
  build: 'the sanitized keeper',
  program: join(root, 'native/build/sanitized/slipway-keeper'),
}

/** The program of a test that is about time and order: it would only be the slower for being looked after. */
export const keeper = shipped.program

/**
 * For what touches memory: what is read, written, taken over or given away. Where the set-up could make it, also one that
 * ends at its first mistake.
 */
export const keepers = [shipped, sanitized].filter(({ program }) => existsSync(program))

/** How one of the engine's programs behaves; all of them are well-behaved when nothing is said. */
export interface Behaviour {
  /** Lines that it writes to its log when it starts. */
  readonly says?: readonly string[]
  /** Ends at once with this code. */
  readonly exit?: number
  /** Runs, but does not answer before this is taken back. */
  readonly deaf?: boolean
  /** Does not end when it is asked to. */
  readonly stubborn?: boolean
}

export type Script = Partial<Record<'rootlesskit' | 'containerd' | 'dockerd', Behaviour>>

const programs = ['rootlesskit', 'containerd', 'dockerd'] as const

/** A keeper and, in place of the engine's programs, small scripts that do as they are told. */
export interface ScriptedEngine {
  readonly home: string
  readonly run: string
  /** Every state that the keeper has told so far. */
  readonly states: readonly KeeperState[]
  /** Starts a keeper (another one, when one runs or has died) and listens to it. */
  keep(): Promise<void>
  /** Changes what programs do from now on. */
  play(script: Script): void
  send: KeeperConnection['send']
  /** The first state, from the present one on, that fits; rejects when the keeper ends before. */
  until(fits: (state: KeeperState) => boolean): Promise<KeeperState>
  phase(phase: KeeperState['state']): Promise<KeeperState>
  /** When the keeper's connection ends. */
  ended(): Promise<void>
  pid(name: string): number
  /** What the programs did, in order. */
  trace(): string[]
  log(name: string): string
}

interface Options {
  readonly script?: Script
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** In place of HOME/run. */
  readonly run?: string
  /** The folder of programs below HOME: another than `bin` has none, so that nothing starts. */
  readonly bin?: string
}

interface Made {
  readonly engine: ScriptedEngine
  discard(): Promise<void>
}

/** Tests that may ask for engines (nothing of them runs yet), which end with the test. */
export const test = base.extend<{ scripted: (program: string, options?: Options) => ScriptedEngine }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs.
  scripted: async ({}, use) => {
    const made: Made[] = []
    await use((program, options = {}) => {
      made.push(make(program, options))
      return made.at(-1)!.engine
    })
    for (const each of made) await each.discard()
  },
})

function make(program: string, { script = {}, args = [], env = {}, run, bin = 'bin' }: Options): Made {
  const home = temporaryHome()
  const runDirectory = run ?? join(home, 'run')
  writePrograms(home)
  const states: KeeperState[] = []
  const waiting = new Set<() => void>()
  let connection: KeeperConnection | null = null
  /** How many states those before the present keeper had told. */
  let said = 0
  const wake = () => {
    for (const each of [...waiting]) each()
  }

  /**
   * Resolves as soon as `found` finds something, which is tried now and at every word from the keeper; rejects with all
   * that is known when it never does.
   */
  function when<T>(found: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look)
        const told = JSON.stringify(states.at(-1))
        reject(
          new Error(
            `Nothing fits; the last was ${told}. ${engine.log('keeper')}${engine.trace().join('\n')}`,
          ),
        )
      }, patience)
      const look = () => {
        const result = found()
        if (result === undefined) return
        clearTimeout(timer)
        waiting.delete(look)
        resolve(result)
      }
      waiting.add(look)
      look()
    })
  }

  function onState(state: KeeperState) {
    states.push(state)
    wake()
  }

  function onEnd() {
    connection = null
    wake()
  }

  const engine: ScriptedEngine = {
    home,
    run: runDirectory,
    states,
    async keep() {
      const words = [
        '--mode',
        'rootless',
        '--home',
        home,
        '--run',
        runDirectory,
        '--bin',
        join(home, bin),
        ...args,
      ]
      connection?.close()
      connection = null
      // One that has just been killed may hold the lock, and even listen, for a moment after its connections ended.
      for (let greeted = false; !greeted; ) {
        await startKeeper(program, words, { ...process.env, UBSAN_OPTIONS: 'print_stacktrace=1', ...env })
        said = states.length
        connection = await connectKeeper(join(runDirectory, 'keeper.sock'), { onState, onEnd })
        greeted = await when(() => states.length > said || (connection ? undefined : false))
      }
    },
    play(changed) {
      const script = join(home, 'script.json')
      // Programs read it at any moment: it is whole at each.
      writeFileSync(`${script}.new`, JSON.stringify(changed))
      renameSync(`${script}.new`, script)
    },
    send: (command, seconds) => connection!.send(command, seconds),
    async until(fits) {
      let next = Math.max(said, states.length - 1)
      const found = await when(() => {
        while (next < states.length) if (fits(states[next++]!)) return states[next - 1]
        return connection ? undefined : null
      })
      if (!found) throw new Error(`The keeper ended: ${engine.log('keeper')}`)
      return found
    },
    phase: (phase) => engine.until(({ state }) => state === phase),
    ended: async () => void (await when(() => (connection ? undefined : true))),
    pid: (name) => states.at(-1)!.processes.find((each) => each.name === name)?.pid ?? 0,
    trace: () => linesOf(join(home, 'trace')),
    log: (name) => textOf(join(home, 'engine/log', `${name}.log`)),
  }
  engine.play(script)

  /** Fails when the keeper has found a mistake in itself. */
  async function discard() {
    connection?.close()
    await killAllOf(home)
    // Its log receives what the sanitizers say.
    const mistakes = engine.log('keeper').match(/(ERROR: \w*Sanitizer|runtime error).*/s)
    rmSync(home, { recursive: true, force: true })
    expect(mistakes?.[0]).toBeUndefined()
  }
  return { engine, discard }
}

function writePrograms(home: string) {
  mkdirSync(join(home, 'bin'))
  const program = join(import.meta.dirname, 'scriptedProgram.mjs')
  for (const name of programs) {
    const body = `ls /proc/self/fd > ${home}/descriptors-${name}\nexec ${process.execPath} ${program} ${name} ${home} "$@"\n`
    writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${body}`, { mode: 0o755 })
  }
  // It is known by the name of its process, which Node would change.
  const network = `echo "start slirp4netns $$ $*" >> ${home}/trace\nwhile :; do sleep 1; done\n`
  writeFileSync(join(home, 'bin/slirp4netns'), `#!/bin/sh\n${network}`, { mode: 0o755 })
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

const linesOf = (path: string) => textOf(path).split('\n').filter(Boolean)
