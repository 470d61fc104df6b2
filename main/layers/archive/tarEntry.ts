import type { SparseMap } from './sparse'

/** One entry, with all that the headers before it say of it. */
export interface TarEntry {
  readonly kind: 'file' | 'hardlink' | 'symlink' | 'character' | 'block' | 'directory' | 'fifo'
  /** Raw, as it is written. */
  readonly path: Uint8Array
  readonly link: Uint8Array
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of the file, holes included. */
  readonly size: number
  readonly mtime: number
  readonly major: number
  readonly minor: number
  /** Where the first of its headers lies. */
  readonly offset: number
  /** Where its stored bytes lie, and how many there are. */
  readonly contentAt: number
  readonly stored: number
  readonly sparse: SparseMap | null
}

/** By type flag, those that are entries. */
export const kinds: Readonly<Record<string, TarEntry['kind']>> = {
  '\0': 'file',
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
  // Contiguous files, GNU's sparse ones, and its directories that list their files.
  '7': 'file',
  S: 'file',
  D: 'directory',
}
