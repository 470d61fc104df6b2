import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

/** What the thread is told: see thread.ts. */
export interface Given {
  readonly words: readonly string[]
  readonly root: string
  /** Two numbers, shared with the main thread: 1 once the command has ended, and its exit code. */
  readonly outcome: Int32Array
}

/** How the packaged `slipway` (bin/packaged/slipway) says that its words follow behind `--`. */
const announcement = '--command-line'

/** The words of the command line; null where the window is wanted. */
export function commandLineWords(argv: readonly string[]): readonly string[] | null {
  const end = argv.indexOf('--')
  return end > 0 && argv.slice(0, end).includes(announcement) ? argv.slice(end + 1) : null
}

/**
 * Runs the command line inside the packaged application, whose program cannot be used as Node.js, and ends the process
 * with the command's exit code.
 *
 * It runs in a thread of its own while this one stands still: once the main module returned, Chromium would go on to
 * open a display, a profile and processes of its own, none of which a command needs.
 * @param root the application's root
 */
export function runCommandLine(words: readonly string[], root: string): never {
  const outcome = new Int32Array(new SharedArrayBuffer(8))
  // What Ctrl+C means is for docker and buildx to say; all other words it ends.
  if (words[0] === 'docker' || words[0] === 'welcome') process.on('SIGINT', () => {})
  new Worker(join(root, 'out/main/commandLine.js'), {
    workerData: { words, root, outcome } satisfies Given,
  })
  Atomics.wait(outcome, 0, 0)
  process.exit(outcome[1])
}
