import { defineComponent, h, type PropType, type Slots, type VNodeChild } from 'vue'
import Checkbox from '../forms/Checkbox.vue'
import { t } from '../i18n'
import SafeText from '../text/SafeText.vue'
import { chevron } from './chevron'
import type { Column } from './column'
import { groupRow } from './groupRow'
import type { RowGroup } from './lines'

/** What a row tells its table; one object for all rows, so that it never changes. */
export interface RowEvents {
  press(event: MouseEvent, index: number): void
  doublePress(event: MouseEvent, index: number): void
  pressBox(event: MouseEvent, index: number): void
  focus(index: number): void
  keydown(event: KeyboardEvent, index: number): void
  menu(event: MouseEvent, index: number): void
}

/** Pixels that a level of a tree is moved in, and the depth from which on it is not moved any further. */
const step = 16
const deepest = 14

/**
 * One line of Table. The cells' slots come as a property: they run inside this row's own rendering, so that while the list
 * scrolls only the rows that come into sight are rendered, and a change renders only its row.
 */
export default defineComponent({
  name: 'TableRow',
  props: {
    /** Null while it is being read. */
    row: { type: null as unknown as PropType<unknown>, required: true },
    name: String,
    /** It is the heading of this group. */
    group: Object as PropType<RowGroup>,
    /** Why it is there, where that cannot be seen in its cells. */
    note: String,
    index: { type: Number, required: true },
    depth: { type: Number, required: true },
    position: { type: Number, required: true },
    siblings: { type: Number, required: true },
    /** It has rows of its own, and whether they are shown. */
    branch: Boolean,
    opened: Boolean,
    /** Rows lie in one another, or in groups. */
    nested: Boolean,
    /** Their depth is drawn. */
    tree: Boolean,
    columns: { type: Array as PropType<readonly Column<unknown>[]>, required: true },
    cells: { type: Object as PropType<Slots>, required: true },
    events: { type: Object as PropType<RowEvents>, required: true },
    selectable: Boolean,
    selected: Boolean,
    /** Some of a group's rows are selected. */
    mixed: Boolean,
    current: Boolean,
    /** The one row of the table that the Tab key reaches, with its controls. */
    reachable: Boolean,
  },
  setup(props) {
    function box(name = props.name) {
      return h('div', { role: 'gridcell', class: 'flex pl-2' }, [
        h(Checkbox, {
          modelValue: props.selected,
          mixed: props.mixed,
          label: t('ui.select', { name }),
          hideLabel: true,
          tabindex: props.reachable ? 0 : -1,
          onClick: (event: MouseEvent) => props.events.pressBox(event, props.index),
        }),
      ])
    }
    function actions(content: VNodeChild) {
      const surface = props.current || props.selected ? '--accent-soft' : '--hover'
      return h(
        'div',
        {
          role: 'gridcell',
          class:
            'absolute inset-y-[2px] right-[2px] flex items-center pl-6 pr-1 opacity-0 group-data-[tight]/table:pl-2 focus-within:opacity-100 group-hover/row:opacity-100 group-focus/row:opacity-100',
          style: { background: `linear-gradient(to right, transparent, var(${surface}) min(20px, 12%))` },
        },
        [content],
      )
    }
    function shown(column: Column<unknown>, tabindex: number): VNodeChild {
      if (props.row === null) return h('span', { class: 'block h-2.5 w-[60%] rounded bg-line-soft' })
      const slot = props.cells[`cell-${column.key}`]
      if (slot) return slot({ row: props.row, tabindex })
      const text = column.text?.(props.row) ?? ''
      return h(SafeText, { text, clip: true, class: column.primary ? 'font-medium' : 'text-muted' })
    }
    function withNote(content: VNodeChild) {
      return h('div', { class: 'flex min-w-0 items-baseline gap-2' }, [
        h('div', { class: 'min-w-0 truncate' }, [content]),
        h('span', { class: 'min-w-0 shrink-[9] truncate text-xs text-faint', title: props.note }, props.note),
      ])
    }
    function cell(column: Column<unknown>, isFirst: boolean, tabindex: number) {
      let content = shown(column, tabindex)
      if (column.primary && props.note) content = withNote(content)
      if (isFirst && props.tree) {
        const indent = { paddingLeft: `${(Math.min(props.depth, deepest) - 1) * step}px` }
        content = h('div', { class: 'flex min-w-0 items-center', style: indent }, [
          chevron(props.branch, props.opened),
          h('div', { class: 'min-w-0 flex-1 truncate' }, [content]),
        ])
      }
      return h(
        'div',
        {
          key: column.key,
          role: 'gridcell',
          class: `select-text min-w-0 truncate ${isFirst && props.tree ? 'pr-2' : 'px-2'}${column.numeric ? ' text-right tabular-nums' : ''}`,
        },
        [content],
      )
    }
    return () => {
      const tabindex = props.reachable ? 0 : -1
      if (props.group) {
        const { key, label } = props.group
        const content = props.cells.groupActions?.({ group: key, tabindex })
        const chosenBy = props.selectable ? box(label) : null
        const about = props.cells.groupAbout?.({ group: key })
        return groupRow(props.group, props, chosenBy, about, content?.length ? actions(content) : null)
      }
      const { columns, cells, events, index, row } = props
      return h(
        'div',
        {
          role: 'row',
          class: [
            'group/row absolute left-0 grid h-8 w-full grid-cols-(--tracks) items-center border-b border-line-soft -outline-offset-2',
            props.current || props.selected ? 'bg-accent-soft' : 'hover:bg-hover',
          ],
          style: { transform: `translateY(${index * 32}px)` },
          tabindex,
          'aria-rowindex': index + 2,
          'aria-label': props.name ?? t('ui.loading'),
          'aria-level': props.nested ? props.depth : undefined,
          'aria-posinset': props.nested ? props.position : undefined,
          'aria-setsize': props.nested ? props.siblings : undefined,
          'aria-expanded': props.branch ? props.opened : undefined,
          'aria-busy': row === null || undefined,
          'aria-selected': props.selectable ? props.selected : undefined,
          'aria-current': props.current || undefined,
          // A range of rows is chosen with Shift, not of text.
          onMousedown: (event: MouseEvent) => event.shiftKey && event.preventDefault(),
          onClick: (event: MouseEvent) => events.press(event, index),
          onDblclick: (event: MouseEvent) => events.doublePress(event, index),
          onFocus: () => events.focus(index),
          onKeydown: (event: KeyboardEvent) => events.keydown(event, index),
          onContextmenu: (event: MouseEvent) => events.menu(event, index),
        },
        [
          props.selectable ? box() : null,
          ...columns.map((column, at) => cell(column, at === 0, tabindex)),
          cells.actions && row !== null ? actions(cells.actions({ row, tabindex })) : null,
        ],
      )
    }
  },
})
