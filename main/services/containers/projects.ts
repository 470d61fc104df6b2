import type { ProjectNetwork } from '../../contract/containers'
import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import { composeIn } from './rows'

/** What a network says for itself: the engine's filter is asked too, but not every engine compares whole labels. */
export async function projectNetworks(
  engine: EngineApi,
  project: string,
): Promise<readonly ProjectNetwork[]> {
  const networks = await engine.networks.list({
    filters: { label: [`com.docker.compose.project=${project}`] },
  })
  return networks
    .filter(({ Labels }) => composeIn(Labels ?? {}).project === project)
    .map(({ Id, Name }) => ({ id: Id, name: Name }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** @throws AppError `not-found` where it is none of the project's, `in-use` while something is connected to it */
export async function removeProjectNetwork(engine: EngineApi, project: string, id: string): Promise<void> {
  const network = (await projectNetworks(engine, project)).find((one) => one.id === id)
  if (!network) throw new AppError('not-found', { object: id })
  await engine.networks.remove(id, { object: network.name })
}
