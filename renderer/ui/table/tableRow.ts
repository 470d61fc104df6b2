import { defineComponent, h, type PropType, type Slots } from 'vue'
import Checkbox from '../forms/Checkbox.vue'
import { t } from '../i18n'
import type { TableColumn } from './table'

/** What a row tells its table; one object for all rows, so that it never changes. */
export interface RowEvents {
  press(event: MouseEvent, index: number): void
  pressBox(event: MouseEvent, index: number): void
  focus(index: number): void
  keydown(event: KeyboardEvent, index: number): void
  menu(event: MouseEvent, index: number): void
}

/**
 * One row of VirtualTable. The cells' slots come as a property: they run inside this row's own rendering, so that
 * while the list scrolls only the rows that come into sight are rendered, and a change renders only its row.
 */
export default defineComponent({
  name: 'TableRow',
  props: {
    row: { type: null as unknown as PropType<unknown>, required: true },
    name: { type: String, required: true },
    index: { type: Number, required: true },
    columns: { type: Array as PropType<readonly TableColumn[]>, required: true },
    template: { type: String, required: true },
    cells: { type: Object as PropType<Slots>, required: true },
    events: { type: Object as PropType<RowEvents>, required: true },
    selectable: Boolean,
    selected: Boolean,
    current: Boolean,
    /** The one row of the table that the Tab key reaches, with its controls. */
    reachable: Boolean,
  },
  setup(props) {
    const cell = 'min-w-0 truncate px-2'
    function box() {
      return h('div', { role: 'gridcell', class: 'flex pl-2' }, [
        h(Checkbox, {
          modelValue: props.selected,
          label: t('ui.select', { name: props.name }),
          hideLabel: true,
          tabindex: props.reachable ? 0 : -1,
          onClick: (event: MouseEvent) => props.events.pressBox(event, props.index),
        }),
      ])
    }
    function actions(scope: { row: unknown; tabindex: number }) {
      const surface = props.current || props.selected ? '--accent-soft' : '--hover'
      return h(
        'div',
        {
          role: 'gridcell',
          class:
            'absolute inset-y-[2px] right-[2px] flex items-center pl-6 pr-1 opacity-0 focus-within:opacity-100 group-hover/row:opacity-100 group-focus/row:opacity-100',
          style: { background: `linear-gradient(to right, transparent, var(${surface}) 20px)` },
        },
        props.cells.actions?.(scope),
      )
    }
    return () => {
      const scope = { row: props.row, tabindex: props.reachable ? 0 : -1 }
      return h(
        'div',
        {
          role: 'row',
          class: [
            'group/row absolute left-0 grid h-8 w-full items-center border-b border-line-soft -outline-offset-2',
            props.current || props.selected ? 'bg-accent-soft' : 'hover:bg-hover',
          ],
          style: { gridTemplateColumns: props.template, transform: `translateY(${props.index * 32}px)` },
          tabindex: scope.tabindex,
          'aria-rowindex': props.index + 2,
          'aria-label': props.name,
          'aria-selected': props.selectable ? props.selected : undefined,
          'aria-current': props.current || undefined,
          onClick: (event: MouseEvent) => props.events.press(event, props.index),
          onFocus: () => props.events.focus(props.index),
          onKeydown: (event: KeyboardEvent) => props.events.keydown(event, props.index),
          onContextmenu: (event: MouseEvent) => props.events.menu(event, props.index),
        },
        [
          props.selectable ? box() : null,
          ...props.columns.map((column) =>
            h(
              'div',
              {
                key: column.key,
                role: 'gridcell',
                class: column.numeric ? `${cell} text-right tabular-nums` : cell,
              },
              props.cells[`cell-${column.key}`]?.(scope),
            ),
          ),
          props.cells.actions ? actions(scope) : null,
        ],
      )
    }
  },
})
