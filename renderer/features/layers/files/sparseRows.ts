import type { Page } from '../../../../main/contract/layerFiles'

/** What a row must tell so that a tree can be made of it. */
export interface NestedRow {
  readonly path: string
  readonly hasChildren?: boolean
}

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

interface Level<Row> {
  readonly directory: string
  readonly depth: number
  readonly total: number
  /** The least recently seen first. */
  readonly pages: Map<number, readonly Row[]>
  /** Open directories by their place, in order of it. */
  readonly opened: Map<number, Level<Row>>
}

interface Found<Row> {
  readonly level: Level<Row>
  readonly index: number
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
    return { directory, depth, total, pages: new Map([[0, rows]]), opened: new Map() }
  }
  function rowOf({ pages }: Level<Row>, index: number): Row | null {
    return pages.get(Math.floor(index / pageSize))?.[index % pageSize] ?? null
  }
  function linesOf(level: Level<Row>): number {
    let lines = level.total
    for (const child of level.opened.values()) lines += linesOf(child)
    return lines
  }
  function find(level: Level<Row>, line: number): Found<Row> | null {
    let left = line
    let index = 0
    for (const [place, child] of level.opened) {
      if (left <= place - index) break
      left -= place - index + 1
      index = place + 1
      const lines = linesOf(child)
      if (left < lines) return find(child, left)
      left -= lines
    }
    return index + left < level.total ? { level, index: index + left } : null
  }
  /** The line of a row of a level, within that level. */
  function lineOf(level: Level<Row>, index: number): number {
    let line = index
    for (const [place, child] of level.opened) if (place < index) line += linesOf(child)
    return line
  }
  function search(level: Level<Row>, path: string): number {
    for (const [page, rows] of level.pages) {
      const at = rows.findIndex((row) => row.path === path)
      if (at >= 0) return lineOf(level, page * pageSize + at)
    }
    for (const [place, child] of level.opened) {
      if (!path.startsWith(`${child.directory}/`)) continue
      const line = search(child, path)
      if (line >= 0) return lineOf(level, place) + 1 + line
    }
    return -1
  }

  /** Shows a directory's rows below its own, and whatever was open in it. */
  async function attach(level: Level<Row>, index: number, row: Row): Promise<void> {
    const child = await readLevel(row.path, level.depth + 1)
    if (disposed || !openPaths.has(row.path) || level.opened.has(index)) return
    level.opened.set(index, child)
    const inOrder = [...level.opened].sort(([a], [b]) => a - b)
    level.opened.clear()
    for (const [place, each] of inOrder) level.opened.set(place, each)
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
        await attach(level, index, row)
      }
    }
  }

  function missing(): { level: Level<Row>; page: number } | null {
    for (let line = wanted[0]; line <= wanted[1]; line++) {
      const found = find(root, line)
      if (!found) return null
      const page = Math.floor(found.index / pageSize)
      const rows = found.level.pages.get(page)
      if (!rows) return { level: found.level, page }
      // Seen again: it is the last to go.
      found.level.pages.delete(page)
      found.level.pages.set(page, rows)
    }
    return null
  }
  async function readOn() {
    if (isReading) return
    isReading = true
    try {
      for (let next = missing(); next && !disposed; next = missing()) {
        const { level, page } = next
        const { rows } = await load(level.directory, page * pageSize, pageSize)
        if (disposed) return
        level.pages.set(page, rows)
        const [oldest] = level.pages.keys()
        if (level.pages.size > keptPages && oldest !== undefined) level.pages.delete(oldest)
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
      const found = find(root, line)
      if (!found) return null
      const { level, index } = found
      const row = rowOf(level, index)
      return {
        row,
        depth: level.depth,
        position: index + 1,
        siblings: level.total,
        isOpen: row !== null && openPaths.has(row.path),
      }
    },
    indexOf: (path) => search(root, path),
    parentOf(line) {
      const directory = find(root, line)?.level.directory
      return directory ? search(root, directory) : -1
    },
    see(first, last) {
      wanted = [first, last]
      void readOn()
    },
    async open(line) {
      const found = find(root, line)
      const row = found && rowOf(found.level, found.index)
      if (!row?.hasChildren || openPaths.has(row.path)) return
      openPaths.add(row.path)
      changed()
      try {
        await attach(found!.level, found!.index, row)
      } catch (error) {
        openPaths.delete(row.path)
        if (!disposed) failed(error)
      }
    },
    close(line) {
      const found = find(root, line)
      const row = found && rowOf(found.level, found.index)
      if (!row) return
      openPaths.delete(row.path)
      found!.level.opened.delete(found!.index)
      changed()
    },
    dispose() {
      disposed = true
    },
  }
}
