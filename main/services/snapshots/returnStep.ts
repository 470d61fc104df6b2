/** What lies on the disk of one container that goes back to a snapshot, and what the engine has of it. */
export interface SeenReturn {
  /** The layer that it had lies here. */
  readonly isOut: boolean
  /** The copy that is to take its place lies here. */
  readonly hasNext: boolean
  /** The engine has the container. */
  readonly hasContainer: boolean
}

/**
 * What is to be done next:
 * - `drop`: nothing was taken out, so all of it is undone
 * - `put in`: its layer is out, so the copy takes its place
 * - `keep`: the copy is in, or nobody is left for whom it could be; what the container had is a snapshot
 */
export type ReturnStep = 'drop' | 'put in' | 'keep'

/** Where the layers lie decides how far it came, whoever was killed in the middle. */
export function nextReturnStep({ isOut, hasNext, hasContainer }: SeenReturn): ReturnStep {
  if (!isOut) return 'drop'
  return hasNext && hasContainer ? 'put in' : 'keep'
}
