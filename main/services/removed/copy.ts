import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { InspectedContainer } from '../../engine/api/containerAnswers'
import { copyLayer } from '../../layers/layerMoves'
import type { Ground } from './ground'
import { placeOf } from './place'
import { type RemovalRecord, writeRecord } from './record'
import { copyStanding } from './standing'

/** Where that lies of which a copy is made. */
export interface Originals {
  readonly layer: string
  /** By the names of anonymous volumes. */
  volume(name: string): string
  /** What it wrote; null: that does not come along. */
  readonly files: string | null
  /** Whose that is, where it may run: nothing in it does while it is copied. Null where nobody can write to it. */
  readonly of: InspectedContainer | null
}

/** An id as the engine gives them, that it has given to nobody. */
export const madeUpId = () => randomBytes(32).toString('hex')

/**
 * Copies what a container has into Removed, beside what is written down there under an id of its own. The layer comes last: as
 * long as it is not there, it is half a copy, and goes.
 * @param record its intent is `copy`, so that it goes as well where nothing more comes of it
 */
export async function copyIn(ground: Ground, record: RemovalRecord, from: Originals): Promise<void> {
  const { walked, root, pass } = ground
  const { id, name: object } = record
  const place = placeOf(root, id)
  mkdirSync(place.folder, { recursive: true, mode: 0o700 })
  writeRecord(place, record)
  await pass('copy recorded', id)
  const volumes = record.volumes.map(({ name }) => ({ from: from.volume(name), to: place.volume(name) }))
  const layer = { from: from.layer, to: place.layer }
  if (from.files !== null) await copyLayer(walked, from.files, place.files, object)
  if (from.of) {
    await copyStanding(ground, { inspection: from.of, copies: [...volumes, layer], marks: place })
    await pass('volumes copied', id)
  } else {
    for (const volume of volumes) await copyLayer(walked, volume.from, volume.to, object)
    await pass('volumes copied', id)
    await copyLayer(walked, layer.from, layer.to, object)
  }
  await pass('layer copied', id)
}

/** Leaves a copy in Removed for good, as what was removed. */
export async function keepCopy({ root, pass }: Ground, record: RemovalRecord): Promise<void> {
  writeRecord(placeOf(root, record.id), { ...record, intent: 'removal' })
  await pass('copied', record.id)
}
