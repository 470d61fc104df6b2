/** Where a removal or a return may be cut off: each has just been done. */
export type Point =
  | 'recorded'
  | 'layer out'
  | 'volumes out'
  | 'files out'
  | 'removed'
  | 'created'
  | 'successor recorded'
  | 'layer aside'
  | 'layer in'
  | 'volumes in'
  | 'files in'
  | 'connected'
  | 'named'
  | 'forgotten'
  | 'started'
  | 'copy recorded'
  | 'volumes copied'
  | 'layer copied'
  | 'copied'

/** Told of each point as it is passed, and waited for. */
export type Passing = (point: Point, id: string) => Promise<void>
