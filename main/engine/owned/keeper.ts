import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { createListeners } from '../../base/listeners'
import type { EnginePhase, EngineProcess } from '../../contract/engine'
import { type Sentence, sentence } from '../../texts/sentence'
import { heard, heardLine } from './keeperWords'
import { SaidError } from './problem'

/** What the keeper says about itself, a line of JSON at every change. Times are milliseconds since 1970. */
export interface KeeperState {
  readonly state: EnginePhase
  readonly since: number
  /** SLIPWAY_HOME of the engine that it keeps; keepers of before did not say it. */
  readonly home?: string
  readonly mode: 'rootless' | 'rootful'
  readonly socket: string
  readonly reason: Sentence | null
  readonly log: readonly string[]
  /** How often anything had to be started again. */
  readonly restarts: number
  readonly processes: readonly EngineProcess[]
}

export interface KeeperConnection {
  send(command: 'stop' | 'restart' | 'start', seconds?: number): void
  /** Asks it for a word: false when it says nothing at all for so many milliseconds, and goes on all the same. */
  answers(milliseconds: number): Promise<boolean>
  close(): void
}

interface KeeperListener {
  onState(state: KeeperState): void
  /** The keeper has ended; not called after close(). */
  onEnd(): void
}

/** Connects to a keeper that runs; null when nobody listens there. Other errors of the system are thrown. */
export async function connectKeeper(
  path: string,
  listener: KeeperListener,
): Promise<KeeperConnection | null> {
  const socket = await open(path)
  if (!socket) return null
  let closed = false
  let last = ''
  const words = createListeners()
  // A reader of lines passes on the socket's errors; all that matters of them is the end that follows.
  socket.on('error', () => {})
  const lines = createInterface({ input: socket }).on('error', () => {})
  lines.on('line', (line) => {
    words.tell()
    // The answer to who asked: nothing has changed.
    if (line === last) return
    last = line
    const state = parse(line)
    if (state && !closed) listener.onState(state)
  })
  socket.on('close', () => {
    if (!closed) listener.onEnd()
    closed = true
    words.tell()
  })
  return {
    send(command, seconds) {
      socket.write(seconds === undefined ? `${command}\n` : `${command} ${Math.ceil(seconds)}\n`)
    },
    answers: (milliseconds) =>
      new Promise((resolve) => {
        const forget = words.add(() => settle(true))
        const timer = setTimeout(() => settle(false), milliseconds)
        function settle(answered: boolean) {
          forget()
          clearTimeout(timer)
          resolve(answered)
        }
        if (closed) settle(true)
        else socket.write('status\n')
      }),
    close() {
      closed = true
      socket.destroy()
    },
  }
}

/** Null for what is no state: the last line of a keeper that was killed over it may be cut off. */
function parse(line: string): KeeperState | null {
  try {
    const value = JSON.parse(line) as Partial<KeeperState> | null
    return value?.state ? ({ ...value, reason: heard(value.reason) } as KeeperState) : null
  } catch {
    return null
  }
}

function open(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket.removeAllListeners('error')))
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const nobody = ['ENOENT', 'ENOTDIR', 'ECONNREFUSED'].includes(error.code ?? '')
      if (nobody) resolve(null)
      else if (error.code === 'EACCES') reject(new SaidError(sentence('keeper/closed', { socket: path })))
      else reject(error)
    })
  })
}

/**
 * Starts a keeper. It detaches itself and can be connected to once this resolves; when another one runs
 * already for the same home, nothing happens. Rejects with what the keeper says, as a SaidError.
 */
export function startKeeper(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text
    })
    child.on('error', reject)
    child.on('close', (exitCode, signal) => {
      if (exitCode === 0) return resolve()
      const name = 'slipway-keeper'
      if (complaint.trim()) reject(new SaidError(heardLine(complaint.trim())))
      else if (signal) reject(new SaidError(sentence('keeper/killed', { name, signal })))
      else reject(new SaidError(sentence('keeper/exited', { name, exitCode: exitCode ?? 0 })))
    })
  })
}

/** What the keeper's lock file says about the last keeper: see native/keeper/record.h. */
export interface KeeperRecord {
  readonly run: string
  /** Processes that were left behind, should the keeper have died. Not checked for being the same ones. */
  readonly alive: boolean
}

export function readKeeperRecord(lock: string): KeeperRecord | null {
  const lines = textOf(lock).split('\n')
  const boot = textOf('/proc/sys/kernel/random/boot_id').trim()
  const run = lines.find((line) => line.startsWith('run '))?.slice(4)
  if (!run || !lines.includes(`boot ${boot}`)) return null
  const processes = lines.filter((line) => line.startsWith('process ')).map((line) => line.split(' '))
  return { run, alive: processes.some(([, , pid, ticks]) => startTicks(pid!) === ticks) }
}

/** The folder of the programs that a keeper starts (its `--bin`); null when there is no such process. */
export function keeperPrograms(pid: number): string | null {
  const words = textOf(`/proc/${pid}/cmdline`).split('\0')
  return words[words.indexOf('--bin') + 1] || null
}

/** The start time of a living process, in clock ticks since the boot (proc_pid_stat(5)). */
function startTicks(pid: string): string | null {
  const text = textOf(`/proc/${pid}/stat`)
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? null : (fields[19] ?? null)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
