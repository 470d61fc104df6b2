import type { SnapshotList } from '../../contract/snapshots'
import type { InspectedContainer } from '../../engine/api/containerAnswers'
import { isSameDisk, type Keeping } from '../removed/keeping'
import { writableLayer } from '../removed/takeOut'

/** Where there can be snapshots at all. */
export type Ownership = Pick<Keeping, 'owned' | 'home' | 'data'>

/** Whether there can be snapshots of a container, or why not. */
export function possibleOf(
  inspection: InspectedContainer,
  { owned, home, data }: Ownership,
): SnapshotList['possible'] {
  if (!owned) return 'elsewhere'
  if (isFleeting(inspection)) return 'autoRemove'
  return writableLayer(inspection) !== null && isSameDisk(home, data) ? 'yes' : 'storage'
}

/** Whether the engine removes it as soon as it stops: then there is no way back to anything. */
export const isFleeting = ({ HostConfig }: InspectedContainer): boolean =>
  (HostConfig as { readonly AutoRemove?: boolean }).AutoRemove === true
