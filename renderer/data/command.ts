import { Braces, Copy, PanelRightOpen } from '@lucide/vue'
import type { Component } from 'vue'
import { t } from '../ui/i18n'
import { type Action, actionKeys, actionsOf, keyText } from '../ui/list/action'
import type { KeyGroup } from '../ui/shortcuts'
import { perform } from './perform'

/**
 * What counts for a command besides how well it fits: a `view` comes before what the `window` can do, that before what can
 * be done with an object, of which `open` comes first; what is `rare` comes last.
 */
export type Standing = 'view' | 'window' | 'open' | 'object' | 'rare'

/** Something that the command palette can do. */
export interface Command {
  readonly key: string
  readonly label: string
  /** What kind of thing it is about, in a word. */
  readonly kind: string
  /** Other words that people look for it by, with blanks between them. */
  readonly words?: string
  /** `window` unless said. */
  readonly standing?: Standing
  readonly icon?: Component
  /** What does the same, as it stands on the keys: `Ctrl 1`. */
  readonly keys?: string
  /** Something may be lost by it. */
  readonly danger?: boolean
  /** Why it cannot be done, as a sentence: it is shown with it. */
  readonly reason?: string
  run(): void
}

/** Commands of a feature's objects, for the command palette. */
export interface ObjectCommands {
  /** Of the object with this id; none where there is no such object. */
  of(id: string): readonly Command[]
  /** @param words in small letters: only those that have each somewhere, in the name, the verb or their other words */
  all(words?: readonly string[]): readonly Command[]
  /** The keys of what can be done with one of them. */
  keys(): KeyGroup
}

interface ObjectCommandsOptions<T> {
  /** What an object is called, as people can read it. */
  name(row: T): string
  readonly kind: string
  /** The name of the list of them. */
  readonly title: string
  id(row: T): string
  readonly actions: readonly Action<T>[]
  /** Other words by the action's id. */
  readonly words?: Readonly<Record<string, string>>
  /** What can be copied of it, and how. */
  readonly copies?: Partial<Readonly<Record<'copyName' | 'copyId', (row: T) => string>>>
  copy?(text: string): unknown
  items(): readonly T[]
  byId(id: string): T | undefined
  /** Shows its details. @param tab one of their tabs; the first where none is said */
  open(row: T, tab?: 'inspect'): void
}

/** Whatever can be done with the objects of a kind, by name: `Stop web-1`. */
export function objectCommands<T>(options: ObjectCommandsOptions<T>): ObjectCommands {
  const { id, kind } = options
  const words: Readonly<Record<string, string>> = {
    remove: t('objectCommands.words.remove'),
    inspect: t('objectCommands.words.inspect'),
    copyName: t('objectCommands.words.copy'),
    copyId: t('objectCommands.words.copy'),
    ...options.words,
  }
  const actions = [...options.actions.filter(({ listed }) => listed !== false), ...looks(options)]
  const gap = '{name}'
  /** `Stop {name}`: looked up once for each verb, for there are thousands to fill. */
  const sentences = new Map<string, string>()
  function sentence({ id, label, command }: Action<T>, name: string): string {
    const known = sentences.get(id) ?? command?.(gap) ?? t('action.of', { action: label, name: gap })
    sentences.set(id, known)
    return known.replace(gap, () => name)
  }
  const opening = t('action.open', { name: gap })
  const seen = (text: string, ...others: (string | undefined)[]) =>
    [text.replace(gap, ''), ...others, kind].join(' ').toLowerCase()
  /** Where a word is looked for that is not in the name, by the action's id: there are a dozen verbs for thousands of names. */
  const texts = new Map(
    actions.map((action) => [action.id, seen(sentence(action, gap), words[action.id])] as const),
  )
  const openText = seen(opening)

  function act(action: Action<T>, row: T, name: string): Command {
    return {
      key: `${action.id}/${id(row)}`,
      label: sentence(action, name),
      kind,
      words: words[action.id],
      standing: 'object',
      icon: action.icon,
      keys: action.key && keyText(action.key),
      danger: action.danger,
      reason: action.reason?.(row) ?? undefined,
      run: () => void perform(action, row),
    }
  }
  function opens(row: T, name: string): Command {
    const label = opening.replace(gap, () => name)
    return {
      key: `open/${id(row)}`,
      label,
      kind,
      standing: 'open',
      icon: PanelRightOpen,
      run: () => options.open(row),
    }
  }
  return {
    of(one) {
      const row = options.byId(one)
      if (row === undefined) return []
      return actionsOf(actions, row).map((action) => act(action, row, options.name(row)))
    },
    all(wanted = []) {
      return options.items().flatMap((row) => {
        const name = options.name(row)
        const small = name.toLowerCase()
        const left = wanted.filter((word) => !small.includes(word))
        const fits = (text: string | undefined) => left.every((word) => text?.includes(word))
        const fitting = actions.filter((action) => fits(texts.get(action.id)) && (action.when?.(row) ?? true))
        return [
          ...(fits(openText) ? [opens(row, name)] : []),
          ...fitting.map((action) => act(action, row, name)),
        ]
      })
    },
    keys: () => actionKeys(options.title, options.actions),
  }
}

/** What changes nothing: menus have no room for all of it. What a feature has among its own actions is not there twice. */
function looks<T>({ actions, open, copies = {}, copy }: ObjectCommandsOptions<T>): readonly Action<T>[] {
  const named = (id: string) => ({
    id,
    label: '',
    command: (name: string) => t(`objectCommands.${id}`, { name }),
  })
  const all: readonly Action<T>[] = [
    { ...named('inspect'), icon: Braces, run: (row) => open(row, 'inspect') },
    ...Object.entries(copies).map(([id, text]) => ({
      ...named(id),
      icon: Copy,
      run: (row: T) => copy?.(text(row)),
    })),
  ]
  return all.filter(({ id }) => !actions.some((action) => action.id === id))
}
