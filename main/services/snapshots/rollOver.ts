import { mostUnnamed } from '../../contract/snapshots'
import type { SnapshotRecord } from './record'

/** Those that make room for newer ones, of all that are of one container. Named ones stay, and take nobody's place. */
export function rolledOver(records: readonly SnapshotRecord[]): SnapshotRecord[] {
  return records
    .filter(({ name }) => name === null)
    .sort((a, b) => b.takenAt - a.takenAt)
    .slice(mostUnnamed)
}
