import { eraseLayers } from '../../layers/layerMoves'
import { releaseContainer } from '../removed/standing'
import type { SnapshotGround } from './ground'
import { snapshotPlace } from './place'

/** Undoes the half of a snapshot: its container goes on, and what was copied goes. */
export async function abandon(ground: SnapshotGround, id: string): Promise<void> {
  const place = snapshotPlace(ground.root, id, 'making')
  await releaseContainer(ground, place)
  await eraseLayers(ground.walked, [place.folder], place.folder)
}
