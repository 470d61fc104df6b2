import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Summary } from '../../main/contract/layerFiles'
import type { Layered, Opened, Reading } from '../../main/contract/layers'
import type { Connection } from '../../main/engine/client/connection'
import { createSwitchingConnection } from '../../main/engine/client/switchingConnection'
import type { WalkedEngine } from '../../main/layers/layerwalk'
import { createReaderClient } from '../../main/layers/reader/readerClient'
import { createLayersClient } from '../../main/layers/worker/layersClient'
import { createOpenLayers, type OpenParts } from '../../main/services/layers/openLayers'
import type { LayersBundle } from './bundle'

export type OpenLayers = ReturnType<typeof createOpenLayers>

/** The service of opened layers with threads and directories of a test's own. */
export interface TestLayers {
  readonly layers: OpenLayers
  /** Everything that is kept lies below it. */
  readonly home: string
  /** What the person answers to the next questions. */
  chosen: { archive: string | null; directory: string | null }
  /** Ends the thread that answers questions. */
  kill(): void
  close(): Promise<void>
}

export interface Options {
  readonly connection: Connection
  readonly walked: WalkedEngine | null
  readonly limits?: OpenParts['limits']
  /** Megabytes, of one reading. */
  readonly heap?: number
  /** Heartbeats that a reading may miss. */
  readonly mostMissed?: number
}

export async function startLayers(bundle: LayersBundle, options: Options): Promise<TestLayers> {
  const { connection, walked, limits, heap, mostMissed } = options
  const home = await mkdtemp(join(tmpdir(), 'slipway-open-'))
  const script = join(home, 'layersWorker.cjs')
  await writeFile(script, mortal(bundle.scripts.layersWorker))
  const client = createLayersClient({ script })
  const chosen: TestLayers['chosen'] = { archive: null, directory: null }
  const layers = createOpenLayers({
    connection: createSwitchingConnection(connection),
    client,
    reader: createReaderClient({ script: bundle.scripts.layersReader, heap, mostMissed }),
    walked: () => walked,
    cache: join(home, 'layers'),
    scratch: join(home, 'scratch'),
    limits,
    desktop: {
      chooseArchive: async () => chosen.archive,
      chooseArchiveDirectory: async () => chosen.archive,
      chooseSaveDirectory: async () => chosen.directory,
    },
  })
  return {
    layers,
    home,
    chosen,
    kill: () => client.drop(poison),
    async close() {
      await client.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

const poison = 'poison'

/** The thread, but that it can be killed. */
const mortal = (script: string) => `
  require('node:worker_threads').parentPort.on('message', ({ drop }) => drop === '${poison}' && process.exit(1))
  require(${JSON.stringify(script)})`

/** What is open, until it is left. */
export interface OpenStream {
  readonly opened: Opened & { readonly summary: Summary }
  /** What was said of it first, before its summary was reckoned. */
  readonly begun: Opened
  /** What was said before. */
  readonly readings: readonly Reading[]
  leave(): Promise<void>
}

export async function openLayers(layers: OpenLayers, of: Layered): Promise<OpenStream> {
  const stop = new AbortController()
  const stream = layers.open({ of }, stop.signal)[Symbol.asyncIterator]()
  const readings: Reading[] = []
  let begun: Opened | undefined
  for (;;) {
    const { value } = await stream.next()
    if (value.phase === 'reading') readings.push(value)
    if (value.phase !== 'open') continue
    begun ??= value as Opened
    if (!value.summary) continue
    const leave = async () => {
      stop.abort()
      await stream.return?.()
    }
    return { opened: value, begun, readings, leave }
  }
}

/** Opens it for as long as it is looked at. */
export async function withOpen(
  { layers }: TestLayers,
  of: Layered,
  look: (open: OpenStream) => Promise<void>,
) {
  const open = await openLayers(layers, of)
  try {
    await look(open)
  } finally {
    await open.leave()
  }
}
