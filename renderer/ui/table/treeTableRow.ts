import { defineComponent, h, type PropType, type Slots } from 'vue'
import { t } from '../i18n'
import type { TableColumn } from './table'

/** What a row tells its table; one object for all rows, so that it never changes. */
export interface TreeRowEvents {
  press(event: MouseEvent, index: number): void
  doublePress(event: MouseEvent, index: number): void
  focus(index: number): void
  keydown(event: KeyboardEvent, index: number): void
}

/** Pixels that a level is moved in, and the depth from which on it is not moved any further. */
const step = 16
const deepest = 14

/** One row of TreeTable; like TableRow it renders alone. */
export default defineComponent({
  name: 'TreeTableRow',
  props: {
    /** Null while it is being read. */
    row: { type: null as unknown as PropType<unknown>, required: true },
    name: String,
    index: { type: Number, required: true },
    depth: { type: Number, required: true },
    position: { type: Number, required: true },
    siblings: { type: Number, required: true },
    /** It has rows of its own, and whether they are shown. */
    branch: Boolean,
    opened: Boolean,
    /** The table is a tree, and not a list. */
    tree: Boolean,
    columns: { type: Array as PropType<readonly TableColumn[]>, required: true },
    template: { type: String, required: true },
    cells: { type: Object as PropType<Slots>, required: true },
    events: { type: Object as PropType<TreeRowEvents>, required: true },
    current: Boolean,
    reachable: Boolean,
  },
  setup(props) {
    function chevron() {
      const path = h('path', { d: 'M2.5 1l4 4-4 4', fill: 'none', stroke: 'currentColor' })
      const mark = h(
        'svg',
        { viewBox: '0 0 9 10', class: ['w-[8px]', props.opened && 'rotate-90'], 'stroke-width': 1.6 },
        [path],
      )
      return h(
        'span',
        {
          'data-toggle': props.branch ? '' : undefined,
          'aria-hidden': 'true',
          class: 'grid h-8 w-[20px] shrink-0 place-items-center text-faint hover:text-text',
        },
        props.branch ? [mark] : [],
      )
    }
    function content(column: TableColumn, isFirst: boolean) {
      const cell = props.cells[`cell-${column.key}`]
      const shown =
        props.row === null
          ? [h('span', { class: 'block h-2.5 w-[60%] rounded bg-line-soft' })]
          : cell?.({ row: props.row })
      if (!isFirst || !props.tree) return shown
      const indent = { paddingLeft: `${(Math.min(props.depth, deepest) - 1) * step}px` }
      return h('div', { class: 'flex min-w-0 items-center', style: indent }, [
        chevron(),
        h('div', { class: 'min-w-0 flex-1 truncate' }, shown),
      ])
    }
    return () =>
      h(
        'div',
        {
          role: 'row',
          class: [
            'absolute left-0 grid h-8 w-full items-center border-b border-line-soft -outline-offset-2',
            props.current ? 'bg-accent-soft' : 'hover:bg-hover',
          ],
          style: { gridTemplateColumns: props.template, transform: `translateY(${props.index * 32}px)` },
          tabindex: props.reachable ? 0 : -1,
          'aria-rowindex': props.index + 2,
          'aria-label': props.name ?? t('ui.loading'),
          'aria-level': props.tree ? props.depth : undefined,
          'aria-posinset': props.tree ? props.position : undefined,
          'aria-setsize': props.tree ? props.siblings : undefined,
          'aria-expanded': props.branch ? props.opened : undefined,
          'aria-busy': props.row === null || undefined,
          'aria-current': props.current || undefined,
          onClick: (event: MouseEvent) => props.events.press(event, props.index),
          onDblclick: (event: MouseEvent) => props.events.doublePress(event, props.index),
          onFocus: () => props.events.focus(props.index),
          onKeydown: (event: KeyboardEvent) => props.events.keydown(event, props.index),
        },
        props.columns.map((column, at) =>
          h(
            'div',
            {
              key: column.key,
              role: 'gridcell',
              class: [
                'min-w-0 truncate',
                column.numeric && 'text-right tabular-nums',
                at === 0 && props.tree ? 'pr-2' : 'px-2',
              ],
            },
            content(column, at === 0),
          ),
        ),
      )
  },
})
