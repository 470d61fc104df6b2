import { realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { ArchiveError } from './archiveError'
import type { Budget } from './budget'
import { type Bytes, type FilePart, filePart, openFile, unpacked } from './bytes'
import { compressionOf, peek } from './decompress'
import { scanLayer } from './layerScan'
import { createMemberTable } from './memberTable'
import type { ArchiveStore } from './store'
import { readTar } from './tarReader'

/** A store whose members are parts of files. */
function partStore(
  find: (name: string) => Promise<FilePart | null>,
  close: () => Promise<void>,
): ArchiveStore {
  async function existing(name: string): Promise<FilePart> {
    const part = await find(name)
    if (!part) throw new ArchiveError('missing', { name })
    return part
  }
  return {
    size: async (name) => (await find(name))?.size ?? null,

    async document(name, budget) {
      const part = await find(name)
      if (!part) return null
      budget.document(part.size)
      return collect(part, budget)
    },

    async scan(name, budget) {
      const part = await existing(name)
      // Looked at, and read afterwards.
      const { head } = await peekAt(part, { ...budget, read() {} }, 8)
      // An unpacker may hold on to pieces for as long as it likes.
      return scanLayer(compressionOf(head) ? part.from(0, budget) : part.passing(budget), budget)
    },

    async layer(name, budget): Promise<Bytes> {
      const part = await existing(name)
      const { head } = await peekAt(part, budget)
      return compressionOf(head) ? unpacked(part) : part
    },

    close,
  }
}

/** The members of a plain tar archive on disk. @throws ArchiveError */
export async function openTarStore(
  archive: FilePart,
  budget: Budget,
  close: () => Promise<void>,
): Promise<ArchiveStore> {
  const members = createMemberTable<FilePart>(budget.limits)
  for await (const { entry } of readTar(archive, budget, () => false, { endRequired: true })) {
    const { kind, contentAt, stored, sparse } = entry
    if (kind === 'hardlink' || kind === 'symlink') members.link(entry)
    else if (kind === 'file') {
      // No writer of images makes such members, and reading around holes is not worth it.
      if (sparse) throw new ArchiveError('bad-layout/sparse')
      members.file(entry, archive.part(contentAt, stored))
    }
  }
  return partStore(async (name) => members.find(name) ?? null, close)
}

/** The files of a directory that is laid out as an archive would be. */
export async function openDirectoryStore(directory: string): Promise<ArchiveStore> {
  const root = await realpath(directory)
  const opened = new Map<string, Promise<{ part: FilePart; close: () => Promise<void> } | null>>()

  async function openMember(name: string) {
    const path = join(root, Buffer.from(name, 'latin1').toString())
    try {
      const real = await realpath(path)
      // A link may lead to another member, but not out of the directory.
      if (!real.startsWith(root + sep)) throw new ArchiveError('bad-path/directory', { name })
      const { file, size } = await openFile(real)
      return { part: filePart(file, 0, size), close: () => file.close() }
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw thrown
    }
  }

  async function find(name: string): Promise<FilePart | null> {
    let opening = opened.get(name)
    if (!opening) {
      opening = openMember(name)
      opened.set(name, opening)
      // What failed once is tried again.
      opening.catch(() => opened.delete(name))
    }
    return (await opening)?.part ?? null
  }

  return partStore(find, async () => {
    for (const each of await Promise.allSettled(opened.values())) {
      if (each.status === 'fulfilled') await each.value?.close()
    }
  })
}

export async function peekAt(part: FilePart, budget: Budget, bytes = 512) {
  const { head, all } = await peek(part.from(0, budget), bytes)
  await all.return?.()
  return { head }
}

async function collect(part: FilePart, budget: Budget): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of part.from(0, budget)) {
    await budget.step(chunk.length)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
