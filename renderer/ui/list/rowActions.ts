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
  act(action: Action<T>, row: T): void
  menu(row: T, anchor: HTMLElement): void
}

const look =
  'h-[26px] rounded-md px-[7px] text-muted @max-[430px]:hidden hover:bg-[color-mix(in_oklab,var(--text)_8%,transparent)] hover:text-text disabled:opacity-40'

/** A row's buttons: the actions that are wanted most, and the menu of all. */
export function rowActions<T>(options: RowActionsOptions<T>) {
  return ({ row, tabindex }: { row: T; tabindex: number }) => [
    ...actionsOf(options.actions(), row)
      // What cannot be done is in the menu, which says why.
      .filter((action) => action.inRow?.(row) && !action.reason?.(row))
      .map((action) =>
        h(
          'button',
          {
            key: action.id,
            type: 'button',
            tabindex,
            // What can be done with many changes the object: one thing at a time.
            disabled: action.bulk !== undefined && options.isBusy(row),
            class: look,
            onClick: () => options.act(action, row),
          },
          action.label,
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
