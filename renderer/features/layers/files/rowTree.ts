/** What a row must tell so that a tree can be made of it. */
export interface NestedRow {
  readonly path: string
  readonly hasChildren?: boolean
}

/** One directory of a tree that is shown, as far as its rows were read. */
export interface Level<Row> {
  readonly directory: string
  /** How deep its rows lie, from 1. */
  readonly depth: number
  readonly total: number
  readonly pageSize: number
  /** By their number, from 0; the least recently seen first. */
  readonly pages: Map<number, readonly Row[]>
  /** Open directories by their place, in order of it. */
  readonly opened: Map<number, Level<Row>>
}

/** A row, read or not, by its place in its directory. */
export interface RowAt<Row> {
  readonly level: Level<Row>
  readonly index: number
}

export const pageOf = <Row>({ level, index }: RowAt<Row>): number => Math.floor(index / level.pageSize)

/** Null while it is not there. */
export function rowOf<Row>(place: RowAt<Row>): Row | null {
  const { level, index } = place
  return level.pages.get(pageOf(place))?.[index % level.pageSize] ?? null
}

/** How many lines a directory shows, with all that is open in it. */
export function linesOf<Row>({ total, opened }: Level<Row>): number {
  let lines = total
  for (const child of opened.values()) lines += linesOf(child)
  return lines
}

/** What a line of a level shows; null beyond its end. */
export function placeAt<Row>(level: Level<Row>, line: number): RowAt<Row> | null {
  let left = line
  let index = 0
  for (const [at, child] of level.opened) {
    if (left <= at - index) break
    left -= at - index + 1
    index = at + 1
    const lines = linesOf(child)
    if (left < lines) return placeAt(child, left)
    left -= lines
  }
  return index + left < level.total ? { level, index: index + left } : null
}

/** The line of a path, among those of a level; -1 while it is not there. */
export function lineOf(level: Level<NestedRow>, path: string): number {
  for (const [page, rows] of level.pages) {
    const at = rows.findIndex((row) => row.path === path)
    if (at >= 0) return lineOfRow(level, page * level.pageSize + at)
  }
  for (const [index, child] of level.opened) {
    if (!path.startsWith(`${child.directory}/`)) continue
    const line = lineOf(child, path)
    if (line >= 0) return lineOfRow(level, index) + 1 + line
  }
  return -1
}

function lineOfRow(level: Level<NestedRow>, index: number): number {
  let line = index
  for (const [at, child] of level.opened) if (at < index) line += linesOf(child)
  return line
}

/** Shows a directory's rows below its own. */
export function insert<Row>({ level, index }: RowAt<Row>, child: Level<Row>): void {
  const inOrder = [...level.opened, [index, child] as const].sort(([a], [b]) => a - b)
  level.opened.clear()
  for (const [at, each] of inOrder) level.opened.set(at, each)
}

/** Keeps a page as the one that was seen last. @param most pages of a directory; the one seen longest ago goes */
export function keepPage<Row>({ pages }: Level<Row>, page: number, rows: readonly Row[], most: number): void {
  pages.delete(page)
  pages.set(page, rows)
  const [oldest] = pages.keys()
  if (pages.size > most && oldest !== undefined) pages.delete(oldest)
}

/** The first row of these lines that is not there. What is there was seen again, and is the last to go. */
export function firstMissing<Row>(root: Level<Row>, first: number, last: number): RowAt<Row> | null {
  for (let line = first; line <= last; line++) {
    const place = placeAt(root, line)
    if (!place) return null
    const page = pageOf(place)
    const rows = place.level.pages.get(page)
    if (!rows) return place
    keepPage(place.level, page, rows, Number.POSITIVE_INFINITY)
  }
  return null
}
