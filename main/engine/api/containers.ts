import { shortId } from '../../shared/digest'
import { sentence } from '../../texts/sentence'
import type {
  ChangedPath,
  ContainerStats,
  ContainerTop,
  CreatedContainer,
  InspectedContainer,
  ListedContainer,
  NewContainer,
  NewToolbox,
  WholeContainer,
} from './containerAnswers'
import { listedContainer } from './containerShapes'
import { enginePath } from './enginePath'
import type { Asking, EngineStream, Requests } from './request'
import { type ReadRows, soundRows } from './shape'
import { listIn, strangeAnswer } from './strangeAnswer'

interface ListOptions extends Asking {
  /** Those that do not run, too. */
  readonly all?: boolean
  /** What each has written; the engine walks every writable layer for it, which may take minutes. */
  readonly size?: boolean
  readonly filters?: Readonly<Record<string, readonly string[]>>
}

interface LogOptions extends Asking {
  readonly follow?: boolean
  /** An RFC 3339 time and a space before each message. */
  readonly timestamps: boolean
  /** So many of the newest lines; all of them when left out. */
  readonly tail?: number
  readonly idleTimeout?: number
}

interface RemoveOptions extends Asking {
  /** Also when it runs. */
  readonly force?: boolean
  /** Its anonymous volumes with it. */
  readonly volumes?: boolean
}

/** For the engine's own count of what is written, in milliseconds. */
const counting = 300_000
/** Bytes for a million paths that were written. */
const mostChanges = 64 * 1024 * 1024
/** Some engines gather the files before they begin to answer; after that, none is silent for long. */
const exporting = { timeout: 1_800_000, idleTimeout: 120_000 }
/** Copying an image's data into a new volume takes its time, and so does removing what was written. */
const copying = 120_000

/** The Containers section of the Engine API, 1.41 to 1.51. */
export function containersApi(engine: Requests) {
  async function act(
    id: string,
    verb: string,
    asking: Asking,
    query?: Record<string, string>,
  ): Promise<void> {
    const path = `${enginePath`/containers/${id}`}/${verb}`
    await engine.request({ method: 'POST', path, query, object: shortId(id), ...asking })
  }

  async function listed({
    all,
    size,
    filters,
    ...asking
  }: ListOptions = {}): Promise<ReadRows<ListedContainer>> {
    const query = { all, size, filters }
    const about = { object: 'Containers', timeout: size ? counting : undefined, ...asking }
    const path = '/containers/json'
    const answer = await engine.request<ListedContainer[]>({ method: 'GET', path, query, ...about })
    return soundRows(listIn(answer, about.object), listedContainer)
  }

  async function create(
    name: string | undefined,
    body: NewContainer | NewToolbox | WholeContainer,
    asking: Asking = {},
  ): Promise<CreatedContainer> {
    const about = { object: name ?? body.Image, timeout: copying, ...asking }
    const path = '/containers/create'
    const created = await engine.request<CreatedContainer | undefined>({
      method: 'POST',
      path,
      query: { name },
      body,
      ...about,
    })
    if (typeof created?.Id !== 'string') throw strangeAnswer(sentence('answer/no-id'), about.object)
    return created
  }

  return {
    /** ContainerList, with how many could not be read. */
    listed,

    /** ContainerList, as far as it can be read. */
    list: async (options?: ListOptions) => (await listed(options)).rows,

    /** ContainerInspect. @param size with `SizeRw` and `SizeRootFs`, for which the engine walks what it has written */
    async inspect(
      id: string,
      { size, ...asking }: Asking & { readonly size?: boolean } = {},
    ): Promise<InspectedContainer> {
      const path = enginePath`/containers/${id}/json`
      const about = { object: shortId(id), timeout: size ? counting : undefined, ...asking }
      return engine.request({ method: 'GET', path, query: { size }, ...about })
    },

    /** ContainerStats, once, as it is now: without waiting for a second look, where the engine knows how (API 1.41). */
    async stats(id: string, asking: Asking = {}): Promise<ContainerStats> {
      const path = enginePath`/containers/${id}/stats`
      const query = { stream: false, 'one-shot': true }
      return engine.request({ method: 'GET', path, query, object: shortId(id), ...asking })
    },

    /** ContainerTop, in the form that engines use where nothing else is asked for. */
    async top(id: string, asking: Asking = {}): Promise<ContainerTop> {
      const path = enginePath`/containers/${id}/top`
      return engine.request({ method: 'GET', path, object: shortId(id), ...asking })
    },

    /** ContainerChanges: every path that differs from the image, directories among them. */
    async changes(id: string, asking: Asking = {}): Promise<readonly ChangedPath[]> {
      const path = enginePath`/containers/${id}/changes`
      const about = { object: shortId(id), timeout: counting, ...asking }
      // That of a container which wrote nothing is no empty list.
      const asked = { method: 'GET', path, mayBeNull: true, largest: mostChanges, ...about } as const
      return listIn((await engine.request<readonly ChangedPath[] | null>(asked)) ?? [], about.object)
    },

    /** ContainerCreate. */
    create,

    /** ContainerStart. */
    start: (id: string, asking: Asking = {}) => act(id, 'start', { timeout: copying, ...asking }),
    /** ContainerStop; give it at least the time that the container may take. */
    stop: (id: string, asking: Asking = {}) => act(id, 'stop', asking),
    /** ContainerRestart; time as for `stop`. */
    restart: (id: string, asking: Asking = {}) => act(id, 'restart', asking),
    /** ContainerPause. */
    pause: (id: string, asking: Asking = {}) => act(id, 'pause', asking),
    /** ContainerUnpause. */
    unpause: (id: string, asking: Asking = {}) => act(id, 'unpause', asking),
    /** ContainerKill. @param signal a name or a number; KILL when left out */
    kill: (id: string, signal: string | undefined, asking: Asking = {}) =>
      act(id, 'kill', asking, signal === undefined ? undefined : { signal }),
    /** ContainerRename. */
    rename: (id: string, name: string, asking: Asking = {}) => act(id, 'rename', asking, { name }),

    /** ContainerUpdate: what changes while the container stays. */
    update: (
      id: string,
      change: { readonly RestartPolicy: { readonly Name: string } },
      { object = shortId(id), ...asking }: Asking = {},
    ): Promise<void> =>
      engine.request({
        method: 'POST',
        path: enginePath`/containers/${id}/update`,
        body: change,
        object,
        ...asking,
      }),

    /** ContainerWait, until it is gone. */
    waitRemoved: (id: string, asking: Asking = {}) => act(id, 'wait', asking, { condition: 'removed' }),

    /** ContainerDelete. */
    async remove(id: string, { force, volumes, ...asking }: RemoveOptions = {}): Promise<void> {
      const path = enginePath`/containers/${id}`
      const query = { force, v: volumes }
      await engine.request({
        method: 'DELETE',
        path,
        query,
        object: shortId(id),
        timeout: copying,
        ...asking,
      })
    },

    /** ContainerArchive: a tar of what lies at a path, and of all below it; a link is not followed. */
    async archive(id: string, path: string, asking: Asking = {}): Promise<EngineStream> {
      const from = enginePath`/containers/${id}/archive`
      return engine.stream({ method: 'GET', path: from, query: { path }, object: shortId(id), ...asking })
    },

    /** ContainerExport: a tar of all its files, without those of mounts. */
    async export(id: string, asking: Asking = {}): Promise<EngineStream> {
      const path = enginePath`/containers/${id}/export`
      return engine.stream({ method: 'GET', path, object: shortId(id), ...exporting, ...asking })
    },

    /** ContainerLogs, of both sources: frames as `createDemux` reads them, unless the container has a terminal. */
    async logs(id: string, { follow, timestamps, tail, ...asking }: LogOptions): Promise<EngineStream> {
      const path = enginePath`/containers/${id}/logs`
      const query = { follow, stdout: true, stderr: true, timestamps, tail }
      return engine.stream({ method: 'GET', path, query, object: shortId(id), ...asking })
    },
  }
}

export type ContainersApi = ReturnType<typeof containersApi>
