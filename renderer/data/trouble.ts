import type { Container } from '../../main/contract/containers'

/** What can be wrong with a container. */
export type Trouble = 'startFailed' | 'outOfMemory' | 'failed' | 'restarting' | 'unhealthy' | 'dead'

/** As much of a container as tells whether it is in trouble; not every place knows all of it. */
export type Troubled = Pick<Container, 'state' | 'health' | 'exitCode'> &
  Partial<Pick<Container, 'startFailed' | 'outOfMemory'>>

/** Ended by a signal that somebody sent: Ctrl+C, kill, stop. What the kernel kills for want of memory is marked as such. */
const endedByRequest: readonly number[] = [128 + 2, 128 + 9, 128 + 15]

/** What is wrong with it; null when nothing is. */
export function troubleOf(container: Troubled): Trouble | null {
  const { state, health, exitCode, startFailed, outOfMemory } = container
  switch (state) {
    case 'running':
      return health === 'unhealthy' ? 'unhealthy' : null
    case 'created':
    case 'exited':
      if (startFailed) return 'startFailed'
      if (outOfMemory) return 'outOfMemory'
      return exitCode && !endedByRequest.includes(exitCode) ? 'failed' : null
    case 'restarting':
    case 'dead':
      return state
    default:
      return null
  }
}

/** Those that need a look come first, then what runs, then the rest. */
function rank(container: Troubled): number {
  if (troubleOf(container)) return 0
  return container.state === 'running' ? 1 : 2
}

/** The order of a list of containers: trouble, what runs, the rest; of each the newest first. */
export function compareUrgency(a: Container, b: Container): number {
  return rank(a) - rank(b) || b.createdAt - a.createdAt
}
