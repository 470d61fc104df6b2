import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { namesIn } from '../../base/namesIn'
import { moveLayer } from '../../layers/layerMoves'
import type { WalkedEngine } from '../../layers/layerwalk'
import { isThere } from './place'

/** Where the driver `local` writes, below the engine's own folder of a container. */
const localLogs = 'local-logs'
/** What the driver `json-file` writes; behind it stands which of the older ones it is. */
const jsonLog = 'json.log'

interface Moving {
  readonly walked: WalkedEngine
  /** The engine's own folder of the container. */
  readonly folder: string
  readonly id: string
  /** Where what it wrote lies while it is removed. */
  readonly kept: string
  /** What the container is called. */
  readonly object: string
}

/** Takes out what a container wrote: it lies in the engine's own folder of it, and would be removed with that. */
export async function keepFiles({ walked, folder, id, kept, object }: Moving): Promise<void> {
  for (const name of namesIn(folder)) {
    const isLog = name.startsWith(`${id}-${jsonLog}`)
    if (!isLog && name !== localLogs) continue
    await moveLayer(walked, join(folder, name), join(kept, isLog ? name.slice(id.length + 1) : name), object)
  }
}

/** Puts it where the engine goes on with it, for a container that never ran: what has been begun there holds nothing. */
export async function putFilesBack({ walked, folder, id, kept, object }: Moving): Promise<void> {
  for (const name of namesIn(kept)) {
    const to = join(folder, name === localLogs ? name : `${id}-${name}`)
    if (isThere(to)) rmSync(to, { recursive: true })
    await moveLayer(walked, join(kept, name), to, object)
  }
}
