import { type ChildProcess, spawn } from 'node:child_process'
import { bundle } from '../bundle'
import { root } from '../engine'
import type { Task as SnapshotTask } from '../snapshot/program'
import type { Task as RemovalTask } from './program'

type Halting<Task> = Task & { readonly halt: string }

export interface Begun {
  readonly child: ChildProcess
  /** The last point that it has told of, or `begun` or `done`. Whole once the process is gone. */
  passed(): string
}

/** Starts processes that move layers, so that they can be killed. */
export interface Processes<Task> {
  /** Runs one to its end, and resolves to the lines that it has said; fails with its complaint. */
  run(task: Task): Promise<string[]>
  /** Runs one until it has passed the point where it stands still; null when it has ended before. */
  halted(task: Halting<Task>): Promise<ChildProcess | null>
  /** Runs one, which has begun to work; fails with its complaint when it has ended before it passes the point. */
  begun(task: Task, point?: string): Promise<Begun>
  dispose(): Promise<void>
}
export type RemovalProcesses = Processes<Omit<RemovalTask, 'root'>>
export type SnapshotProcesses = Processes<Omit<SnapshotTask, 'root'>>

export const removalProcesses = (): Promise<RemovalProcesses> =>
  processesOf('tests/support/removal/program.ts')
export const snapshotProcesses = (): Promise<SnapshotProcesses> =>
  processesOf('tests/support/snapshot/program.ts')

async function processesOf<Task extends object>(source: string): Promise<Processes<Task>> {
  const { scripts, remove } = await bundle({ program: source }, 'esm')

  function start(task: Task) {
    const child = spawn(process.execPath, [scripts.program, JSON.stringify({ root, ...task })], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text
    })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const lines = () => said.split('\n').slice(0, -1)
    const ended = new Promise<number | null>((settle) => child.on('close', settle))
    return { child, ended, complaint: () => complaint, lines }
  }

  async function until(task: Task, word: string): Promise<Begun | null> {
    const { child, complaint, ended, lines } = start(task)
    const isSaid = new Promise<'said'>((settle) => {
      child.stdout.on('data', () => lines().includes(word) && settle('said'))
    })
    const first = await Promise.race([isSaid, ended])
    if (first === 'said') return { child, passed: () => lines().at(-1)! }
    if (first !== 0) throw new Error(complaint())
    return null
  }

  return {
    async run(task) {
      const { ended, complaint, lines } = start(task)
      if ((await ended) !== 0) throw new Error(complaint())
      return lines()
    },
    halted: async (task) => (await until(task, task.halt))?.child ?? null,
    async begun(task, point = 'begun') {
      const begun = await until(task, point)
      if (!begun) throw new Error(`It has ended without passing "${point}"`)
      return begun
    },
    dispose: remove,
  }
}

/** Kills a process, and waits until nothing of it is left. */
export async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((settle) => child.once('close', settle))
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await ended
}
