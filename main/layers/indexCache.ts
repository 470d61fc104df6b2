import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../contract/errors'
import { readIndex } from './indexReader'
import type { LayerIndex } from './layerIndex'
import { createSharedWork } from './sharedWork'

/** Makes the indexes of the layers of these digests, in the same order. */
export type MakeIndexes = (digests: readonly string[], signal: AbortSignal) => Promise<readonly LayerIndex[]>

/** Indexes of image layers, which never change. A container's own layer does, so it must not be kept here. */
export interface IndexCache {
  /**
   * The indexes of these layers, in the same order, each by the digest of what it was made of: the chain ID of a layer that is
   * read where it lies, for what lies there depends on the layers below; the diff ID of one that is read from an archive. What is not kept yet, or is damaged or of another version, is made in
   * one call and kept for the next time. Whoever asks for a layer that is being made gets the same index; making it ends
   * once nobody wants it any more. Rejects with `cancelled`, or as `make` does.
   * @param make for the caller's own missing layers. What it resolves to is kept, so it must reject when a layer was removed while
   *   it was read: an image that the engine still has afterwards was whole.
   */
  read(digests: readonly string[], make: MakeIndexes, signal?: AbortSignal): Promise<LayerIndex[]>
  /** Resolves when all that was made has been written. */
  settled(): Promise<void>
}

const sha256 = /^sha256:([0-9a-f]{64})$/
/** A file that is being written is renamed at once; one that is this old was left behind. In milliseconds. */
const leftBehind = 600_000
const defaultLimit = 1e9

/**
 * @param directory where the files lie, one for each digest; made when it is needed
 * @param limit bytes of all files; beyond it, those that were not used for longest go
 */
export function createIndexCache(directory: string, limit = defaultLimit): IndexCache {
  const work = createSharedWork<LayerIndex>()
  const writing = new Set<Promise<void>>()
  let written = 0

  async function load(digest: string): Promise<LayerIndex | null> {
    const path = pathOf(directory, digest)
    if (!path) return null
    try {
      const index = readIndex(await readFile(path))
      const now = new Date()
      await utimes(path, now, now).catch(() => {})
      return index
    } catch {
      return null
    }
  }

  async function provide(digests: readonly string[], make: MakeIndexes, signal: AbortSignal) {
    const found = new Map(
      await Promise.all(digests.map(async (digest) => [digest, await load(digest)] as const)),
    )
    const missing = digests.filter((digest) => !found.get(digest))
    const made = missing.length > 0 ? await make(missing, signal) : []
    if (made.length !== missing.length) throw new AppError('internal', 'Not all layers were read')
    for (const [position, digest] of missing.entries()) found.set(digest, made[position]!)
    if (missing.length > 0) keep(new Map(missing.map((digest) => [digest, found.get(digest)!])))
    return digests.map((digest) => found.get(digest)!)
  }

  /** A cache that cannot be written, on a full disk for example, is only slower. */
  function keep(indexes: ReadonlyMap<string, LayerIndex>) {
    const done = store(indexes)
      .catch(() => {})
      .finally(() => writing.delete(done))
    writing.add(done)
  }

  async function store(indexes: ReadonlyMap<string, LayerIndex>) {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    for (const [digest, { bytes }] of indexes) {
      const path = pathOf(directory, digest)
      if (!path || bytes.length > limit) continue
      const temporary = `${path}.${process.pid}-${written++}.new`
      try {
        await writeFile(temporary, bytes, { mode: 0o600 })
        await rename(temporary, path)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    }
    await shrink(directory, limit)
  }

  return {
    async read(digests, make, signal) {
      const indexes = await work.share(digests, (wanted, stop) => provide(wanted, make, stop), signal)
      return digests.map((digest) => indexes.get(digest)!)
    },
    async settled() {
      while (writing.size > 0) await Promise.all(writing)
    },
  }
}

/** Null for a digest of another kind, whose layers are never kept. */
function pathOf(directory: string, digest: string): string | null {
  const hex = sha256.exec(digest)?.[1]
  return hex ? join(directory, `sha256-${hex}.index`) : null
}

/** Removes what was not used for longest until the rest is small enough, and what a crash left behind. */
async function shrink(directory: string, limit: number) {
  const files = await Promise.all(
    (await readdir(directory)).map(async (name) => {
      const path = join(directory, name)
      const found = await stat(path).catch(() => null)
      return { path, name, size: found?.size ?? 0, used: found?.mtimeMs ?? 0 }
    }),
  )
  let total = 0
  for (const { path, name, size, used } of files.sort((a, b) => b.used - a.used)) {
    if (name.endsWith('.index')) {
      total += size
      if (total > limit) await rm(path, { force: true })
    } else if (name.endsWith('.new') && used < Date.now() - leftBehind) {
      await rm(path, { force: true })
    }
  }
}
