import { Braces, Copy, PanelRightOpen } from '@lucide/vue'
import type { Component } from 'vue'
import { t } from '../ui/i18n'
import { type Action, actionKeys, keyText } from '../ui/list/action'
import type { KeyGroup } from '../ui/shortcuts'
import { LazyCommand, type Named, type NamedVerb, type Offer } from './lazyCommand'
import { perform } from './perform'

/** Where a name stands in a sentence that is filled many times. */
export const nameGap = '{name}'

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
  /** All of all of them, as they are now. */
  offer(): Offer
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
  const otherWords: Readonly<Record<string, string>> = {
    remove: t('objectCommands.words.remove'),
    inspect: t('objectCommands.words.inspect'),
    copyName: t('objectCommands.words.copy'),
    copyId: t('objectCommands.words.copy'),
    ...options.words,
  }
  const actions = [...options.actions.filter(({ listed }) => listed !== false), ...looks(options)]

  /** What is said of all in one sentence, looked up once: there are thousands to fill. */
  function verb(
    key: string,
    sentence: string,
    more: Omit<NamedVerb<T>, 'kind' | 'key' | 'label' | 'before' | 'after'>,
  ): NamedVerb<T> {
    const [before = '', ...rest] = sentence.split(nameGap)
    const after = rest.join(nameGap)
    return {
      ...more,
      kind,
      key: ({ row }) => `${key}/${id(row)}`,
      label: ({ name }) => before + name + after,
      before: before.toLowerCase(),
      after: after.toLowerCase(),
    }
  }
  const acts = actions.map((action) =>
    verb(action.id, action.command?.(nameGap) ?? t('action.of', { action: action.label, name: nameGap }), {
      words: otherWords[action.id],
      standing: 'object',
      icon: action.icon,
      keys: action.key && keyText(action.key),
      danger: action.danger,
      takes: ({ row }) => action.when?.(row) ?? true,
      reason: ({ row }) => action.reason?.(row) ?? undefined,
      run: ({ row }) => void perform(action, row),
    }),
  )
  const opening = verb('open', t('action.open', { name: nameGap }), {
    standing: 'open',
    icon: PanelRightOpen,
    takes: () => true,
    run: ({ row }) => options.open(row),
  })
  function named(row: T): Named<T> {
    const name = options.name(row)
    return { row, name, small: name.toLowerCase() }
  }
  return {
    of(one) {
      const row = options.byId(one)
      if (row === undefined) return []
      const thing = named(row)
      return acts.filter((verb) => verb.takes(thing)).map((verb) => new LazyCommand(verb, thing))
    },
    offer: () => ({ verbs: [opening, ...acts], things: options.items().map(named) }),
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
