import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createReaderClient, layersReaderScript } from '../../../main/layers/reader/readerClient'
import { createLayersClient, layersWorkerScript } from '../../../main/layers/worker/layersClient'
import { readFromArchive } from '../../../main/services/layers/archiveReading'
import { root } from '../../support/engine'
import { largeImageArchive } from '../support/largeImage'
import { startLargeImageEngine } from '../support/largeImageEngine'
import { judge, type Measurement, type Row, type Tools } from '../support/row'
import { median } from '../support/statistics'

const run = promisify(execFile)
const turns = 5

/** From choosing the large image's archive to the first level of its files, beside `sha256sum` of the same file, and dive where it is on the PATH. */
export const layersArchive: Row = {
  id: 'layers.archive',
  onlyWhenNamed: true,
  async measure(tools) {
    const archive = await provided(tools)
    const dive = await hasDive()
    const sides = {
      ours: () => timeOf(() => firstLevel(archive, tools.folder)),
      sum: () => timeOf(() => run('sha256sum', [archive])),
      ...(dive && { dive: () => timeOf(() => diveInto(archive)) }),
    }
    const times: Record<string, number[]> = {}
    // One after the other, in turns, so that whatever the machine does besides meets all of them.
    for (let turn = 0; turn <= turns; turn++) {
      tools.note(turn === 0 ? 'reading it into the page cache' : `turn ${turn} of ${turns}`)
      for (const [side, time] of Object.entries(sides)) {
        const value = await time()
        if (turn > 0) times[side] = [...(times[side] ?? []), value]
      }
    }
    const middle = (side: string) => median(times[side]!)
    const value = middle('ours')
    const beside = (id: string, side: string, bar: string, most: number): Measurement =>
      judge({ id, value, unit: 'ms', yardstick: middle(side), bar, meets: (_, ratio) => ratio <= most })
    return [
      beside('layers.archive', 'sum', '1.6x sha256sum of the file', 1.6),
      ...(dive ? [beside('layers.archive.dive', 'dive', '0.8x dive', 0.8)] : []),
    ]
  },
}

/** Its archive, once an engine has had it. */
async function provided(tools: Tools): Promise<string> {
  if (!existsSync(largeImageArchive())) await (await startLargeImageEngine(tools)).end()
  return largeImageArchive()
}

/** As main reads it, with threads of its own. */
async function firstLevel(path: string, folder: string): Promise<void> {
  const client = createLayersClient({ script: layersWorkerScript(root) })
  const reader = createReaderClient({ script: layersReaderScript(root) })
  const { subject } = await readFromArchive(
    { client, reader, scratch: join(folder, 'scratch') },
    { source: { from: 'path', path }, name: 'archive', image: null },
    { signal: new AbortController().signal, report: () => {} },
  )
  await client.ask(subject, 'level', { directory: '', sort: 'name', offset: 0, limit: 100 })
  await client.close()
}

/** It need not be there. */
const peer = 'dive'

async function hasDive(): Promise<boolean> {
  return run(peer, ['--version']).then(
    () => true,
    () => false,
  )
}

/** Its own rules may fail: what counts is that it has read all of it. */
async function diveInto(archive: string): Promise<void> {
  await run(peer, ['--source', 'docker-archive', '--ci', archive], { maxBuffer: 64 << 20 }).catch(() => {})
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}
