import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../../main/contract/errors'
import { createReaderClient, layersReaderScript } from '../../../main/layers/reader/readerClient'
import { createLayersClient, layersWorkerScript } from '../../../main/layers/worker/layersClient'
import { readFromArchive } from '../../../main/services/layers/archiveReading'
import { root } from '../../support/engine'
import { forgetOwnPeak, peakOf } from './peakMemory'

/** What one reading took, whatever came of it. */
export interface HostileReading {
  /** The most memory of its process, in MB. */
  readonly peak: number
  /** The longest time for which a person saw nothing new, in milliseconds. */
  readonly silence: number
  /** What it was refused with; null for what was read. */
  readonly refused: string | null
}

/** Between two looks at a process, in milliseconds; its peak only grows. */
const lookEvery = 20

/** Tells of silences. */
function createListener() {
  let last = performance.now()
  let longest = 0
  const heard = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }
  return {
    heard,
    end(): number {
      heard()
      return longest
    },
  }
}

/** Has it read by `slipway layers`, on what it takes for a terminal. @param folder for what that takes */
export async function readByCommandLine(path: string, folder: string): Promise<HostileReading> {
  const terminal = join(folder, 'terminal.cjs')
  writeFileSync(terminal, 'process.stderr.isTTY = true')
  const words = ['--require', terminal, join(root, 'bin/slipway'), 'layers', path]
  const child = spawn(process.execPath, words, {
    env: { ...process.env, SLIPWAY_HOME: join(folder, 'home') },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const listener = createListener()
  let said = ''
  child.stderr.on('data', (chunk) => {
    listener.heard()
    said = `${said}${chunk}`.slice(-1000)
  })
  let peak = 0
  const look = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid!) ?? 0)
  }, lookEvery)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearInterval(look)
  const silence = listener.end()
  if (code === 0) return { peak, silence, refused: null }
  return { peak, silence, refused: said.trim().split('\n').at(-1) ?? `code ${code}` }
}

/** Reads archives as main does, in this process, with its threads. */
export function createMainReader(folder: string) {
  const client = createLayersClient({ script: layersWorkerScript(root) })
  const reader = createReaderClient({ script: layersReaderScript(root) })
  const parts = { client, reader, scratch: join(folder, 'scratch') }

  return {
    async read(path: string): Promise<HostileReading> {
      const listener = createListener()
      forgetOwnPeak()
      const source = { from: 'path', path } as const
      const options = { signal: new AbortController().signal, report: listener.heard }
      const refused = await readFromArchive(parts, { source, name: 'archive', image: null }, options).then(
        ({ subject }) => {
          client.drop(subject.key)
          return null
        },
        (thrown) => AppError.from(thrown).message,
      )
      return { peak: peakOf(process.pid)!, silence: listener.end(), refused }
    },
    close: () => client.close(),
  }
}
