import { Ellipsis } from '@lucide/vue'
import { h } from 'vue'
import { visibleText } from '../../../main/shared/visibleText'
import { t } from '../i18n'
import IconButton from '../parts/IconButton.vue'
import { type Action, actionsOf } from './action'

interface RowActionsOptions<T> {
  actions(): readonly Action<T>[]
  name(row: T): string
  /** An action on it is under way. */
  isBusy(row: T): boolean
  /** Details stand beside the list, with the same actions on them. */
  isBeside?(): boolean
  /** Nothing is under them, however narrow the list is. */
  readonly isRoomy?: boolean
  act(action: Action<T>, row: T): void
  menu(row: T, anchor: HTMLElement): void
}

const look =
  'h-[26px] rounded-md px-[7px] text-muted hover:bg-[color-mix(in_oklab,var(--text)_8%,transparent)] hover:text-text disabled:opacity-40'
/** Where they would lie over what the row says, the first is a sign and the others are in the menu; beside details that has all. */
const tight = {
  first: '@max-[430px]:hidden',
  other: 'group-data-[tight]/table:hidden',
  word: 'group-data-[tight]/table:hidden',
  sign: 'hidden group-data-[tight]/table:block',
}

/** A row's buttons: the actions that are wanted most, and the menu of all. */
export function rowActions<T>(options: RowActionsOptions<T>) {
  const isSign = (action: Action<T>, at: number) => at === 0 && action.icon && !options.isBeside?.()
  const sign = ({ icon, label }: Action<T>) =>
    icon &&
    h('span', { class: tight.sign, title: label }, [
      h(icon, { size: 15, strokeWidth: 1.8, 'aria-hidden': true }),
    ])
  return ({ row, tabindex }: { row: T; tabindex: number }) => [
    ...actionsOf(options.actions(), row)
      // What cannot be done is in the menu, which says why.
      .filter((action) => action.inRow?.(row) && !action.reason?.(row))
      .map((action, at) =>
        h(
          'button',
          {
            key: action.id,
            type: 'button',
            tabindex,
            // What can be done with many changes the object: one thing at a time.
            disabled: action.bulk !== undefined && options.isBusy(row),
            class: [look, options.isRoomy || isSign(action, at) ? tight.first : tight.other],
            'aria-label': action.label,
            onClick: () => options.act(action, row),
          },
          options.isRoomy ? action.label : [h('span', { class: tight.word }, action.label), sign(action)],
        ),
      ),
    h(IconButton, {
      icon: Ellipsis,
      label: t('ui.list.actionsOf', { name: visibleText(options.name(row)) }),
      tabindex,
      'aria-haspopup': 'menu',
      onClick: (event: MouseEvent) => options.menu(row, event.currentTarget as HTMLElement),
    }),
  ]
}
