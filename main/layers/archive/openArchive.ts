import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { ArchiveError, archiveError } from './archiveError'
import type { ArchiveImage, ArchiveLayer } from './archiveImage'
import { type ArchiveReadOptions, type Budget, createBudget } from './budget'
import { type Bytes, dropped, filePart, openFile } from './bytes'
import { compressionOf } from './decompress'
import { readDockerImages } from './dockerLayout'
import { type Extracted, extractFrom } from './extract'
import { type FileContent, readFileFrom } from './fileContent'
import { openDirectoryStore, openTarStore, peekAt } from './fileStore'
import { findPlaces, type Places, type ScannedLayer } from './layerScan'
import { readOciImages } from './ociLayout'
import type { ArchiveStore } from './store'
import { openStreamStore } from './streamStore'
import { looksLikeTar } from './tarHeader'

/**
 * An archive of images, open for reading. All functions reject with an AppError: `archive-invalid` (its details say the
 * `problem`, and the `limit` that was passed), `cancelled`, `timeout`, or what the system or the engine had to say.
 * Nothing here needs the main thread: it is meant for a worker with a limit to its memory.
 */
export interface Archive {
  /** In the archive's order; at least one. */
  readonly images: readonly ArchiveImage[]
  /**
   * Reads a layer whole, unless it went by while the archive was opened, and checks it against its diff ID.
   * @returns an index that may be kept under that diff ID
   */
  readLayer(layer: ArchiveLayer, options?: ArchiveReadOptions): Promise<ScannedLayer>
  /**
   * The beginning of a regular file; links are not followed.
   * @param path raw, from the layer's root
   * @param most bytes that are wanted
   */
  readFile(
    layer: ArchiveLayer,
    path: Uint8Array,
    most: number,
    options?: ArchiveReadOptions,
  ): Promise<FileContent>
  /**
   * Saves a file or a directory with all that is in it, under its own name. See `extractFrom`.
   * @param directory that exists, chosen by the person; nothing is written outside it
   * @param temporary what it is called there until it is whole
   */
  extract(
    layer: ArchiveLayer,
    path: Uint8Array,
    directory: string,
    options?: ArchiveReadOptions,
    temporary?: string,
  ): Promise<Extracted>
  close(): Promise<void>
}

/** An archive that can only be read from its beginning, as often as it is asked for. */
export interface ArchiveStream {
  /** Its bytes, packed or not. Whoever leaves the iteration wants no more of them. */
  open(signal?: AbortSignal): AsyncIterable<Uint8Array>
  /** By which the person knows it. */
  readonly name: string
  /** How many there will be, as far as is known. */
  readonly size: number | null
}

/**
 * Opens an archive: `docker save`'s, or one of the OCI layout, as a file (plain, gzip or zstd), a directory, or a stream.
 * What can jump is opened by its documents alone; a stream, or a packed file, is read to its end.
 * @param source a path, or what gives the archive as often as it is asked for
 * @param object the archive, by the name that the person knows
 */
export async function openArchive(
  source: string | ArchiveStream,
  options: ArchiveReadOptions = {},
  object = typeof source === 'string' ? basename(source) : source.name,
): Promise<Archive> {
  /** Runs one operation; whatever goes wrong becomes an AppError. */
  async function told<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (thrown) {
      throw archiveError(thrown, object)
    }
  }

  const store = await told(() => openStore(source, options, object))
  try {
    const images = await told(() => readImages(store, createBudget(options, object)))
    return { images, ...createLayerReader(store, told, object), close: () => store.close() }
  } catch (thrown) {
    await store.close()
    throw thrown
  }
}

async function openStore(
  source: string | ArchiveStream,
  options: ArchiveReadOptions,
  object: string,
): Promise<ArchiveStore> {
  if (typeof source !== 'string') {
    const budget = createBudget(options, object, source.size)
    const store = await openStreamStore(streamed(source), budget)
    budget.done()
    return store
  }
  if ((await stat(source)).isDirectory()) return openDirectoryStore(source)
  const { file, size } = await openFile(source)
  try {
    const budget = createBudget(options, object, size)
    const whole = filePart(file, 0, size)
    const { head } = await peekAt(whole, createBudget({}, object))
    if (compressionOf(head) === null) {
      if (!looksLikeTar(head)) throw new ArchiveError('bad-layout/archive')
      return await openTarStore(whole, budget, () => file.close())
    }
    const store = await openStreamStore(whole, budget)
    budget.done()
    return { ...store, close: () => file.close() }
  } catch (thrown) {
    await file.close()
    throw thrown
  }
}

/** As bytes, each of which counts as read. */
export function streamed(stream: ArchiveStream): Bytes {
  return {
    jumps: false,
    async *from(offset, budget) {
      async function* counted() {
        for await (const chunk of stream.open(budget.signal)) {
          budget.read(chunk.length)
          yield chunk
        }
      }
      yield* dropped(counted(), offset, budget)
    },
  }
}

/**
 * The images of both layouts: the engine writes both into one archive since version 25. Docker's names more names, the OCI
 * one more platforms.
 */
async function readImages(store: ArchiveStore, budget: Budget): Promise<ArchiveImage[]> {
  const docker = await readDockerImages(store, budget)
  const oci = await readOciImages(store, budget)
  const known = new Set(docker?.map(({ id }) => id))
  const images = [...(docker ?? []), ...(oci ?? []).filter(({ id }) => !known.has(id))]
  if (images.length > 0) return images
  throw new ArchiveError(docker || oci ? 'bad-layout/images' : 'bad-layout/manifest')
}

/** The places of so many layers are remembered. */
const rememberedLayers = 2

function createLayerReader(
  store: ArchiveStore,
  told: <T>(run: () => Promise<T>) => Promise<T>,
  object: string,
): Pick<Archive, 'readLayer' | 'readFile' | 'extract'> {
  const places = new Map<string, Places>()

  async function placesOf({ member }: ArchiveLayer, bytes: Bytes, budget: Budget): Promise<Places> {
    const ofLayer = places.get(member) ?? (await findPlaces(bytes, budget))
    places.delete(member)
    places.set(member, ofLayer)
    for (const oldest of places.keys()) if (places.size > rememberedLayers) places.delete(oldest)
    return ofLayer
  }

  return {
    readLayer: (layer, options = {}) =>
      told(async () => {
        const budget = createBudget(options, object, layer.packedSize)
        const scanned = await store.scan(layer.member, budget)
        budget.done()
        if (scanned.diffId !== layer.diffId) {
          throw new ArchiveError('bad-digest/layer', { name: layer.member })
        }
        return scanned
      }),

    readFile: (layer, path, most, options = {}) =>
      told(async () => {
        const budget = createBudget(options, object)
        const bytes = await store.layer(layer.member, budget)
        return readFileFrom(bytes, await placesOf(layer, bytes, budget), path, most, budget)
      }),

    extract: (layer, path, directory, options = {}, temporary = undefined) =>
      told(async () => {
        const budget = createBudget(options, object)
        const bytes = await store.layer(layer.member, budget)
        const places = await placesOf(layer, bytes, budget)
        return extractFrom(bytes, places, path, directory, budget, temporary)
      }),
  }
}
