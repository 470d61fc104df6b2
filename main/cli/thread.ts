import { workerData } from 'node:worker_threads'
import { runCommand } from '../cli'
import { lastingRoot } from '../engine/owned/lastingRoot'
import type { Given } from './packaged'
import { standardStream, written } from './standardStream'

const { words, root, outcome } = workerData as Given

// A thread's own streams go through the main thread, which stands still.
const streams = { stdout: standardStream(1), stderr: standardStream(2) }
for (const [name, value] of Object.entries(streams)) Object.defineProperty(process, name, { value })

function end(code: number): void {
  if (Atomics.load(outcome, 0) === 1) return
  Atomics.store(outcome, 1, code)
  Atomics.store(outcome, 0, 1)
  Atomics.notify(outcome, 0)
}

async function fail(error: Error): Promise<void> {
  streams.stderr.write(`slipway: ${error.stack ?? error.message}\n`)
  await written(streams.stderr)
  end(1)
}

process.on('uncaughtException', (error) => void fail(error))
// Nothing is left to wait for, yet the command has not ended.
process.on('exit', () => end(1))

lastingRoot(root, process.env)
  .then((lasting) => runCommand(words, { root: lasting, env: process.env }))
  .then(async (code) => {
    await Promise.all(Object.values(streams).map(written))
    end(code)
  })
  .catch(fail)
