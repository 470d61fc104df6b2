import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { enginePath } from '../../../main/engine/api/enginePath'
import type { StorageOf } from '../../../main/engine/api/storage'
import { imageDirectories } from '../../../main/layers/overlay'
import { importBusybox } from '../../support/engine'
import { largeImage, provideLargeImage } from './largeImage'
import { exportTime, findTime } from './layerYardsticks'
import { startPrivateEngine } from './privateEngine'
import type { Tools } from './row'

/** An engine that has the large image, and a small one to come from. */
export interface LargeImageEngine {
  readonly home: string
  /** Ids. */
  readonly large: string
  readonly small: string
  /** Forgets the indexes of layers that were kept on disk. */
  forgetLayers(): void
  /** Milliseconds, as `exportTime` and `findTime` of the large image. */
  exportTime(): Promise<number>
  findTime(): Promise<number>
  end(): Promise<void>
}

interface Inspected extends StorageOf {
  readonly Id: string
  readonly RootFS: { readonly Layers: readonly string[] }
}

export async function startLargeImageEngine(tools: Tools): Promise<LargeImageEngine> {
  const { home, engine, connection, end } = await startPrivateEngine()
  try {
    const inspect = (name: string) =>
      connection.request<Inspected>({ method: 'GET', path: enginePath`/images/${name}/json`, object: name })
    const small = await inspect(await importBusybox(connection))
    await provideLargeImage(connection, tools)
    const large = await inspect(largeImage)
    const layers = imageDirectories(large, large.RootFS.Layers)
    if (!layers) throw new Error('The engine does not say where the layers of the large image lie.')
    const directories = layers.map(({ directory }) => directory)
    return {
      home,
      large: large.Id,
      small: small.Id,
      forgetLayers: () => rmSync(join(home, 'cache/layers'), { recursive: true, force: true }),
      exportTime: () => exportTime(connection, large.Id),
      findTime: () => findTime(engine.paths.run, directories),
      end,
    }
  } catch (error) {
    await end()
    throw error
  }
}
