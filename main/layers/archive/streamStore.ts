import { EntryError } from '../entryError'
import { ArchiveError } from './archiveError'
import type { Budget } from './budget'
import { type Bytes, dropped, unpacked } from './bytes'
import { compressionOf, decompress, peek } from './decompress'
import { type ScannedLayer, scanLayer } from './layerScan'
import { createMemberTable, memberName } from './memberTable'
import type { ArchiveStore } from './store'
import type { TarEntry } from './tarEntry'
import { looksLikeTar } from './tarHeader'
import { readTar } from './tarReader'

type Member =
  | { readonly name: string; readonly size: number; readonly document: Uint8Array }
  | { readonly name: string; readonly size: number; readonly layer: ScannedLayer }
  | { readonly name: string; readonly size: number; readonly failure: ArchiveError | EntryError }
  /** A layer that was passed over. */
  | { readonly name: string; readonly size: number }

/**
 * Reads a whole archive, packed or not, as it goes by. Which members are layers is said only at its end, so each that looks like one is
 * indexed at once; what is wrong with a layer counts when it is asked for. Nothing is kept but indexes and documents.
 * @param indexed whether layers are wanted; else they are passed over, and one that is asked for after all is read then
 * @throws ArchiveError, AppError
 */
export async function openStreamStore(packed: Bytes, budget: Budget, indexed = true): Promise<ArchiveStore> {
  const { limits } = budget
  const members = createMemberTable<Member>(limits)
  let indexBytes = 0

  async function readMember(entry: TarEntry, content: AsyncIterable<Uint8Array>): Promise<Member> {
    const name = memberName(entry.path, limits)
    const size = entry.stored
    const { head, all } = await peek(content, 512)
    try {
      // A member that is neither, such as a file VERSION, is a document that nobody asks for.
      if (head.length > 0 && compressionOf(head) === null && !looksLikeTar(head)) {
        // A hostile document counts when it is asked for, like a hostile layer.
        if (size > limits.documentBytes) throw new ArchiveError('limit/documentBytes')
        budget.document(size)
        return { name, size, document: await collect(all, budget) }
      }
      if (!indexed) return { name, size }
      const layer = await scanLayer(all, budget)
      indexBytes += layer.index.bytes.length
      if (indexBytes > limits.indexBytes) throw new ArchiveError('limit/indexBytes')
      return { name, size, layer }
    } catch (thrown) {
      if (indexBytes > limits.indexBytes || !isOfMember(thrown)) throw thrown
      return { name, size, failure: thrown }
    } finally {
      await all.return?.()
    }
  }

  const archive = unpacked(packed)
  const isFile = ({ kind }: TarEntry) => kind === 'file'
  const { head, all } = await peek(archive.from(0, budget), 512)
  if (!looksLikeTar(head)) {
    await all.return?.()
    throw new ArchiveError('bad-layout/archive')
  }
  const passing: Bytes = { jumps: false, from: () => all }
  for await (const { entry, content } of readTar(passing, budget, isFile, { endRequired: true })) {
    if (entry.kind === 'hardlink' || entry.kind === 'symlink') members.link(entry)
    else if (entry.kind === 'file') {
      if (entry.sparse) throw new ArchiveError('bad-layout/sparse')
      members.file(entry, await readMember(entry, content))
    }
  }

  function memberNamed(name: string): Member {
    const member = members.find(name)
    if (!member) throw new ArchiveError('missing', { name })
    if ('failure' in member) throw member.failure
    return member
  }

  return {
    size: async (name) => members.find(name)?.size ?? null,

    async document(name, budget) {
      if (!members.find(name)) return null
      const member = memberNamed(name)
      if (!('document' in member)) throw new ArchiveError('bad-document/json', { name })
      // Many images may name the same one.
      budget.document(member.size)
      return member.document
    },

    async scan(name, budget) {
      const member = memberNamed(name)
      if ('failure' in member) throw member.failure
      if ('layer' in member) return member.layer
      // What does not look like a layer will not be one, and says why.
      if ('document' in member) return scanLayer(once(member.document), budget)
      return scanLayer(memberOf(archive, member.name, budget), budget)
    },

    async layer(name): Promise<Bytes> {
      const own = memberNamed(name).name
      return {
        jumps: false,
        from: (offset, budget) => dropped(memberOf(archive, own, budget), offset, budget),
      }
    },

    close: async () => {},
  }
}

/** A layer out of an archive that is not packed itself, unpacked. @throws ArchiveError, AppError */
export async function* memberOf(archive: Bytes, name: string, budget: Budget): AsyncGenerator<Uint8Array> {
  const isIt = (entry: TarEntry) => entry.kind === 'file' && memberName(entry.path, budget.limits) === name
  for await (const { entry, content } of readTar(archive, budget, isIt)) {
    if (!isIt(entry)) continue
    yield* decompress(content, budget)
    return
  }
  throw new ArchiveError('missing', { name })
}

function isOfMember(thrown: unknown): thrown is ArchiveError | EntryError {
  return thrown instanceof ArchiveError || thrown instanceof EntryError
}

async function collect(chunks: AsyncIterable<Uint8Array>, budget: Budget): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) {
    await budget.step(chunk.length)
    all.push(chunk)
  }
  return Buffer.concat(all)
}

async function* once(bytes: Uint8Array) {
  yield bytes
}
