import { z } from 'zod'

/** What became of a path from before a range of layers to its end. */
export const changes = ['unchanged', 'added', 'modified', 'removed'] as const
export type Change = (typeof changes)[number]

/**
 * In what a path differs from what it was. `target`: of a symbolic link its target, of a device its number.
 * `storedAgain`: nothing differs that can be seen, but the layer has the file, and its bytes, once more.
 */
export const reasons = ['type', 'size', 'mode', 'owner', 'time', 'target', 'storedAgain'] as const
export type Reason = (typeof reasons)[number]

export const entryKinds = [
  'directory',
  'file',
  'symlink',
  'character-device',
  'block-device',
  'fifo',
  'socket',
] as const
export type EntryKind = (typeof entryKinds)[number]

/** The first and the last layer, counted from the base, which is 0. Both included. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** An entry as one layer has it. */
export interface EntryState {
  /** The layer, counted from the base, which is 0. */
  readonly layer: number
  readonly kind: EntryKind
  /** Permission bits, setuid, setgid and sticky. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of a regular file; 0 of all else. */
  readonly size: number
  /** Seconds since 1970. */
  readonly mtime: number
  /** Of a symbolic link. */
  readonly target: string | null
}

/** Sums over a file, or over all files in a directory, for a range of layers. */
export interface Sums {
  /** Bytes before the range, and at its end. */
  readonly bytesBefore: number
  readonly bytes: number
  /** Bytes of what the range added or modified, and of what it removed. */
  readonly bytesStored: number
  readonly bytesRemoved: number
  /** Files of any kind at the end of the range; how many are new, changed, gone. */
  readonly files: number
  readonly added: number
  readonly modified: number
  readonly removed: number
}

/** One line of a tree. What is gone at the end of the range is shown as it was before. */
export interface TreeRow extends EntryState, Sums {
  readonly name: string
  /** From the image's root, without a slash before it: it names the row in further questions. */
  readonly path: string
  readonly change: Change
  readonly reasons: readonly Reason[]
  /** Whether the same filter shows something in it. */
  readonly hasChildren: boolean
}

export interface Page<Row> {
  readonly rows: readonly Row[]
  /** How many rows there are in all. */
  readonly total: number
}

/** What one layer did. Files are all that is no directory. */
export interface LayerCount {
  /** Files that the layer holds. */
  readonly files: number
  /** Files that were not there below; that were, and are stored anew; that are there no more. */
  readonly added: number
  readonly modified: number
  readonly removed: number
  /** Bytes of its regular files and of the targets of its links, each once however many names it has: as engines count. */
  readonly bytes: number
}

export interface Efficiency {
  /** `1 - reclaimableBytes / bytes`, so from 0 to 1; 1 for an image without bytes. */
  readonly efficiency: number
  /** What is stored and no path leads to at the top: `bytes - visibleBytes`. */
  readonly reclaimableBytes: number
  /** How many paths it is of. */
  readonly wastedPaths: number
  /** Bytes of all layers, and of what can be seen at the top. */
  readonly bytes: number
  readonly visibleBytes: number
}

export interface Summary extends Efficiency {
  readonly layers: readonly LayerCount[]
  /** Paths that any layer ever had. */
  readonly paths: number
}

/** A path at which a layer hid what those below it store. */
export interface WastedPath {
  readonly path: string
  /** It was a directory: what is wasted is of the files in it. */
  readonly isDirectory: boolean
  /** How many files are stored for it: the hidden ones, and the one that can still be seen there. */
  readonly copies: number
  /** The layers that store them, counted from the base, which is 0. */
  readonly layers: readonly number[]
  /** Of the hidden ones. */
  readonly bytes: number
}

/** What one layer did to a path. */
export interface PathEvent {
  /** Counted from the base, which is 0. */
  readonly layer: number
  /** `touched`: a directory that the layer has again as it was, for something in it. */
  readonly kind: 'added' | 'modified' | 'removed' | 'touched'
  readonly reasons: readonly Reason[]
  /** Null for what was not there. */
  readonly before: EntryState | null
  readonly after: EntryState | null
  /** Of a removal: it went with a directory above it. */
  readonly withParent: boolean
  /** What it hid for good: bytes of the file before, or of all that was in the directory, that nothing leads to now. */
  readonly wastedBytes: number
  /**
   * Of a file that was changed: only its owner, mode or time, so its bytes are there twice for nothing else.
   */
  readonly metadataOnly: boolean
}

export interface PathDifference {
  /** Null where it was not, or is not, there. */
  readonly before: EntryState | null
  readonly after: EntryState | null
  readonly reasons: readonly Reason[]
}

/** A rectangle of a treemap. The bytes of a directory are those of its children. */
export interface Tile {
  /** Empty for the rest of a directory, which has no name. */
  readonly name: string
  readonly path: string
  readonly isDirectory: boolean
  readonly bytes: number
  /** The layer that holds most of the bytes, and what most of them are. */
  readonly layer: number
  readonly change: Change
  /** For the rest of a directory, how many entries it stands for; 0 for all else. */
  readonly entries: number
  /** Null where it is not divided any further. */
  readonly children: readonly Tile[] | null
}

/** The beginning of a file, as one layer has it. */
export interface FilePreview {
  /** Bytes of the whole file. */
  readonly size: number
  /** Its beginning, bytes that are no UTF-8 replaced; null when it is no text (it holds a NUL). */
  readonly text: string | null
  /** Whether there is more of it than `text`. */
  readonly cut: boolean
}

/** From 0, the base. More layers than this no engine takes. */
const LayerPlace = z.number().int().min(0).max(1000)
/** As TreeRow names it; empty for the root. Bytes that are no UTF-8 are written as pathText writes them. */
export const LayerPath = z.string().max(20_000)

export const LayerRange = z.object({ from: LayerPlace, to: LayerPlace })

/** What is to be shown of a range of layers. Whatever is left out lets everything through. */
export const LayerFilter = z.object({
  /** Part of the path, in any case. `/` stands before the first name. */
  text: z.string().max(4096).optional(),
  changes: z.array(z.enum(changes)).max(4).readonly().optional(),
  /** In bytes. Above 0 only files match. */
  minSize: z.number().min(0).optional(),
})
export type Filter = z.infer<typeof LayerFilter>

/**
 * `size` and `stored` put the largest first: `size` goes by what is there, `stored` by what the range stored
 * and removed.
 */
export const sorts = ['name', 'size', 'stored'] as const
export type Sort = (typeof sorts)[number]

/** What was opened, as `open` and `compare` name it. */
const Handle = z.string().min(1).max(100)
const mostRows = 1000

export const WholeQuestion = z.object({ handle: Handle })
export const SumsQuestion = z.object({ handle: Handle, range: LayerRange.optional() })
const TreeQuestion = SumsQuestion.extend({ filter: LayerFilter.optional() })
const ListQuestion = TreeQuestion.extend({
  sort: z.enum(sorts),
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(mostRows),
})
export const SearchQuestion = ListQuestion
export const LevelQuestion = ListQuestion.extend({ directory: LayerPath })
export const TreemapQuestion = TreeQuestion.extend({
  directory: LayerPath,
  /** How many levels below the directory. */
  depth: z.number().int().min(1).max(8),
  /** How many tiles at most. */
  tiles: z.number().int().min(1).max(2000),
  /** What a tile's size tells: what is there at the end of the range, or what the range stored. */
  measure: z.enum(['shown', 'stored']),
})
export const WasteQuestion = z.object({
  handle: Handle,
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(mostRows),
})
export const HistoryQuestion = z.object({ handle: Handle, path: LayerPath })
export const DifferenceQuestion = SumsQuestion.extend({ path: LayerPath })
/** A path as one layer has it. */
export const FileQuestion = z.object({ handle: Handle, layer: LayerPlace, path: LayerPath })
