import { t } from '../ui/i18n'
import { type Action, actionsOf } from '../ui/list/action'
import { perform } from './perform'

/** Something that the command palette can do. */
export interface Command {
  readonly key: string
  readonly label: string
  /** What kind of thing it is about, in a word. */
  readonly kind: string
  /** Why it cannot be done, as a sentence: it is shown with it. */
  readonly reason?: string
  run(): void
}

/** Commands of a feature's objects, for the command palette. */
export interface ObjectCommands {
  /** Of the object with this id; none where there is no such object. */
  of(id: string): readonly Command[]
  all(): readonly Command[]
}

interface ObjectCommandsOptions<T> {
  /** What an object is called, as people can read it. */
  name(row: T): string
  readonly kind: string
  id(row: T): string
  readonly actions: readonly Action<T>[]
  items(): readonly T[]
  byId(id: string): T | undefined
  /** Shows its details. */
  open(row: T): void
}

/** Whatever can be done with the objects of a kind, by name: `Stop web-1`. */
export function objectCommands<T>(options: ObjectCommandsOptions<T>): ObjectCommands {
  const { id, kind } = options
  const listed = options.actions.filter((action) => action.listed !== false)
  /** `Stop {name}`: looked up once for each verb, for there are thousands to fill. */
  const sentences = new Map<string, string>()
  function sentence({ label, command }: Action<T>, name: string): string {
    if (command) return command(name)
    const known = sentences.get(label) ?? t('action.of', { action: label, name: '{name}' })
    sentences.set(label, known)
    return known.replace('{name}', () => name)
  }
  function acts(row: T): readonly Command[] {
    const name = options.name(row)
    return actionsOf(listed, row).map((action) => ({
      key: `${action.id}/${id(row)}`,
      label: sentence(action, name),
      kind,
      reason: action.reason?.(row) ?? undefined,
      run: () => void perform(action, row),
    }))
  }
  function opens(row: T): Command {
    const label = t('action.open', { name: options.name(row) })
    return { key: `open/${id(row)}`, label, kind, run: () => options.open(row) }
  }
  return {
    of(one) {
      const row = options.byId(one)
      return row === undefined ? [] : acts(row)
    },
    all: () => options.items().flatMap((row) => [...acts(row), opens(row)]),
  }
}
