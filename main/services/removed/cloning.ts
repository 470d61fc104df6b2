import { AppError } from '../../contract/errors'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import { advance } from './advance'
import { conclude, type Return } from './comeBack'
import { copyIn, madeUpId } from './copy'
import { allContainers, type Ground } from './ground'
import { networksOf } from './networks'
import { putIn } from './putIn'
import { type AnonymousVolume, newRecord, type RemovalRecord } from './record'
import { settle } from './remake'
import { withRoom, writableLayer } from './takeOut'
import { anonymousVolumes, usersOf } from './volumes'

export interface Cloned {
  readonly id: string
  readonly image: string
  /** Whether the clone is to run. */
  readonly starts: boolean
}

/**
 * Makes a container like another one, with a copy of what that has written and of its anonymous volumes: the copy lies in
 * Removed first, and comes from there as everything does.
 * @param become what it is to be, made of what the other one is
 * @throws AppError what the engine has against it; there is then no clone
 */
export async function clone(
  ground: Ground,
  { id, image, starts }: Cloned,
  become: (own: RemovalRecord) => RemovalRecord,
): Promise<Return> {
  const { api } = ground
  const inspection = await api.containers.inspect(id)
  const object = nameOfInspected(inspection)
  const layer = writableLayer(inspection)
  if (layer === null) throw new AppError('unsupported/keeping', { object })
  const volumes = await ownVolumes(ground, inspection)
  const own = newRecord({
    id: madeUpId(),
    intent: 'copy',
    name: object,
    image,
    imageId: inspection.Image,
    removedAt: Date.now(),
    ran: starts,
    layer,
    volumes,
    inspection: inspection as InspectedContainer & Readonly<Record<string, unknown>>,
    networks: await networksOf(api, inspection),
  })
  const next = become(own)
  const record = { ...next, volumes: withRoom(volumes, next).volumes }
  const paths = new Map(volumes.map(({ name, path }) => [name, path]))
  try {
    const volume = (name: string) => paths.get(name)!
    await copyIn(ground, record, { layer, volume, files: null, of: inspection })
    const problems = await putIn(ground, record)
    await advance(ground, record.id)
    const back = await conclude(ground, record.id, problems)
    if (back.refusal === null) return back
    // It never ran, so nothing is lost with it.
    await api.containers.remove(back.successor, { volumes: true, object: back.name })
    throw back.refusal
  } catch (thrown) {
    await settle(ground, record.id).catch(() => {})
    throw thrown
  }
}

/** Anonymous volumes without those that it has of another one: a clone has these of that one as well. */
async function ownVolumes(ground: Ground, inspection: InspectedContainer): Promise<AnonymousVolume[]> {
  const volumes = anonymousVolumes(inspection)
  const { VolumesFrom } = inspection.HostConfig as { readonly VolumesFrom?: readonly string[] | null }
  if (!VolumesFrom?.length) return volumes
  const containers = [...(await allContainers(ground)).values()]
  return volumes.filter(({ name }) => usersOf(name, inspection.Id, containers).length === 0)
}
