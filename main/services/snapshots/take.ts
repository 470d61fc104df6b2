import { renameSync } from 'node:fs'
import { syncDirectory } from '../../base/wholeFile'
import { AppError } from '../../contract/errors'
import type { SnapshotWhy } from '../../contract/snapshots'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import { eraseLayers, type Watched } from '../../layers/layerMoves'
import { copyStanding } from '../removed/standing'
import { writableLayer } from '../removed/takeOut'
import { abandon } from './abandon'
import type { SnapshotGround } from './ground'
import { makeFolder, newSnapshotId, type SnapshotPlace, snapshotPlace } from './place'
import { newSnapshotRecord, type SnapshotRecord, writeSnapshotRecord } from './record'

export interface Taking extends Watched {
  readonly container: string
  readonly name: string | null
  readonly why: SnapshotWhy
}

/** Somebody may start the container, or start it anew, while its layer is copied: so often it is copied once more. */
const attempts = 3

/**
 * Copies a container's writable layer as it is now. Until all of it is on the disk, and what it is, it is called otherwise.
 * @throws AppError `unsupported/snapshot`, `disk-full`, ...; nothing is left then
 */
export async function takeSnapshot(
  ground: SnapshotGround,
  { container, name, why, ...watched }: Taking,
): Promise<SnapshotRecord> {
  const { root, pass } = ground
  const id = newSnapshotId()
  const making = snapshotPlace(root, id, 'making')
  makeFolder(making)
  try {
    const inspection = await copyUndisturbed(ground, id, container, making, watched)
    await pass('copied', id)
    const record = newSnapshotRecord({
      id,
      container: inspection.Id,
      containerName: nameOfInspected(inspection),
      imageId: inspection.Image,
      name,
      why,
      takenAt: Date.now(),
    })
    writeSnapshotRecord(making, record)
    renameSync(making.folder, snapshotPlace(root, id).folder)
    syncDirectory(root)
    await pass('kept', id)
    return record
  } catch (thrown) {
    // Where the engine does not answer now, the next start does it.
    await abandon(ground, id).catch(() => {})
    throw thrown
  }
}

/** Copies until the container was in one run, or at rest, all the time. */
async function copyUndisturbed(
  ground: SnapshotGround,
  id: string,
  container: string,
  place: SnapshotPlace,
  watched: Watched,
): Promise<InspectedContainer> {
  const { api, walked } = ground
  for (let attempt = 1; ; attempt++) {
    const inspection = await api.containers.inspect(container)
    const object = nameOfInspected(inspection)
    const layer = writableLayer(inspection)
    if (layer === null) throw new AppError('unsupported/snapshot', { object })
    const wasCopied = await copyStanding(ground, {
      inspection,
      copies: [{ from: layer, to: place.layer }],
      marks: place,
      paused: () => ground.pass('paused', id),
      ...watched,
    }).then(
      () => true,
      (thrown) => {
        // Its process ended before it could be stopped.
        if (attempt < attempts && AppError.from(thrown).code === 'not-found') return false
        throw thrown
      },
    )
    const after = await api.containers.inspect(container, { object })
    if (wasCopied && after.State.StartedAt === inspection.State.StartedAt) return after
    if (attempt === attempts) throw new AppError('conflict/snapshot', { object })
    await eraseLayers(walked, [place.layer], object)
  }
}
