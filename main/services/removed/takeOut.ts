import { AppError } from '../../contract/errors'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import { moveLayer } from '../../layers/layerMoves'
import { stackOf } from '../../layers/overlay'
import { allContainers, type Ground } from './ground'
import { networksOf } from './networks'
import { makePlace, placeOf } from './place'
import { type AnonymousVolume, newRecord, type RemovalRecord, writeRecord } from './record'
import { anonymousVolumes, usersOf } from './volumes'

interface Taking {
  readonly id: string
  readonly image: string
  /** Whether it ran before it was stopped for this. */
  readonly ran: boolean
  /** For what it is taken out, where that is not to be removed. */
  readonly remaking?: Remaking
}

/** What it comes back as, made of what is written down of it as it is. */
export type Remaking = (own: RemovalRecord) => {
  /** When all goes well. */
  readonly next: RemovalRecord
  /** When that is cut off before its layer has gone into the next one. */
  readonly fallback: RemovalRecord
}

/**
 * Takes the writable layer of a container that has stopped out of the engine, once all that brings it back is written down.
 * From then on it is removed, whatever happens; what is left to do is `advance`'s.
 * @returns what it is to come back as
 * @throws AppError `unsupported/apart` and the like; the container is then as it was
 */
export async function takeOut(ground: Ground, { id, image, ran, remaking }: Taking): Promise<RemovalRecord> {
  const { api, walked, root, pass } = ground
  const inspection = await api.containers.inspect(id)
  const object = nameOfInspected(inspection)
  // Somebody has started it since it was stopped: its layer is in use.
  if (/^(running|restarting|paused)$/.test(inspection.State.Status))
    throw new AppError('conflict', { object })
  const layer = writableLayer(inspection)
  if (layer === null) throw new AppError('unsupported/keeping', { object })
  const anonymous = anonymousVolumes(inspection)
  const containers = anonymous.length > 0 ? [...(await allContainers(ground)).values()] : []
  const volumes = anonymous.filter(({ name }) => usersOf(name, id, containers).length === 0)
  const place = placeOf(root, id)
  makePlace(place)
  const own = newRecord({
    id,
    intent: remaking ? 'recreate' : 'removal',
    name: object,
    image,
    imageId: inspection.Image,
    removedAt: Date.now(),
    ran,
    layer,
    volumes,
    inspection: inspection as InspectedContainer & Readonly<Record<string, unknown>>,
    networks: await networksOf(api, inspection),
  })
  const { next, fallback } = remaking?.(own) ?? { next: own, fallback: own }
  const fit = withRoom(own.volumes, next)
  writeRecord(place, { ...fallback, ...fit })
  await pass('recorded', id)
  await moveLayer(walked, layer, place.layer, object)
  await pass('layer out', id)
  return { ...next, ...fit }
}

/** Volumes that have a place in what comes back; the others stay in the engine, for there is none for their files. */
export function withRoom(volumes: readonly AnonymousVolume[], { inspection }: RemovalRecord) {
  const places = new Set(anonymousVolumes(inspection).map(({ destination }) => destination))
  const [along, left] = [true, false].map((has) =>
    volumes.filter(({ destination }) => places.has(destination) === has),
  )
  return { volumes: along!, left: left!.map(({ name }) => name) }
}

/** Where the writable layer of a container lies; null where its storage has no such directory. */
export function writableLayer(inspection: InspectedContainer): string | null {
  return inspection.GraphDriver?.Name === 'overlay2' ? (stackOf(inspection)?.[0] ?? null) : null
}
