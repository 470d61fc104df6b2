import { AppError } from '../../contract/errors'
import type { ListedContainer } from '../../engine/api/containerAnswers'
import { moveLayer } from '../../layers/layerMoves'
import { digestDigits } from '../../shared/digest'
import { passingName } from '../../shared/passingName'
import type { Sentence } from '../../texts/sentence'
import { bodyOf } from './body'
import { emptyVolumes } from './emptyVolumes'
import { allContainers, type Ground, idOfName } from './ground'
import { provideNetworks } from './networks'
import { placeOf } from './place'
import { type RemovalRecord, readRecord, writeRecord } from './record'
import { successorsIn } from './successors'
import { writableLayer } from './takeOut'
import { anonymousVolumes } from './volumes'

/**
 * Makes a container as the removed one was, and puts the kept layer into it before it ever runs. From then on it is back,
 * whatever happens; what is left to do is `advance`'s.
 * @param record as what it is made; what is written down of it stays
 * @returns what is not as it was
 * @throws AppError `image-unknown/removed` and the like; nothing has then come back
 */
export async function putIn(ground: Ground, record: RemovalRecord): Promise<Sentence[]> {
  const { api, walked, root, pass } = ground
  const { id, name } = record
  const kept = readRecord(placeOf(root, id), id).record!
  const { name: object } = kept
  const place = placeOf(root, id)
  const containers = await allContainers(ground)
  const image = await imageOf(ground, record)
  const volumes = new Set((await api.volumes.list()).map(({ Name }) => Name))
  const problems = await provideNetworks(api, record)
  const body = bodyOf(record, {
    ...image,
    container: (one) => containerNow(root, containers, one),
    hasVolume: (volume) => volumes.has(volume),
    empty: await emptyVolumes(walked, record),
  })
  const fresh = await api.containers.create(passingName(id), body, { object })
  await pass('created', id)
  const inspection = await api.containers.inspect(fresh.Id, { object })
  const layer = writableLayer(inspection)
  if (layer === null) throw new AppError('unsupported/keeping', { object })
  const destinations = new Map(
    anonymousVolumes(inspection).map(({ destination, path }) => [destination, path] as const),
  )
  writeRecord(place, {
    ...kept,
    successor: {
      id: fresh.Id,
      layer,
      volumes: Object.fromEntries(destinations),
      name: name === object ? undefined : name,
    },
  })
  await pass('successor recorded', id)
  // Not an exchange of the two: where the kept one lies is then told by its place alone.
  await moveLayer(walked, layer, place.fresh, object)
  await pass('layer aside', id)
  await moveLayer(walked, place.layer, layer, object)
  await pass('layer in', id)
  return problems
}

/** By the name that it had, while that is the same image's. */
async function imageOf({ api }: Ground, { image, imageId, name: object }: RemovalRecord) {
  try {
    const own = await api.images.inspect(imageId)
    const named = await api.images.inspect(image).catch(() => null)
    const isSame = named !== null && digestDigits(named.Id) === digestDigits(imageId)
    return { image: isSame ? image : imageId, hasEntrypoint: (own.Config?.Entrypoint ?? []).length > 0 }
  } catch (thrown) {
    const { code } = AppError.from(thrown)
    if (code !== 'not-found' && code !== 'image-unknown') throw thrown
    throw new AppError('image-unknown/removed', { object, image }, { cause: thrown })
  }
}

/** A container by its id or name as the engine knows it, or as what it came back as. */
function containerNow(
  root: string,
  containers: ReadonlyMap<string, ListedContainer>,
  idOrName: string,
): string | null {
  if (containers.has(idOrName)) return idOrName
  const back = successorsIn(root).get(idOrName)?.id
  if (back !== undefined && containers.has(back)) return back
  return idOfName(containers, idOrName) === null ? null : idOrName
}
