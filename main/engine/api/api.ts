import { type ContainersApi, containersApi } from './containers'
import { type ImagesApi, imagesApi } from './images'
import { type NetworksApi, networksApi } from './networks'
import type { Requests } from './request'
import { type SystemApi, systemApi } from './system'
import { type VolumesApi, volumesApi } from './volumes'

/**
 * All that Slipway asks of an engine, one typed function a request. Each rejects with an AppError, and none throws at once.
 * Source: https://docs.docker.com/reference/api/engine/version/v1.45/, by the operations' own names.
 */
export interface EngineApi {
  readonly containers: ContainersApi
  readonly images: ImagesApi
  readonly networks: NetworksApi
  readonly system: SystemApi
  readonly volumes: VolumesApi
}

/** Costs nothing: whoever has a connection makes one for each piece of work. */
export function engineApi(engine: Requests): EngineApi {
  return {
    containers: containersApi(engine),
    images: imagesApi(engine),
    networks: networksApi(engine),
    system: systemApi(engine),
    volumes: volumesApi(engine),
  }
}
