import { h, type VNodeChild } from 'vue'
import { visibleText } from '../../../main/shared/visibleText'
import { formatNumber } from '../text/quantities'
import { chevron } from './chevron'
import type { RowGroup } from './lines'
import type { RowEvents } from './tableRow'

interface GroupRowProps {
  readonly index: number
  readonly position: number
  readonly siblings: number
  readonly opened: boolean
  readonly reachable: boolean
  readonly selectable: boolean
  readonly selected: boolean
  readonly events: RowEvents
}

/**
 * The heading of a group, which opens and closes it.
 * @param box that all of its rows are chosen with
 * @param about a few words on it
 * @param actions what can be done with it
 */
export function groupRow(
  { label, count }: RowGroup,
  props: GroupRowProps,
  box: VNodeChild,
  about: VNodeChild,
  actions: VNodeChild,
) {
  const { index, events } = props
  const name = visibleText(label)
  return h(
    'div',
    {
      role: 'row',
      class:
        'group/row absolute left-0 flex h-8 w-full items-center border-b border-line-soft -outline-offset-2 hover:bg-hover',
      style: { transform: `translateY(${index * 32}px)` },
      tabindex: props.reachable ? 0 : -1,
      'aria-rowindex': index + 2,
      'aria-label': name,
      'aria-level': 1,
      'aria-posinset': props.position,
      'aria-setsize': props.siblings,
      'aria-expanded': props.opened,
      'aria-selected': props.selectable ? props.selected : undefined,
      onClick: (event: MouseEvent) => events.press(event, index),
      onFocus: () => events.focus(index),
      onKeydown: (event: KeyboardEvent) => events.keydown(event, index),
      onContextmenu: (event: MouseEvent) => events.menu(event, index),
    },
    [
      box,
      h('div', { role: 'gridcell', class: 'flex min-w-0 items-center pl-1.5' }, [
        chevron(true, props.opened),
        h('span', { class: 'truncate pl-1 font-semibold', title: name.slice(0, 1000) }, name),
        h('span', { class: 'pl-2 tabular-nums text-faint' }, formatNumber(count)),
        h('span', { class: 'truncate pl-2 text-sm tabular-nums text-faint' }, [about]),
      ]),
      actions,
    ],
  )
}
