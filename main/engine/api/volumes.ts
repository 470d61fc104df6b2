import type { Asking, Requests } from './request'

/** An entry of VolumeList, as far as it is used. */
export interface ListedVolume {
  /** Also its id. */
  readonly Name: string
}

/** The Volumes section of the Engine API, 1.41 to 1.51. */
export function volumesApi(engine: Requests) {
  return {
    /** VolumeList. */
    async list(asking: Asking = {}): Promise<readonly ListedVolume[]> {
      const about = { object: 'Volumes', ...asking }
      const { Volumes } = await engine.request<{ readonly Volumes?: readonly ListedVolume[] | null }>({
        method: 'GET',
        path: '/volumes',
        ...about,
      })
      return Volumes ?? []
    },
  }
}

export type VolumesApi = ReturnType<typeof volumesApi>
