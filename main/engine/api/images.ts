import type { Readable } from 'node:stream'
import { isDigest, shortId } from '../../shared/digest'
import { enginePath } from './enginePath'
import type { HistoryItem, InspectedImage, ListedImage } from './imageAnswers'
import type { Asking, EngineStream, Requests } from './request'
import { listIn } from './strangeAnswer'

/** Removing a large image from a slow disk, in milliseconds. */
const removing = 300_000
/** The engine may gather the whole image before it begins to answer; after that, it is not silent for long. */
const saving = { timeout: 1_800_000, idleTimeout: 120_000 }
/** The engine may unpack the whole archive without a word; how long that may take only the person can judge. */
const loading = { timeout: 6 * 3600_000, idleTimeout: 6 * 3600_000 }
/**
 * Until the registry has given the manifest: a host that swallows packets keeps the engine waiting for about a minute. While
 * layers come the engine reports several times a second, and when it tries again after a failure.
 */
const pulling = { timeout: 180_000, idleTimeout: 600_000 }
/** A step may take as long as it likes, and says nothing while it does. */
const building = { timeout: 24 * 3600_000 }

/** What ImageBuild is asked for. */
export interface ImageBuildOptions {
  /** The Dockerfile's place in the context. */
  readonly dockerfile: string
  readonly tags: readonly string[]
  readonly target: string | null
  readonly args: Readonly<Record<string, string>>
  readonly noCache: boolean
  readonly pull: boolean
}

/** The Images section of the Engine API, 1.41 to 1.51. A name is a reference, an id or the beginning of one. */
export function imagesApi(engine: Requests) {
  const called = (name: string) => (isDigest(name) ? shortId(name) : name)

  return {
    /** ImageList; without `all`, without the parents that the classic builder leaves behind every step. */
    async list({
      all,
      ...asking
    }: Asking & { readonly all?: boolean } = {}): Promise<readonly ListedImage[]> {
      const about = { object: 'Images', ...asking }
      const path = '/images/json'
      return listIn(
        await engine.request<ListedImage[]>({ method: 'GET', path, query: { all }, ...about }),
        about.object,
      )
    },

    /** ImageInspect. */
    async inspect(name: string, asking: Asking = {}): Promise<InspectedImage> {
      const path = enginePath`/images/${name}/json`
      return engine.request({ method: 'GET', path, object: called(name), ...asking })
    },

    /** ImageHistory, newest first. */
    async history(name: string, asking: Asking = {}): Promise<readonly HistoryItem[]> {
      const path = enginePath`/images/${name}/history`
      return engine.request({ method: 'GET', path, object: called(name), ...asking })
    },

    /** ImageDelete: one name of an image, and with the last one the image, but nothing that is in use. */
    async remove(name: string, asking: Asking = {}): Promise<void> {
      const path = enginePath`/images/${name}`
      const query = { force: 0, noprune: 0 }
      await engine.request({
        method: 'DELETE',
        path,
        query,
        object: called(name),
        timeout: removing,
        ...asking,
      })
    },

    /** ImageGet: what `docker save` reads, an archive. Each time the engine writes all of it again. */
    async save(name: string, asking: Asking = {}): Promise<EngineStream> {
      const path = enginePath`/images/${name}/get`
      return engine.stream({ method: 'GET', path, object: called(name), ...saving, ...asking })
    },

    /**
     * ImageLoad: lines of progress, as JSON.
     * @param archive as `docker save` writes it, or an OCI layout (which Docker takes since 25)
     */
    async load(archive: Readable, asking: Asking & { readonly object: string }): Promise<EngineStream> {
      const headers = { 'Content-Type': 'application/x-tar' }
      const about = { query: { quiet: 0 }, headers, ...loading, ...asking }
      return engine.stream({ method: 'POST', path: '/images/load', body: archive, ...about })
    },

    /**
     * ImageBuild by the engine's own builder, not BuildKit's: lines of what it does, as JSON. Who leaves the stream stops it.
     * @param context a tar of the folder
     */
    async build(
      context: Readable,
      { tags, target, args, noCache, pull, dockerfile }: ImageBuildOptions,
      asking: Asking & { readonly object: string },
    ): Promise<EngineStream> {
      const query = {
        ...{ dockerfile, t: tags, target: target ?? undefined, buildargs: args },
        ...{ nocache: noCache, pull: pull || undefined, rm: true, forcerm: true },
      }
      const headers = { 'Content-Type': 'application/x-tar' }
      const about = { query, headers, ...building, ...asking }
      return engine.stream({ method: 'POST', path: '/build', body: context, ...about })
    },

    /**
     * ImageCreate: lines of progress, as JSON. Who leaves the stream stops the pull.
     * @param version a tag or a digest
     */
    async pull(name: string, version: string, asking: Asking = {}): Promise<EngineStream> {
      const query = { fromImage: name, tag: version }
      const about = { query, object: name, ...pulling, ...asking }
      return engine.stream({ method: 'POST', path: '/images/create', ...about })
    },
  }
}

export type ImagesApi = ReturnType<typeof imagesApi>
