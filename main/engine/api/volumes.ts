import { sentence } from '../../texts/sentence'
import { enginePath } from './enginePath'
import type { Asking, Requests } from './request'
import { fields, mapOf, optional, type ReadRows, soundRows, text } from './shape'
import { listIn, strangeAnswer } from './strangeAnswer'

/** An entry of VolumeList and the answer of VolumeInspect, as far as it is used. */
export interface ListedVolume {
  /** Also its id. */
  readonly Name: string
  readonly Driver?: string
  readonly Mountpoint?: string
  readonly Scope?: string
  /** RFC 3339; drivers other than `local` may leave it out. */
  readonly CreatedAt?: string
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly Options?: Readonly<Record<string, string>> | null
}

/** What VolumeCreate is sent. */
export interface NewVolume {
  readonly Name: string
  readonly Driver: string
  readonly DriverOpts: Readonly<Record<string, string>>
  readonly Labels: Readonly<Record<string, string>>
}

/** A driver may have to reach another machine; in milliseconds. */
const driving = 120_000

const texts = optional(mapOf(text))
const listedVolume = fields({
  Name: text,
  Driver: optional(text),
  Mountpoint: optional(text),
  Scope: optional(text),
  CreatedAt: optional(text),
  Labels: texts,
  Options: texts,
})

/** The Volumes section of the Engine API, 1.41 to 1.51. */
export function volumesApi(engine: Requests) {
  async function listed(asking: Asking = {}): Promise<ReadRows<ListedVolume>> {
    const about = { object: 'Volumes', ...asking }
    const { Volumes } = await engine.request<{ readonly Volumes?: readonly ListedVolume[] | null }>({
      method: 'GET',
      path: '/volumes',
      ...about,
    })
    return soundRows(listIn(Volumes ?? [], about.object), listedVolume)
  }

  return {
    /** VolumeList, with how many could not be read. */
    listed,

    /** VolumeList, as far as it can be read. */
    list: async (asking?: Asking) => (await listed(asking)).rows,

    /** VolumeInspect. */
    async inspect(name: string, asking: Asking = {}): Promise<ListedVolume> {
      const path = enginePath`/volumes/${name}`
      return engine.request({ method: 'GET', path, object: name, ...asking })
    },

    /** VolumeCreate: answers one that there is already, where that is of the same driver. */
    async create(body: NewVolume, asking: Asking = {}): Promise<ListedVolume> {
      const about = { object: body.Name, timeout: driving, ...asking }
      const path = '/volumes/create'
      const created = await engine.request<ListedVolume | undefined>({
        method: 'POST',
        path,
        body,
        ...about,
      })
      if (typeof created?.Name !== 'string') throw strangeAnswer(sentence('answer/no-name'), about.object)
      return created
    },

    /** VolumeDelete, never forced: one that a container uses stays. */
    async remove(name: string, asking: Asking = {}): Promise<void> {
      const path = enginePath`/volumes/${name}`
      await engine.request({ method: 'DELETE', path, object: name, timeout: driving, ...asking })
    },
  }
}

export type VolumesApi = ReturnType<typeof volumesApi>
