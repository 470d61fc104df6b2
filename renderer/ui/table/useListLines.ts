import { computed } from 'vue'
import type { Lines, RowGroup, TableLine } from './lines'
import { compareText } from './sortRows'

interface ListLinesOptions<T> {
  rows(): readonly T[]
  rowKey(row: T): string
  /** What a row belongs to, `''` for nothing; null when rows are not grouped. */
  groupOf(): ((row: T) => string) | null
  /** How the group of those that belong to nothing is called. */
  readonly groupless?: string
  closed(): ReadonlySet<string>
  /** A group is opened or closed. */
  toggle(group: string): void
  /** Told which lines are in sight. */
  see?(first: number, last: number): void
}

/** Rows that follow each other, with their heading where they are grouped. */
interface Section<T> {
  readonly group: RowGroup | null
  readonly rows: readonly T[]
  readonly isOpen: boolean
  /** Its first line. */
  readonly start: number
  /** Its place among all sections, from 1. */
  readonly position: number
}

/** The lines of rows that are all here, in groups by name or in none; those that belong to nothing come last. A line is made when it is asked for. */
export function useListLines<T>(options: ListLinesOptions<T>): Lines<T> {
  const { rowKey } = options
  const keys = computed(() => options.rows().map(rowKey))
  const sections = computed<readonly Section<T>[]>(() => {
    const rows = options.rows()
    const groupOf = options.groupOf()
    if (groupOf) return grouped(membersOf(rows, groupOf))
    return rows.length > 0 ? [{ group: null, rows, isOpen: true, start: 0, position: 1 }] : []
  })
  const count = computed(() => {
    const last = sections.value.at(-1)
    return last ? last.start + linesIn(last) : 0
  })
  const indexes = computed(() => {
    const found = new Map<string, number>()
    for (const section of sections.value) {
      if (!section.isOpen) continue
      const first = section.start + headingsIn(section)
      for (const [at, row] of section.rows.entries()) found.set(rowKey(row), first + at)
    }
    return found
  })

  function grouped(groups: ReadonlyMap<string, readonly T[]>): readonly Section<T>[] {
    const names = [...groups.keys()].sort((a, b) => Number(a === '') - Number(b === '') || compareText(a, b))
    let start = 0
    return names.map((key, at) => {
      const rows = groups.get(key)!
      const group: RowGroup = { key, label: key || (options.groupless ?? ''), count: rows.length }
      const section = { group, rows, isOpen: !options.closed().has(key), start, position: at + 1 }
      start += linesIn(section)
      return section
    })
  }
  function sectionAt(index: number): Section<T> | undefined {
    let low = 0
    let high = sections.value.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (sections.value[middle]!.start <= index) low = middle + 1
      else high = middle
    }
    return index < count.value ? sections.value[low - 1] : undefined
  }
  function at(index: number): TableLine<T> | null {
    const section = sectionAt(index)
    if (!section) return null
    const { group, rows, isOpen, start, position } = section
    if (group && index === start) {
      return { row: null, group, depth: 1, position, siblings: sections.value.length, isOpen }
    }
    const own = index - start - headingsIn(section)
    return { row: rows[own]!, depth: group ? 2 : 1, position: own + 1, siblings: rows.length, isOpen: false }
  }
  function turn(index: number, isOpen: boolean) {
    const line = at(index)
    if (line?.group && line.isOpen !== isOpen) options.toggle(line.group.key)
  }

  return {
    get count() {
      return count.value
    },
    at,
    indexOf: (key) => indexes.value.get(key) ?? -1,
    parentOf(index) {
      const section = sectionAt(index)
      return section?.group && index > section.start ? section.start : -1
    },
    see: (first, last) => options.see?.(first, last),
    open: (index) => turn(index, true),
    close: (index) => turn(index, false),
    keys: () => keys.value,
    keysIn(index) {
      const section = sectionAt(index)
      return section?.group && index === section.start ? section.rows.map(rowKey) : []
    },
  }
}

const headingsIn = ({ group }: Pick<Section<unknown>, 'group'>) => (group ? 1 : 0)
const linesIn = (section: Pick<Section<unknown>, 'group' | 'rows' | 'isOpen'>) =>
  headingsIn(section) + (section.isOpen ? section.rows.length : 0)

function membersOf<T>(rows: readonly T[], groupOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const name = groupOf(row)
    const of = groups.get(name)
    if (of) of.push(row)
    else groups.set(name, [row])
  }
  return groups
}
