import { createSemaphore } from '../../base/semaphore'
import type { RunningContainers } from '../../contract/engine'
import { AppError } from '../../contract/errors'
import type { EngineReads } from '../../engine/owned/probe'

/** How many are asked about at a time. */
const atOnce = 8
/** Milliseconds for each answer: somebody waits for the question. */
const timeout = 3000

/**
 * What runs, and how much of it the engine starts again by itself once it was stopped and started (restart policies, of the
 * reference of `docker run`): `always` and `unless-stopped`; `on-failure` only where a container then ends with an error.
 */
export async function whatRuns({ containers }: Pick<EngineReads, 'containers'>): Promise<RunningContainers> {
  const places = createSemaphore(atOnce)
  const running = await containers.list({ timeout })
  const policies = await Promise.all(
    running.map(async ({ Id }) => {
      const done = await places.acquire(Id)
      try {
        return (await containers.inspect(Id, { timeout })).HostConfig.RestartPolicy?.Name || 'no'
      } catch (thrown) {
        // It ended meanwhile.
        if (AppError.from(thrown).code === 'not-found') return null
        throw thrown
      } finally {
        done()
      }
    }),
  )
  const count = (policy: string) => policies.filter((each) => each === policy).length
  return {
    running: policies.filter((each) => each !== null).length,
    stayDown: count('no'),
    mayStayDown: count('on-failure'),
  }
}
