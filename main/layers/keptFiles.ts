import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Digits } from '../shared/digest'

/** `index`: a layer's; `stack`: that of an image's layers; `look`: what is shown of those first. */
export type KeptKind = 'index' | 'stack' | 'look'

/**
 * Files that never change and can be made again at any time, each by the digest of what it was made of. All kinds share
 * the room of their directory. They are read whole, so one that goes takes nothing from whoever has it open.
 */
export interface KeptFiles {
  /** Resolves with null for what is not kept. It counts as used now. */
  read(digest: string): Promise<Uint8Array | null>
  /**
   * Keeps them, each whole or not at all. It never fails, nor has anybody to wait for it: a directory that cannot be
   * written, on a full disk for example, only makes the next time slower.
   * @param make what is to be kept, by digest; asked for once whoever waits for an answer has had it
   */
  keep(make: () => ReadonlyMap<string, Uint8Array>): void
  /** Resolves when all is written. */
  settled(): Promise<void>
}

const kept = /\.(?:index|stack|look)$/
/** A file that is being written is renamed at once; one that is this old was left behind. In milliseconds. */
const leftBehind = 600_000

/**
 * @param directory where the files lie; made when it is needed
 * @param limit bytes of all files; beyond it, those that were not used for longest go
 */
export function createKeptFiles(directory: string, kind: KeptKind, limit = 1e9): KeptFiles {
  const pending = new Set<Promise<void>>()

  /** Null for a digest of another kind, which nothing is kept by. */
  function pathOf(digest: string): string | null {
    const hex = sha256Digits(digest)
    return hex ? join(directory, `sha256-${hex}.${kind}`) : null
  }

  function aside(work: () => Promise<void>) {
    const done = work()
      .catch(() => {})
      .finally(() => pending.delete(done))
    pending.add(done)
  }

  async function write(path: string, bytes: Uint8Array) {
    const temporary = `${path}.${randomUUID()}.new`
    try {
      await writeFile(temporary, bytes, { mode: 0o600 })
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }

  return {
    async read(digest) {
      const path = pathOf(digest)
      const bytes = path && (await readFile(path).catch(() => null))
      if (!bytes) return null
      const now = new Date()
      aside(() => utimes(path, now, now))
      return bytes
    },

    keep(make) {
      aside(async () => {
        await mkdir(directory, { recursive: true, mode: 0o700 })
        for (const [digest, bytes] of make()) {
          const path = pathOf(digest)
          if (path && bytes.length <= limit) await write(path, bytes)
        }
        await shrink(directory, limit)
      })
    },

    async settled() {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}

/** Removes what was not used for longest until the rest is small enough, and what a crash left behind. */
async function shrink(directory: string, limit: number) {
  const files = await Promise.all(
    (await readdir(directory)).map(async (name) => {
      const path = join(directory, name)
      const stats = await stat(path).catch(() => null)
      return { path, name, size: stats?.size ?? 0, used: stats?.mtimeMs ?? 0 }
    }),
  )
  let total = 0
  for (const { path, name, size, used } of files.sort((a, b) => b.used - a.used)) {
    if (kept.test(name)) {
      total += size
      if (total > limit) await rm(path, { force: true })
    } else if (name.endsWith('.new') && used < Date.now() - leftBehind) {
      await rm(path, { force: true })
    }
  }
}
