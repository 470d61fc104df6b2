import type { Readable } from 'node:stream'
import { isDigest, shortId } from '../../shared/digest'
import { sentence } from '../../texts/sentence'
import { enginePath } from './enginePath'
import type { HistoryItem, InspectedImage, ListedImage } from './imageAnswers'
import { historyItem, listedImage } from './imageShapes'
import { type RegistryAuth, registryAuthHeader, registryConfigHeader } from './registryAuth'
import type { Asking, EngineStream, Requests } from './request'
import { listOf, type ReadRows, sound, soundRows } from './shape'
import { listIn, strangeAnswer } from './strangeAnswer'

/** What ImageCommit is told. */
export interface NewCommit {
  /** A container's name or id. */
  readonly container: string
  readonly name: string
  /** A tag. */
  readonly version: string
  readonly message: string
  readonly author: string
  readonly pause: boolean
}

const tar = { 'Content-Type': 'application/x-tar' }
/** Removing a large image from a slow disk, in milliseconds. */
const removing = 300_000
/** Nothing is heard of it before it is done, and it may be many gigabytes. */
const committing = 6 * 3600_000
/** The engine may gather the whole image before it begins to answer; after that, it is not silent for long. */
const saving = { timeout: 1_800_000, idleTimeout: 120_000 }
/** The engine may unpack the whole archive without a word; how long that may take only the person can judge. */
const loading = { timeout: 6 * 3600_000, idleTimeout: 6 * 3600_000 }
/**
 * Until the registry has given the manifest: a host that swallows packets keeps the engine waiting for about a minute. While
 * layers come the engine reports several times a second, and when it tries again after a failure.
 */
const pulling = { timeout: 180_000, idleTimeout: 600_000 }
/** A registry may take its time over the last byte of a large layer, in which the engine has nothing to report. */
const pushing = { timeout: 180_000, idleTimeout: 1_800_000 }

interface WithAuth {
  /** What opens the registry; null where nothing is known. */
  readonly auth?: RegistryAuth | null
}
export interface ImportWords {
  readonly name?: string
  readonly tag?: string
  readonly message?: string
  readonly changes?: readonly string[]
}

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
  /** Null: the engine's own. */
  readonly platform: string | null
  /** What opens the registries of the images that it begins with or copies from. */
  readonly auths: readonly RegistryAuth[]
}

/** The Images section of the Engine API, 1.41 to 1.51. A name is a reference, an id or the beginning of one. */
export function imagesApi(engine: Requests) {
  const called = (name: string) => (isDigest(name) ? shortId(name) : name)

  type ListOptions = Asking & { readonly all?: boolean }
  async function listed({ all, ...asking }: ListOptions = {}): Promise<ReadRows<ListedImage>> {
    const about = { object: 'Images', ...asking }
    const path = '/images/json'
    const answer = await engine.request<ListedImage[]>({ method: 'GET', path, query: { all }, ...about })
    return soundRows(listIn(answer, about.object), listedImage)
  }

  return {
    /** ImageList, with how many could not be read; without `all`, without the parents that the classic builder leaves behind every step. */
    listed,

    /** ImageList, as far as it can be read. */
    list: async (options?: ListOptions) => (await listed(options)).rows,

    /** ImageInspect. */
    async inspect(name: string, asking: Asking = {}): Promise<InspectedImage> {
      const path = enginePath`/images/${name}/json`
      return engine.request({ method: 'GET', path, object: called(name), ...asking })
    },

    /** ImageHistory, newest first. */
    async history(name: string, asking: Asking = {}): Promise<readonly HistoryItem[]> {
      const path = enginePath`/images/${name}/history`
      const about = { object: called(name), ...asking }
      return sound(
        await engine.request<readonly HistoryItem[]>({ method: 'GET', path, ...about }),
        listOf(historyItem),
        about.object,
      )
    },

    /**
     * ImageCommit. The engine goes on with it even when nobody waits any more.
     * @returns the new image's id
     */
    async commit(
      { container, name, version, message, author, pause }: NewCommit,
      asking: Asking = {},
    ): Promise<string> {
      const query = { container, repo: name, tag: version, comment: message, author, pause }
      const about = { object: container, timeout: committing, ...asking }
      const answer = await engine.request<{ readonly Id?: string } | undefined>({
        method: 'POST',
        path: '/commit',
        query,
        // Nothing of its configuration is changed: Podman wants that said, and dockerode sends no empty object.
        body: Buffer.from('{}'),
        headers: { 'Content-Type': 'application/json' },
        ...about,
      })
      if (typeof answer?.Id !== 'string') throw strangeAnswer(sentence('answer/no-id'), about.object)
      return answer.Id
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

    /** ImageGetAll: the same of several, each with the names that are asked for; what they share is in it once. */
    async saveAll(names: readonly string[], asking: Asking = {}): Promise<EngineStream> {
      const about = { query: { names }, object: names.map(called).join(', '), ...saving, ...asking }
      return engine.stream({ method: 'GET', path: '/images/get', ...about })
    },

    /**
     * ImageLoad: lines of progress, as JSON.
     * @param archive as `docker save` writes it, or an OCI layout (which Docker takes since 25)
     */
    async load(archive: Readable, asking: Asking & { readonly object: string }): Promise<EngineStream> {
      const about = { query: { quiet: 0 }, headers: tar, ...loading, ...asking }
      return engine.stream({ method: 'POST', path: '/images/load', body: archive, ...about })
    },

    /**
     * ImageBuild by the engine's own builder, not BuildKit's: lines of what it does, as JSON. Who leaves the stream stops it.
     * @param context a tar of the folder
     */
    async build(
      context: Readable,
      { tags, target, args, noCache, pull, platform, dockerfile, auths }: ImageBuildOptions,
      asking: Asking & { readonly object: string },
    ): Promise<EngineStream> {
      const query = {
        ...{ dockerfile, t: tags, target: target ?? undefined, buildargs: args },
        ...{
          nocache: noCache,
          pull: pull || undefined,
          platform: platform ?? undefined,
          rm: true,
          forcerm: true,
        },
      }
      const headers = { ...tar, ...registryConfigHeader(auths) }
      const about = { query, headers, ...building, ...asking }
      return engine.stream({ method: 'POST', path: '/build', body: context, ...about })
    },

    /**
     * ImageCreate: lines of progress, as JSON. Who leaves the stream stops the pull.
     * @param version a tag or a digest
     */
    async pull(
      name: string,
      version: string,
      { auth = null, ...asking }: Asking & WithAuth = {},
    ): Promise<EngineStream> {
      const query = { fromImage: name, tag: version }
      const about = { query, headers: registryAuthHeader(auth), object: name, ...pulling, ...asking }
      return engine.stream({ method: 'POST', path: '/images/create', ...about })
    },

    /** ImagePush: lines of progress, as JSON. Who leaves the stream stops the push. */
    async push(
      name: string,
      tag: string,
      { auth = null, ...asking }: Asking & WithAuth = {},
    ): Promise<EngineStream> {
      const about = { query: { tag }, headers: registryAuthHeader(auth), object: name, ...pushing, ...asking }
      return engine.stream({ method: 'POST', path: enginePath`/images/${name}/push`, ...about })
    },

    /** ImageTag: gives an image one more name, and takes that from any other that has it. */
    async tag(image: string, name: string, tag: string, asking: Asking = {}): Promise<void> {
      const path = enginePath`/images/${image}/tag`
      const query = { repo: name, tag }
      await engine.request({ method: 'POST', path, query, object: called(image), ...asking })
    },

    /**
     * ImageCreate from files: one line with the id of an image that has them as its only layer.
     * @param files a tar archive, which may be compressed
     * @param about its name, without one it has none; what its history says of it; Dockerfile instructions
     */
    async import(
      files: Readable,
      { name, tag, message, changes }: ImportWords,
      asking: Asking & { readonly object: string },
    ): Promise<EngineStream> {
      const query = { fromSrc: '-', repo: name, tag, message, changes }
      const about = { query, headers: tar, ...loading, ...asking }
      return engine.stream({ method: 'POST', path: '/images/create', body: files, ...about })
    },
  }
}

export type ImagesApi = ReturnType<typeof imagesApi>
