import type { Component } from 'vue'
import { t } from '../i18n'
import type { MenuItem } from '../parts/menuItem'
import { type KeyGroup, keycaps } from '../shortcuts'

/**
 * Something that can be done with an object of a kind. Declared once, it is in the row's menu and buttons, on its key, in the bar
 * of what is selected, in the details and in the command palette.
 */
export interface Action<T> {
  readonly id: string
  /** The verb. */
  readonly label: string
  readonly icon?: Component
  /** As KeyboardEvent names it: `Delete`, `F2`, `l`. */
  readonly key?: string
  readonly danger?: boolean
  /** A line above it in menus. */
  readonly separated?: boolean
  /** Whether it makes sense for an object as it is; always unless said. */
  when?(row: T): boolean
  /** Why it cannot be done although it makes sense, as a sentence. */
  reason?(row: T): string | null
  /** Whether the row has a button for it, under the pointer. */
  inRow?(row: T): boolean
  run(row: T): unknown
  /** What is done with many at once; only with those that it makes sense for. */
  bulk?(rows: readonly T[]): unknown
  /** A button of its own in the bar of what is selected; the others are in the bar's menu. */
  readonly inBar?: boolean
  /** False: the command palette has it in another way. */
  readonly listed?: boolean
  /** What the command palette calls it, where that is more than verb and name. */
  command?(name: string): string
}

/** The actions where something may be against all of them. @param reason why, as a sentence; null while nothing is */
export function unless<T>(reason: () => string | null, actions: readonly Action<T>[]): readonly Action<T>[] {
  return actions.map((action) => ({ ...action, reason: (row) => reason() ?? action.reason?.(row) ?? null }))
}

/** What can be done with an object now, in the order of declaration. */
export function actionsOf<T>(actions: readonly Action<T>[], row: T): readonly Action<T>[] {
  return actions.filter((action) => action.when?.(row) ?? true)
}

/** The first of the groups that lines part in a menu: what is asked for most. */
export function beforeSeparator<T>(actions: readonly Action<T>[]): readonly Action<T>[] {
  const end = actions.findIndex(({ separated }) => separated)
  return end === -1 ? actions : actions.slice(0, end)
}

/** Those of some objects that an action makes sense for, and nothing is against. */
export function takersOf<T>({ when, reason }: Action<T>, rows: readonly T[]): readonly T[] {
  return rows.filter((row) => (when?.(row) ?? true) && !reason?.(row))
}

/** The menu of an object. What is against all of its entries is said once, above them. */
export function actionMenu<T>(actions: readonly Action<T>[], row: T): readonly MenuItem[] {
  const items = menuItems(actions, row)
  const [first] = items
  if (!first?.reason || items.some(({ reason }) => reason !== first.reason)) return items
  const why = { key: 'nothing', label: t('ui.list.nothingNow'), reason: first.reason }
  const rest = items.map((item, at) => ({
    ...item,
    reason: undefined,
    disabled: true,
    separated: at === 0 || item.separated,
  }))
  return [why, ...rest]
}

function menuItems<T>(actions: readonly Action<T>[], row: T): readonly MenuItem[] {
  return actionsOf(actions, row).map((action) => ({
    key: action.id,
    label: action.label,
    icon: action.icon,
    hint: action.key && keyText(action.key),
    reason: action.reason?.(row) ?? undefined,
    danger: action.danger,
    separated: action.separated,
  }))
}

/** What a key is called in a menu. */
export function keyText(key: string): string {
  return keycaps(key).join(' ')
}

/** The keys of actions, under the name of what they are for. */
export function actionKeys<T>(heading: string, actions: readonly Action<T>[]): KeyGroup {
  return { heading, keys: actions.flatMap(({ key, label }) => (key ? [{ keys: key, label }] : [])) }
}

/** The action that a key stands for. */
export function actionOfKey<T>(
  actions: readonly Action<T>[],
  row: T,
  { key, ctrlKey, altKey, metaKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>,
): Action<T> | undefined {
  if (ctrlKey || altKey || metaKey) return undefined
  return actionsOf(actions, row).find((action) => action.key === key)
}
