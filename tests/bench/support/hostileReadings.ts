import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../../main/contract/errors'
import { createReaderClient, layersReaderScript } from '../../../main/layers/reader/readerClient'
import { createLayersClient, layersWorkerScript } from '../../../main/layers/worker/layersClient'
import { readFromArchive } from '../../../main/services/layers/archiveReading'
import { root } from '../../support/engine'
import { peakOf } from './peakMemory'

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

/** The word with which the benchmarks are started for one reading of an archive, and the path behind it. */
export const readingWord = 'read-archive'

/** Has it read as main does, in a process of its own: what one took, it would keep. */
export async function readInMain(path: string): Promise<HostileReading> {
  const child = spawn(process.execPath, [process.argv[1]!, readingWord, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let answer = ''
  child.stdout.on('data', (chunk) => {
    answer += chunk
  })
  await new Promise((resolve) => child.once('close', resolve))
  return JSON.parse(answer)
}

/** Reads an archive with main's threads in this process, and tells on standard output what that took. */
export async function readHere(path: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'sb-'))
  const client = createLayersClient({ script: layersWorkerScript(root) })
  const reader = createReaderClient({ script: layersReaderScript(root) })
  const listener = createListener()
  const source = { from: 'path', path } as const
  const options = { signal: new AbortController().signal, report: listener.heard }
  const reading = readFromArchive(
    { client, reader, scratch },
    { source, name: 'archive', image: null },
    options,
  )
  const refused = await reading.then(
    () => null,
    (thrown) => AppError.from(thrown).message,
  )
  const found: HostileReading = { peak: peakOf(process.pid)!, silence: listener.end(), refused }
  process.stdout.write(JSON.stringify(found))
  await client.close()
  rmSync(scratch, { recursive: true, force: true })
}
