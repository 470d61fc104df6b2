import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createDeadline } from '../../base/deadline'
import { endGroup } from '../../base/runToEnd'
import { AppError } from '../../contract/errors'
import { endsWithUs } from '../../engine/owned/endsWithUs'
import { buildError } from './buildError'
import { type BuildStatus, buildLines } from './buildLines'

/** One run of `buildx build`. */
export interface Buildx {
  /** The program's path. */
  readonly program: string
  /** What follows `buildx build --progress=rawjson`. */
  readonly words: readonly string[]
  /** All of its environment: which engine, whose configuration. */
  readonly env: NodeJS.ProcessEnv
  /** What is built, by the name that the person knows. */
  readonly object: string
  /** Milliseconds that it may go without a word; as long as it likes when left out. */
  readonly silence?: number
  /** After the word to stop, milliseconds until it is ended. Default: 5,000. */
  readonly grace?: number
}

/** Lines for a person that are kept: the last ones say why it failed. */
const keptLines = 60

/**
 * Builds; resolves once buildx has ended well, which says nothing yet about the image. However this ends, the program
 * has ended before, with what it has started: a credential helper that hangs would hold its output, and so this build.
 * @param report is given news of the build as they come
 * @throws AppError `cancelled` when the signal aborts, `timeout`, `engine-unreachable`, `engine-failed` (details.output), ...
 */
export async function runBuildx(
  { program, words, env, object, silence, grace = 5000 }: Buildx,
  report: (status: BuildStatus) => void,
  signal: AbortSignal,
): Promise<void> {
  const deadline = createDeadline(silence, object, signal)
  if (deadline.reason) throw deadline.reason
  const [file, args] = endsWithUs(program, ['build', '--progress=rawjson', ...words], 'INT')
  const child = spawn(file, args, { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  ended.catch(() => {}) // awaited below, once all was read
  child.once('exit', () => endGroup(child.pid))
  let kill: NodeJS.Timeout | undefined
  const stop = () => {
    child.kill('SIGINT')
    kill = setTimeout(() => endGroup(child.pid), grace)
  }
  deadline.signal.addEventListener('abort', stop, { once: true })
  const lines: string[] = []
  try {
    for await (const line of buildLines(child.stderr)) {
      if (!deadline.reason) deadline.startClock(silence)
      if (line.status) report(line.status)
      else if (lines.push(line.text) > keptLines) lines.shift()
    }
    const [code, by] = await ended
    if (deadline.reason) throw deadline.reason
    if (by) throw new AppError('engine-failed/buildEnded', { object, signal: by, output: lines.join('\n') })
    if (code !== 0) throw buildError(lines, object)
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : buildError([`ERROR: ${(thrown as Error).message}`], object)
  } finally {
    deadline.end()
    if (child.exitCode === null && child.signalCode === null) endGroup(child.pid)
    await ended.catch(() => {})
    clearTimeout(kill)
  }
}
