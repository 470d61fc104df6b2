import { renameSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ListedContainer } from '../../engine/api/containerAnswers'
import { eraseLayers, moveLayer } from '../../layers/layerMoves'
import { passingName } from '../../shared/passingName'
import { toTime } from '../containers/moment'
import { unlessGone } from '../unlessGone'
import { allContainers, find, folderOf, type Ground, idOfName } from './ground'
import { keepFiles, putFilesBack } from './keptFiles'
import { connectAgain } from './networks'
import { doomedIn, doomedName, freshIn, isBare, isThere, placeOf } from './place'
import { type RemovalRecord, readRecord, writeRecord } from './record'
import { releaseContainer } from './standing'
import { nextStep, type RemovalStep, type Seen } from './step'
import { addSuccessor, type Successor } from './successors'

/** Where one is that was removed or is on its way back: nothing is left to do, its record says nothing, or it is back. */
export type Whereabouts = 'removed' | 'lost' | 'unreadable' | 'gone' | 'back'

type Containers = ReadonlyMap<string, ListedContainer>

/**
 * Does what is left to do, by what lies on the disk and what the engine has, until nothing is. The first time and after whatever
 * has cut it off, for it asks nobody how far that came. A container that is back is not started yet: see `start`.
 */
export async function advance(ground: Ground, id: string): Promise<Whereabouts> {
  const place = placeOf(ground.root, id)
  for (;;) {
    const { record, problem } = readRecord(place, id)
    if (!record) {
      // Cut off before anything was written down, so before anything was moved.
      if (problem === 'missing' && isThere(place.folder) && isBare(place))
        await forget(ground, { id, name: id })
      return isThere(place.folder) ? 'unreadable' : 'gone'
    }
    // Whoever was copying may have left it standing.
    if (record.intent === 'copy') await releaseContainer(ground, place)
    const step = nextStep(await see(ground, record))
    if (step === 'rest') {
      await dropHulls(ground, record)
      if (freshIn(place).length > 0) await eraseLayers(ground.walked, freshIn(place), record.name)
      return 'removed'
    }
    if (step === 'lost') return 'lost'
    await steps[step](ground, record)
    if (step === 'arrive') return 'back'
  }
}

async function see(ground: Ground, { id, successor, intent }: RemovalRecord): Promise<Seen> {
  const isCopy = intent === 'copy'
  const kept = isThere(placeOf(ground.root, id).layer)
  const original = (await find(ground, id)) !== null
  if (successor) {
    const isThere = (await find(ground, successor.id)) !== null
    return { kept, original, successor: isThere ? 'there' : 'gone', isCopy }
  }
  const isUnwritten = (await find(ground, passingName(id))) !== null
  return { kept, original, successor: isUnwritten ? 'unwritten' : 'none', isCopy }
}

/** A dockerd that dies while it removes a container leaves volumes behind, whose files lie here already. */
async function dropHulls({ api }: Ground, { volumes, name: object }: RemovalRecord): Promise<void> {
  for (const { name, path } of volumes) {
    if (isThere(dirname(path)) && !isThere(path)) await unlessGone(api.volumes.remove(name, { object }))
  }
}

type Doing = (ground: Ground, record: RemovalRecord) => Promise<void>

const steps: Readonly<Record<Exclude<RemovalStep, 'rest' | 'lost'>, Doing>> = {
  remove,
  forget,
  withdraw,
  arrive,
}

/**
 * Its anonymous volumes and its log come out first, for they are removed with it: volumes that are left behind, a prune of
 * anybody's would take.
 */
async function remove(ground: Ground, { id, name, volumes, left }: RemovalRecord): Promise<void> {
  const { api, walked, root, pass } = ground
  const place = placeOf(root, id)
  for (const volume of volumes) {
    if (!isThere(place.volume(volume.name)) && isThere(volume.path))
      await moveLayer(walked, volume.path, place.volume(volume.name), name)
  }
  await pass('volumes out', id)
  const folder = folderOf(ground, id)
  await keepFiles({ walked, folder, id, kept: place.files, object: name })
  await pass('files out', id)
  // What stays would go with those that came out; of these only hulls are left, see `dropHulls`.
  await unlessGone(api.containers.remove(id, { volumes: left.length === 0, object: name }))
  await pass('removed', id)
}

/** All of it: it was never removed, is back, or is removed for good. */
export async function forget(
  ground: Ground,
  { id, name }: Pick<RemovalRecord, 'id' | 'name'>,
): Promise<void> {
  renameSync(placeOf(ground.root, id).folder, doomedName(ground.root, id))
  await ground.pass('forgotten', id)
  await eraseDoomed(ground, name)
}

/** Goes on erasing what nobody needs any more. */
export async function eraseDoomed({ root, walked }: Ground, object: string): Promise<void> {
  await eraseLayers(walked, doomedIn(root), object)
}

async function withdraw(ground: Ground, record: RemovalRecord): Promise<void> {
  const { api, root } = ground
  for (const one of [record.successor?.id, passingName(record.id)]) {
    const id = one === undefined ? null : await find(ground, one)
    if (id !== null) await unlessGone(api.containers.remove(id, { volumes: true }))
  }
  writeRecord(placeOf(root, record.id), { ...record, successor: null })
}

/** The layer is where it belongs; its volumes and what it wrote follow, then its networks and its name. */
async function arrive(ground: Ground, record: RemovalRecord): Promise<void> {
  const { api, walked, root, pass } = ground
  const { id, name: object, volumes } = record
  const { id: back, volumes: paths, name: wanted = object } = record.successor!
  const place = placeOf(root, id)
  for (const { name, destination } of volumes) {
    const path = paths[destination]
    if (path === undefined || !isThere(place.volume(name))) continue
    if (isThere(path) && !isThere(place.freshVolume(name)))
      await moveLayer(walked, path, place.freshVolume(name), object)
    await moveLayer(walked, place.volume(name), path, object)
  }
  await pass('volumes in', id)
  const folder = folderOf(ground, back)
  await putFilesBack({ walked, folder, id: back, kept: place.files, object })
  await pass('files in', id)
  await connectAgain(api, record, back)
  await pass('connected', id)
  const containers = await allContainers(ground)
  if (idOfName(containers, passingName(id)) === back) {
    await api.containers.rename(back, freeName(wanted, containers), { object })
  }
  addSuccessor(root, id, { id: back, ended: endOfLast(record) }, (one) => containers.has(one))
  await pass('named', id)
}

function endOfLast({ ran, intent, inspection: { State } }: RemovalRecord): Successor['ended'] {
  const at = toTime(State.FinishedAt)
  // A copy never ran.
  return ran || at === null || intent === 'copy' ? null : { exitCode: State.ExitCode, at }
}

/** Its own, or the first one with a number behind it that nobody has. */
function freeName(name: string, containers: Containers): string {
  let free = name
  for (let number = 2; idOfName(containers, free) !== null; number++) free = `${name}-${number}`
  return free
}
