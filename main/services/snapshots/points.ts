/** Where taking a snapshot or going back to one may be cut off: each has just been done. */
export type SnapshotPoint =
  | 'paused'
  | 'copied'
  | 'kept'
  | 'next copied'
  | 'return recorded'
  | 'stopped'
  | 'present out'
  | 'snapshot in'
  | 'started'
  | 'present kept'
  | 'dropped'

/** Told of each point as it is passed, and waited for. */
export type PassingSnapshot = (point: SnapshotPoint, id: string) => Promise<void>
