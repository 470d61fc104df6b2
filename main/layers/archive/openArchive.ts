import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createIndexBuilder } from '../indexBuilder'
import { readIndex } from '../indexReader'
import { ArchiveError, archiveError } from './archiveError'
import { type ArchiveImage, type ArchiveLayer, isAbsent } from './archiveImage'
import { type ArchiveReadOptions, type Budget, createBudget, newSpending, type Spending } from './budget'
import { type Bytes, dropped, filePart, openFile } from './bytes'
import { type Compression, compressionOf } from './decompress'
import { readDockerImages } from './dockerLayout'
import { type Extracted, extractFrom } from './extract'
import { type FileContent, readFileFrom } from './fileContent'
import { openDirectoryStore, openTarStore, peekAt } from './fileStore'
import { findPlaces, type Places, type ScannedLayer } from './layerScan'
import { readLegacyImages } from './legacyLayout'
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
  readonly layout: Layout
  /** What the archive is packed with; null for one that is plain, a directory or a stream. */
  readonly packing: Compression | null
  /**
   * Reads a layer whole, unless it went by while the archive was opened, and checks it against its diff ID.
   * @returns an index that may be kept under that diff ID; an empty one for a layer that is absent
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

/** Whose way of naming images an archive follows. */
export type Layout =
  /** `manifest.json`, alone or with what OCI wants beside it. */
  | 'docker'
  /** `index.json` alone: the engine knows nothing of it. */
  | 'oci'
  /** `repositories` alone, of before Docker 1.10. */
  | 'legacy'

/** An archive that can only be read from its beginning, as often as it is asked for. */
export interface ArchiveStream {
  /** Its bytes, packed or not. Whoever leaves the iteration wants no more of them. */
  open(signal?: AbortSignal): AsyncIterable<Uint8Array>
  /** By which the person knows it. */
  readonly name: string
  /** How many there will be, as far as is known. */
  readonly size: number | null
}

export interface OpenOptions extends ArchiveReadOptions {
  /** Layers will not be asked for: of a packed file they are passed over. */
  readonly withoutLayers?: boolean
}

/**
 * Opens an archive: `docker save`'s, or one of the OCI layout, as a file (plain or packed), a directory, or a stream.
 * What can jump is opened by its documents alone; a stream, or a packed file, is read to its end.
 * @param source a path, or what gives the archive as often as it is asked for
 * @param object the archive, by the name that the person knows
 */
export async function openArchive(
  source: string | ArchiveStream,
  options: OpenOptions = {},
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

  const spending = newSpending()
  const { store, packing } = await told(() => openStore(source, options, object, spending))
  try {
    const read = await told(() => readImages(store, createBudget(options, object, null, spending)))
    const layers = createLayerReader(store, told, object, spending)
    return { ...read, packing, ...layers, close: () => store.close() }
  } catch (thrown) {
    await store.close()
    throw thrown
  }
}

async function openStore(
  source: string | ArchiveStream,
  options: OpenOptions,
  object: string,
  spending: Spending,
): Promise<{ readonly store: ArchiveStore; readonly packing: Compression | null }> {
  if (typeof source !== 'string') {
    const budget = createBudget(options, object, source.size, spending)
    const store = await openStreamStore(streamed(source), budget)
    budget.done()
    return { store, packing: null }
  }
  if ((await stat(source)).isDirectory()) {
    return { store: await openDirectoryStore(source), packing: null }
  }
  const { file, size } = await openFile(source)
  try {
    const budget = createBudget(options, object, size, spending)
    const whole = filePart(file, 0, size)
    const { head } = await peekAt(whole, createBudget({}, object))
    const close = () => file.close()
    const packing = compressionOf(head)
    if (packing === null) {
      if (!looksLikeTar(head)) throw new ArchiveError('bad-layout/archive')
      return { store: await openTarStore(whole, budget, close), packing }
    }
    const store = await openStreamStore(whole, budget, !options.withoutLayers)
    budget.done()
    return { store: { ...store, close }, packing }
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
 * The images of an archive. Which layout counts is as the engine has it: `manifest.json` before all others. Since version 25 it
 * writes the OCI layout beside it, which may name more platforms; what is odd about that part takes nothing from the other.
 */
async function readImages(
  store: ArchiveStore,
  budget: Budget,
): Promise<{ readonly images: readonly ArchiveImage[]; readonly layout: Layout }> {
  const docker = await readDockerImages(store, budget)
  if (docker && docker.length > 0) {
    const known = new Set(docker.map(({ id }) => id))
    const more = await readOciImages(store, budget, known).catch((thrown: unknown) => {
      if (thrown instanceof ArchiveError) return null
      throw thrown
    })
    return { images: [...docker, ...(more?.images ?? [])], layout: 'docker' }
  }
  const oci = await readOciImages(store, budget)
  if (oci && oci.images.length > 0) return { images: oci.images, layout: docker ? 'docker' : 'oci' }
  const legacy = await readLegacyImages(store, budget)
  if (legacy && legacy.length > 0) return { images: legacy, layout: docker ? 'docker' : 'legacy' }
  if (oci?.hasOthers) throw new ArchiveError('bad-layout/others')
  throw new ArchiveError(docker || oci || legacy ? 'bad-layout/images' : 'bad-layout/manifest')
}

/** All that is known of a layer that is absent. */
function nothingOf({ diffId }: ArchiveLayer): ScannedLayer {
  return { index: readIndex(createIndexBuilder().finish()), diffId, size: 0 }
}

/** The places of so many layers are remembered. */
const rememberedLayers = 2

function createLayerReader(
  store: ArchiveStore,
  told: <T>(run: () => Promise<T>) => Promise<T>,
  object: string,
  spending: Spending,
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
        const budget = createBudget(options, object, layer.packedSize, spending)
        if (isAbsent(layer)) return nothingOf(layer)
        const scanned = await store.scan(layer.member, budget)
        budget.done()
        if (scanned.diffId !== layer.diffId) {
          throw new ArchiveError('bad-digest/layer', { name: layer.member })
        }
        return scanned
      }),

    readFile: (layer, path, most, options = {}) =>
      told(async () => {
        const budget = createBudget(options, object, null, spending)
        const bytes = await store.layer(layer.member, budget)
        return readFileFrom(bytes, await placesOf(layer, bytes, budget), path, most, budget)
      }),

    extract: (layer, path, directory, options = {}, temporary = undefined) =>
      told(async () => {
        const budget = createBudget(options, object, null, spending)
        const bytes = await store.layer(layer.member, budget)
        const places = await placesOf(layer, bytes, budget)
        return extractFrom(bytes, places, path, directory, budget, temporary)
      }),
  }
}
