import { buildIndex, type SourceEntry } from '../../main/layers/indexBuilder'
import { readIndex } from '../../main/layers/indexReader'
import { type EntryType, entryType, type LayerIndex } from '../../main/layers/layerIndex'
import { textOf } from '../../main/layers/pathText'

type Details = Partial<Omit<SourceEntry, 'path' | 'type' | 'target'>> & { readonly target?: string }

/** An entry of root's, of 1970; a directory when its path ends with a slash. */
export function entry(path: string | Uint8Array, details: Details & { type?: EntryType } = {}): SourceEntry {
  const bytes = Buffer.from(path as string)
  const isDirectory = bytes.at(-1) === 0x2f
  return {
    path: bytes,
    type: isDirectory ? entryType.directory : entryType.file,
    mode: isDirectory ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    size: 0,
    mtime: 0,
    ...details,
    target: details.target === undefined ? undefined : Buffer.from(details.target),
  }
}

export const link = (path: string, target: string): SourceEntry =>
  entry(path, { type: entryType.symlink, mode: 0o777, target })
export const whiteout = (path: string): SourceEntry => entry(path, { type: entryType.whiteout })

export const indexOf = (...entries: SourceEntry[]): LayerIndex => readIndex(buildIndex(entries))

/** Every path of an index, in its order. */
export function pathsOf(index: LayerIndex): string[] {
  return Array.from({ length: index.count }, (_, each) => textOf(index.path(each)))
}

/** One entry in words, for comparing; fails when there is none. */
export function describeEntry(index: LayerIndex, at: number) {
  if (!(at >= 0 && at < index.count)) throw new Error(`There is no such entry: ${pathsOf(index).join(' ')}`)
  const target = index.linkTarget(at)
  return {
    path: textOf(index.path(at)),
    type: index.type[at],
    flags: index.flags[at],
    mode: index.mode[at],
    uid: index.uid[at],
    gid: index.gid[at],
    size: index.size[at],
    mtime: index.mtime[at],
    target: target && textOf(target),
    linkGroup: index.linkGroup[at],
    device: index.device[at],
  }
}
