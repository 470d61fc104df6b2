import { t } from '../i18n'
import type { MenuAnchor } from '../parts/menuItem'
import type { KeyGroup } from '../shortcuts'
import type { Lines, TableLine } from './lines'
import type { useTableSelection } from './useTableSelection'

interface TableKeysOptions<T> {
  lines(): Lines<T>
  /** Whether a line opens and closes. */
  isBranch(line: TableLine<T>): boolean
  /** Rows lie in one another: the arrows walk the tree, where a list has the controls of the row. */
  isTree(): boolean
  isSelectable(): boolean
  isAnySelected(): boolean
  readonly selection: ReturnType<typeof useTableSelection<T>>
  /** The line that a key leads to; undefined where it leads to none. */
  lineAt(key: string, from: number): number | undefined
  focusLine(index: number): unknown
  open(row: T): void
  /** A row has the focus by a key that led to it. */
  reach(row: T): void
  menu(line: TableLine<T>, anchor: MenuAnchor): void
  /** A key that the table itself has no use for. */
  rest(line: TableLine<T>, event: KeyboardEvent): void
}

/** The keys of a table, to be listed. */
export const tableKeys = (): KeyGroup => ({
  heading: t('ui.keys.list'),
  keys: [
    { keys: 'ArrowDown', label: t('ui.keys.move') },
    { keys: 'ArrowRight', label: t('ui.keys.inside') },
    { keys: 'PageDown', label: t('ui.keys.page') },
    { keys: 'Home', label: t('ui.keys.ends') },
    { keys: 'Enter', label: t('ui.keys.open') },
    { keys: ' ', label: t('ui.keys.select') },
    { keys: 'Shift+ArrowDown', label: t('ui.keys.selectTo') },
    { keys: 'Ctrl+A', label: t('ui.keys.selectAll') },
    { keys: 'Shift+F10', label: t('ui.keys.menu') },
  ],
})

/** What keys do in the rows of a table (ARIA authoring practices: grid, treegrid). */
export function useTableKeys<T>(options: TableKeysOptions<T>) {
  const { selection, focusLine } = options

  function toggle(index: number) {
    const line = options.lines().at(index)
    if (!line || !options.isBranch(line)) return
    if (line.isOpen) options.lines().close(index)
    else options.lines().open(index)
  }
  /** Inwards: open, then go in. Outwards: close, then go out. Whether there was anything to do. */
  function walk(line: TableLine<T>, index: number, isInwards: boolean): boolean {
    const isBranch = options.isBranch(line)
    if (isInwards) {
      if (!isBranch) return false
      if (line.isOpen) void focusLine(index + 1)
      else options.lines().open(index)
      return true
    }
    const parent = options.lines().parentOf(index)
    if (isBranch && line.isOpen) options.lines().close(index)
    else if (parent >= 0) void focusLine(parent)
    else return false
    return true
  }
  /** Left and right walk the controls of a row, the row itself being the first stop. */
  function moveInside(row: HTMLElement, by: 1 | -1): boolean {
    const controls = row.querySelectorAll<HTMLElement>('button:not(:disabled), a[href], input:not(:disabled)')
    const stops = [row, ...controls].filter((stop) => stop.checkVisibility())
    const next = stops[stops.indexOf(document.activeElement as HTMLElement) + by]
    next?.focus()
    return next !== undefined
  }
  function sideways(event: KeyboardEvent, line: TableLine<T>, index: number): boolean {
    const isInwards = event.key === 'ArrowRight'
    if (!options.isTree() && line.row !== null) {
      if (moveInside(event.currentTarget as HTMLElement, isInwards ? 1 : -1)) return true
    }
    return event.target === event.currentTarget && walk(line, index, isInwards)
  }
  function goTo(target: number, isExtending: boolean) {
    void focusLine(target)
    if (isExtending && options.isSelectable()) return selection.selectTo(target)
    selection.startAt(target)
    const row = options.lines().at(target)?.row
    if (row !== null && row !== undefined) options.reach(row)
  }
  /** Whether the key meant something to the row itself. */
  function onRow(event: KeyboardEvent, line: TableLine<T>, index: number): boolean {
    if (event.key === 'Enter' || event.key === ' ') {
      if (event.key === ' ' && options.isSelectable()) selection.toggle(index)
      else if (line.group) toggle(index)
      else if (line.row !== null) options.open(line.row)
      return true
    }
    if (event.key === 'Escape' && options.isAnySelected()) {
      event.stopPropagation()
      selection.clear()
      return true
    }
    options.rest(line, event)
    return false
  }

  return {
    toggle,
    keydown(event: KeyboardEvent, index: number) {
      const line = options.lines().at(index)
      if (!line) return
      const isOnRow = event.target === event.currentTarget
      const hasModifier = event.ctrlKey || event.altKey || event.metaKey
      if (hasModifier) {
        if (!isOnRow || event.altKey || event.key.toLowerCase() !== 'a' || !options.isSelectable()) return
        event.preventDefault()
        return selection.selectAll()
      }
      // In a field of a row these are the field's own.
      if (!isOnRow && (event.key === 'Home' || event.key === 'End')) return
      const target = options.lineAt(event.key, index)
      let isDone = true
      if (target !== undefined) goTo(target, event.shiftKey)
      else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
        options.menu(line, event.currentTarget as HTMLElement)
      } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft')
        isDone = sideways(event, line, index)
      else isDone = isOnRow && onRow(event, line, index)
      if (isDone) event.preventDefault()
    },
  }
}
