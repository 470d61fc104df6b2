import type { RemovedContainer } from '../../contract/removed'
import { shortId } from '../../shared/digest'
import { composeIn } from '../containers/rows'
import { endOf } from './keeping'
import type { Removed } from './removals'

/** @param bytes what it takes up on the disk, where that is counted */
export function removedRow(one: Removed, days: number, bytes: number | null): RemovedContainer {
  if (!one.record) {
    const nothing = { image: '', imageId: '', removedAt: 0, endsAt: null, ran: false, project: null }
    const problem = one.problem === 'newer' ? 'newer' : 'damaged'
    return { id: one.id, name: shortId(one.id), ...nothing, bytes, networks: [], volumes: [], problem }
  }
  const { id, name, image, imageId, removedAt, ran, inspection, networks, volumes: along } = one.record
  const came = new Set(along.map((volume) => volume.name))
  return {
    id,
    name,
    image,
    imageId,
    removedAt,
    endsAt: endOf(one.record, days),
    ran,
    project: composeIn(inspection.Config.Labels ?? {}).project,
    bytes,
    networks: networks.map(({ Name }) => Name),
    volumes: (inspection.Mounts ?? []).flatMap(({ Type, Name }) =>
      Type === 'volume' && Name && !came.has(Name) ? [Name] : [],
    ),
    problem: one.hasLayer ? null : 'lost',
  }
}
