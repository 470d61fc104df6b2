import type { Page } from '../../../../main/contract/layerFiles'
import {
  firstMissing,
  insert,
  keepPage,
  type Level,
  lineOf,
  linesOf,
  type NestedRow,
  pageOf,
  placeAt,
  type RowAt,
  rowOf,
} from './rowTree'

/** One line of what is shown. */
export interface RowPlace<Row> {
  /** Null while it is being read. */
  readonly row: Row | null
  /** How deep it lies, from 1. */
  readonly depth: number
  /** Its place in its directory, from 1, and how many rows that has. */
  readonly position: number
  readonly siblings: number
  readonly isOpen: boolean
}

export interface SparseRowsOptions<Row> {
  /** Rows of a directory in their order; the root is the empty path. */
  load(directory: string, offset: number, limit: number): Promise<Page<Row>>
  /** Directories to be shown open, by path. It is kept up to date, and outlives these rows. */
  readonly open: Set<string>
  /** Something else is shown now. */
  changed(): void
  failed(error: unknown): void
  /** Rows that are read at once. */
  readonly pageSize?: number
  /** Pages of one directory that are kept; those that were looked at longest ago go. */
  readonly keptPages?: number
}

export interface SparseRows<Row> {
  /** How many lines are shown. */
  readonly count: number
  at(index: number): RowPlace<Row> | null
  /** The line of a path; -1 while it is not there. */
  indexOf(path: string): number
  /** The line of the directory that a line lies in; -1 at the top. */
  parentOf(index: number): number
  /** Lines that can be seen: what is not there of them is read, one page at a time and always for the latest call. */
  see(first: number, last: number): void
  open(index: number): Promise<void>
  close(index: number): void
  dispose(): void
}

/**
 * A tree, or a list, of any size of which only what was looked at is here: directories are read page by page when
 * their lines come into sight. Resolves once the first page is there; rejects with what reading it throws.
 */
export async function createSparseRows<Row extends NestedRow>(
  options: SparseRowsOptions<Row>,
): Promise<SparseRows<Row>> {
  const { load, open: openPaths, changed, failed, pageSize = 200, keptPages = 40 } = options
  let disposed = false
  let wanted: readonly [first: number, last: number] = [0, 0]
  let isReading = false

  async function readLevel(directory: string, depth: number): Promise<Level<Row>> {
    const { rows, total } = await load(directory, 0, pageSize)
    return { directory, depth, total, pageSize, pages: new Map([[0, rows]]), opened: new Map() }
  }

  /** Shows a directory's rows below its own, and whatever was open in it. */
  async function attach(place: RowAt<Row>, row: Row): Promise<void> {
    const { level, index } = place
    const child = await readLevel(row.path, level.depth + 1)
    if (disposed || !openPaths.has(row.path) || level.opened.has(index)) return
    insert(place, child)
    changed()
    await restore(child, 0)
  }
  /** Opens what is to be open among the rows of a page. */
  async function restore(level: Level<Row>, page: number): Promise<void> {
    if (openPaths.size === 0) return
    for (const [at, row] of (level.pages.get(page) ?? []).entries()) {
      const index = page * pageSize + at
      if (disposed) return
      if (row.hasChildren && openPaths.has(row.path) && !level.opened.has(index)) {
        await attach({ level, index }, row)
      }
    }
  }

  async function readOn() {
    if (isReading) return
    isReading = true
    try {
      for (
        let next = firstMissing(root, ...wanted);
        next && !disposed;
        next = firstMissing(root, ...wanted)
      ) {
        const { level } = next
        const page = pageOf(next)
        const { rows } = await load(level.directory, page * pageSize, pageSize)
        if (disposed) return
        keepPage(level, page, rows, keptPages)
        changed()
        if (rows.length === 0) return
        await restore(level, page)
      }
    } catch (error) {
      if (!disposed) failed(error)
    } finally {
      isReading = false
    }
  }

  const root = await readLevel('', 1)
  void restore(root, 0).catch((error) => disposed || failed(error))

  return {
    get count() {
      return linesOf(root)
    },
    at(line) {
      const place = placeAt(root, line)
      if (!place) return null
      const { level, index } = place
      const row = rowOf(place)
      return {
        row,
        depth: level.depth,
        position: index + 1,
        siblings: level.total,
        isOpen: row !== null && openPaths.has(row.path),
      }
    },
    indexOf: (path) => lineOf(root, path),
    parentOf(line) {
      const directory = placeAt(root, line)?.level.directory
      return directory ? lineOf(root, directory) : -1
    },
    see(first, last) {
      wanted = [first, last]
      void readOn()
    },
    async open(line) {
      const place = placeAt(root, line)
      const row = place && rowOf(place)
      if (!row?.hasChildren || openPaths.has(row.path)) return
      openPaths.add(row.path)
      changed()
      try {
        await attach(place!, row)
      } catch (error) {
        openPaths.delete(row.path)
        if (!disposed) failed(error)
      }
    },
    close(line) {
      const place = placeAt(root, line)
      const row = place && rowOf(place)
      if (!row) return
      openPaths.delete(row.path)
      place!.level.opened.delete(place!.index)
      changed()
    },
    dispose() {
      disposed = true
    },
  }
}
