import { existsSync, renameSync } from 'node:fs'
import { syncDirectory } from '../../base/wholeFile'
import { AppError } from '../../contract/errors'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import { copyLayer, eraseLayers, moveLayer } from '../../layers/layerMoves'
import { type Sentence, sentence } from '../../texts/sentence'
import { writableLayer } from '../removed/takeOut'
import { unlessGone } from '../unlessGone'
import type { SnapshotGround } from './ground'
import { makeFolder, newSnapshotId, snapshotIds, snapshotPlace } from './place'
import { isFleeting } from './possible'
import { newSnapshotRecord, readSnapshotRecord, type SnapshotRecord, writeSnapshotRecord } from './record'
import { nextReturnStep } from './returnStep'

/** What came of going back. */
export interface WentBack {
  /** What the container had until then, as a snapshot of its own. */
  readonly kept: string
  /** Why it does not run though it did. */
  readonly problems: readonly Sentence[]
}

interface Going {
  /** The snapshot. */
  readonly id: string
  readonly container: string
  /** Stops it by its own stop time. */
  stop(): Promise<void>
}

const runs = /^(running|restarting|paused)$/

/**
 * Gives a container the writable layer of a snapshot, and keeps the one that it has as another snapshot. That is moved, the
 * snapshot's is copied before the container is stopped. From `present out` on it is done, whatever happens; what is left to
 * do is `finishReturn`'s.
 */
export async function goBack(ground: SnapshotGround, { id, container, stop }: Going): Promise<WentBack> {
  const { api, walked, root, pass } = ground
  const before = await api.containers.inspect(container)
  const object = nameOfInspected(before)
  const layer = writableLayer(before)
  if (layer === null) throw new AppError('unsupported/snapshot', { object })
  // It would be gone, with all that it has, as soon as it stops.
  if (isFleeting(before)) throw new AppError('unsupported/snapshotFleeting', { object })
  if (!snapshotIds(root).includes(id)) throw new AppError('not-found/snapshot', { object })
  const kept = newSnapshotId()
  const returning = snapshotPlace(root, kept, 'returning')
  makeFolder(returning)
  syncDirectory(root)
  const ran = runs.test(before.State.Status)
  try {
    await copyLayer(walked, snapshotPlace(root, id).layer, returning.next, object)
    await pass('next copied', kept)
    writeSnapshotRecord(returning, { ...recordOf(kept, before), return: { layer, ran } })
    await pass('return recorded', kept)
    if (before.State.Status === 'paused') await api.containers.unpause(container, { object })
    if (ran) await stop()
    await pass('stopped', kept)
    const { State } = await api.containers.inspect(container, { object })
    // Somebody has started it since: its layer is in use.
    if (runs.test(State.Status)) throw new AppError('conflict', { object })
    await moveLayer(walked, layer, returning.layer, object)
    await pass('present out', kept)
  } catch (thrown) {
    await finishReturn(ground, kept).catch(() => {})
    throw thrown
  }
  return { kept, problems: await finishReturn(ground, kept) }
}

function recordOf(id: string, inspection: InspectedContainer): SnapshotRecord {
  return newSnapshotRecord({
    id,
    container: inspection.Id,
    containerName: nameOfInspected(inspection),
    imageId: inspection.Image,
    name: null,
    why: 'return',
    takenAt: Date.now(),
  })
}

/**
 * Finishes or undoes going back, by what lies on the disk; asks nobody how far it came.
 * @param kept the snapshot that what the container had becomes
 * @returns why it does not run though it did
 */
export async function finishReturn(ground: SnapshotGround, kept: string): Promise<readonly Sentence[]> {
  const { walked, root, pass } = ground
  const place = snapshotPlace(root, kept, 'returning')
  const record = readSnapshotRecord(place, kept)
  // Nothing is moved before it is written, and what is moved is never erased because its record makes no sense.
  if (!record?.return) {
    if (!existsSync(place.layer)) await drop(ground, kept)
    return []
  }
  const { containerName: object } = record
  const inspection = await unlessGone(ground.api.containers.inspect(record.container))
  const seen = { isOut: existsSync(place.layer), hasNext: existsSync(place.next) }
  const step = nextReturnStep({ ...seen, hasContainer: inspection !== null })
  if (step === 'put in') {
    await moveLayer(walked, place.next, record.return.layer, object)
    await pass('snapshot in', kept)
  }
  const problems = inspection ? await startAgain(ground, record) : []
  if (step === 'drop') {
    await drop(ground, kept)
    return problems
  }
  await pass('started', kept)
  await eraseLayers(walked, [place.next], object)
  writeSnapshotRecord(place, { ...record, return: null })
  renameSync(place.folder, snapshotPlace(root, kept).folder)
  syncDirectory(root)
  await pass('present kept', kept)
  return problems
}

async function startAgain({ api }: SnapshotGround, record: SnapshotRecord): Promise<readonly Sentence[]> {
  const { container, containerName: object } = record
  const { State } = await api.containers.inspect(container, { object })
  if (!record.return?.ran || runs.test(State.Status)) return []
  try {
    await api.containers.start(container, { object })
    return []
  } catch (thrown) {
    const { code, message } = AppError.from(thrown)
    if (code === 'engine-unreachable' || code === 'timeout') throw thrown
    return [sentence('snapshot/not-started', { object, reason: message })]
  }
}

/** @param id what is of no use at this stage any more */
async function drop({ walked, root, pass }: SnapshotGround, id: string): Promise<void> {
  const doomed = snapshotPlace(root, id, 'doomed').folder
  renameSync(snapshotPlace(root, id, 'returning').folder, doomed)
  await pass('dropped', id)
  await eraseLayers(walked, [doomed], id)
}
