import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import { nameOfListed } from '../../engine/api/containerAnswers'
import { volumesIn } from '../containers/rows'

/**
 * Removes a volume that nothing uses.
 * @throws AppError `in-use` (details.by: names of the containers, where the engine lists any), `not-found`, ...
 */
export async function removeVolume(engine: EngineApi, name: string): Promise<void> {
  try {
    await engine.volumes.remove(name)
  } catch (thrown) {
    const error = AppError.from(thrown)
    // Podman says no more than that there is a conflict.
    if (error.code !== 'in-use' && error.code !== 'conflict') throw error
    const by = await usersOf(engine, name).catch(() => [])
    if (by.length === 0) throw error
    const details = { object: name, by, engine: error.details?.engine }
    throw new AppError('in-use/volume', details, { cause: error })
  }
}

/** Names of the containers that mount it, running or not. The engine's own filter also fits parts of names. */
async function usersOf(engine: EngineApi, name: string): Promise<readonly string[]> {
  const containers = await engine.containers.list({ all: true })
  return containers.filter((listed) => volumesIn(listed).includes(name)).map(nameOfListed)
}
