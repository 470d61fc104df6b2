import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { systemProgram } from '../base/programs'
import { AppError } from '../contract/errors'
import { nativeFolder } from '../engine/owned/parts'
import { sentence } from '../texts/sentence'

/** The engine whose layers are read: one of this machine and this user. */
export interface WalkedEngine {
  readonly mode: 'rootless' | 'rootful'
  /** Its run directory. */
  readonly run: string
  /** Path of slipway-layerwalk. */
  readonly program: string
}

/** @param root the application's root: the repository, or a packaged application's app.asar */
export function layerwalkProgram(root: string): string {
  return join(nativeFolder(root), 'build/slipway-layerwalk')
}

export interface Layerwalk {
  readonly output: Readable
  /** Resolves to what it said on its standard error; rejects with an AppError when it failed, or was stopped. */
  readonly end: Promise<string>
  /** Makes it end at once; `end` rejects with the reason. */
  stop(reason: AppError): void
}

/** What its exit codes mean: native/layerwalk/failure.h. */
const causes = {
  3: 'not-found/ofLayer',
  4: 'unsupported/otherKind',
  5: 'denied',
  6: 'unsupported/entries',
  7: 'conflict/occupied',
  8: 'unsupported/apart',
} as const

/**
 * Starts slipway-layerwalk where the engine's files can be read: as root's own child, or inside the namespaces of an ordinary
 * user's engine, whose layers belong to subordinate ids.
 * @param object what is being read, by the name that the person knows
 * @param input for its standard input
 */
export function startLayerwalk(
  engine: WalkedEngine,
  words: readonly string[],
  object: string,
  input: Uint8Array = new Uint8Array(),
): Layerwalk {
  const [program, ...rest] = [...entrance(engine, object), engine.program, ...words] as [string, ...string[]]
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(program, rest, {
    // It ends with this process: it would still move what the next one has looked at already.
    env: { LC_ALL: 'C', SLIPWAY_PARENT: String(process.pid) },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // Whoever ends early does not read it: that says nothing.
  child.stdin.on('error', () => {}).end(input)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < 10_000) said += text
  })
  let reason: AppError | null = null
  const end = new Promise<string>((resolve, reject) => {
    child.on('error', (cause) => {
      reject(reason ?? unstartable(program, object, cause))
    })
    child.on('close', (code) => {
      if (reason) reject(reason)
      else if (code === 0) resolve(said)
      else reject(failure(code, said.trim(), object))
    })
  })
  end.catch(() => {})
  return {
    output: child.stdout,
    end,
    stop(why) {
      reason ??= why
      child.kill('SIGKILL')
    },
  }
}

/** What has to come before the program in order to run it where the layers are. */
function entrance({ mode, run }: WalkedEngine, object: string): string[] {
  if (mode === 'rootful') return []
  const nsenter = systemProgram('nsenter')
  if (!nsenter) throw new AppError('unsupported/nsenter', { object })
  // RootlessKit's own record of the process that holds its namespaces.
  const pid = Number.parseInt(textOf(join(run, 'rootlesskit/child_pid')), 10)
  if (!(pid > 0)) throw new AppError('engine-unreachable', { object })
  return [nsenter, '--preserve-credentials', '-U', '-m', '-t', String(pid)]
}

function unstartable(program: string, object: string, cause: Error): AppError {
  return new AppError('internal/layerwalk', { object, program, reason: cause.message }, { cause })
}

function failure(code: number | null, said: string, object: string): AppError {
  const engine = said || undefined
  if (said.startsWith('nsenter:')) return new AppError('engine-unreachable', { object, engine })
  if (/No space left on device/.test(said)) return new AppError('disk-full', { object, engine })
  if (code !== null && code in causes)
    return new AppError(causes[code as keyof typeof causes], { object, engine })
  const unsaid = code === null ? sentence('layerwalk/signal') : sentence('layerwalk/exit', { status: code })
  const reason = said.replace(/^slipway-layerwalk: /, '') || unsaid
  return new AppError('engine-failed/layerwalk', { object, engine, reason })
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
