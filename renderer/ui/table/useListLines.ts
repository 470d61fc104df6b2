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
}

/** The lines of rows that are all here, in groups by name or in none; those that belong to nothing come last. */
export function useListLines<T>(options: ListLinesOptions<T>): Lines<T> {
  const { rowKey } = options
  const keys = computed(() => options.rows().map(rowKey))
  const groups = computed(() => {
    const groupOf = options.groupOf()
    return groupOf && membersOf(options.rows(), groupOf)
  })
  const lines = computed<readonly TableLine<T>[]>(() =>
    groups.value ? groupedLines(groups.value) : linesOf(options.rows(), 1),
  )
  const indexes = computed(
    () => new Map(lines.value.flatMap(({ row }, index) => (row === null ? [] : [[rowKey(row), index]]))),
  )

  function linesOf(rows: readonly T[], depth: number): TableLine<T>[] {
    return rows.map((row, index) => ({
      row,
      depth,
      position: index + 1,
      siblings: rows.length,
      isOpen: false,
    }))
  }
  function membersOf(rows: readonly T[], groupOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
    const groups = new Map<string, T[]>()
    for (const row of rows) {
      const name = groupOf(row)
      const of = groups.get(name)
      if (of) of.push(row)
      else groups.set(name, [row])
    }
    return groups
  }
  function groupedLines(groups: ReadonlyMap<string, readonly T[]>): readonly TableLine<T>[] {
    const names = [...groups.keys()].sort((a, b) => Number(a === '') - Number(b === '') || compareText(a, b))
    return names.flatMap((key, index) => {
      const members = groups.get(key)!
      const isOpen = !options.closed().has(key)
      const group: RowGroup = { key, label: key || (options.groupless ?? ''), count: members.length }
      const heading = { row: null, group, depth: 1, position: index + 1, siblings: names.length, isOpen }
      return isOpen ? [heading, ...linesOf(members, 2)] : [heading]
    })
  }
  function turn(index: number, isOpen: boolean) {
    const line = lines.value[index]
    if (line?.group && line.isOpen !== isOpen) options.toggle(line.group.key)
  }

  return {
    get count() {
      return lines.value.length
    },
    at: (index) => lines.value[index] ?? null,
    indexOf: (key) => indexes.value.get(key) ?? -1,
    parentOf(index) {
      if (lines.value[index]?.depth !== 2) return -1
      return lines.value.findLastIndex(({ group }, at) => at < index && group !== undefined)
    },
    see() {},
    open: (index) => turn(index, true),
    close: (index) => turn(index, false),
    keys: () => keys.value,
    keysIn(index) {
      const group = lines.value[index]?.group
      return (group && groups.value?.get(group.key)?.map(rowKey)) ?? []
    },
  }
}
