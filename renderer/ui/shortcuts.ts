import { computed, shallowRef } from 'vue'

/** What a key does; `label` says it to whoever asks for the list of all keys. */
export interface Shortcut {
  readonly label: string
  run(event: KeyboardEvent): void
}
/** By `Ctrl+K`, `Delete`, `/`: the key as KeyboardEvent names it, after its modifiers in this order. */
export type Shortcuts = Readonly<Record<string, Shortcut>>

/** Keys that belong together, as they are listed. */
export interface KeyGroup {
  readonly heading: string
  readonly keys: readonly { readonly keys: string; readonly label: string }[]
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>

/** What a key press is called in a declaration. Shift is part of a character already. */
export function chord({ key, ctrlKey, altKey, shiftKey, metaKey }: KeyPress): string {
  const name = key.length === 1 ? key.toUpperCase() : key
  const modifiers = [
    ctrlKey || metaKey ? 'Ctrl+' : '',
    altKey ? 'Alt+' : '',
    shiftKey && key.length > 1 ? 'Shift+' : '',
  ]
  return modifiers.join('') + name
}

/** Whether a key that is pressed in a text field is meant for the text. */
export function isForText(name: string): boolean {
  // What was typed is taken back there.
  return name === 'Ctrl+Z' || !/^(Ctrl\+|Alt\+|(Shift\+)?F\d)/.test(name)
}

const names: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Delete: 'Del',
  Escape: 'Esc',
  ' ': 'Space',
}

/** What is written on the keys of a chord, one after the other. */
export function keycaps(name: string): readonly string[] {
  const [key = '', ...modifiers] = name.split(/\+(?=.)/).reverse()
  return [...modifiers.reverse(), names[key] ?? (key.length === 1 ? key.toUpperCase() : key)]
}

const declared = shallowRef<ReadonlyMap<symbol, KeyGroup>>(new Map())

/** Adds keys to the list of all; gives what takes them out again. Those of the same heading stand together, each once. */
export function listKeys(group: KeyGroup): () => void {
  const id = Symbol(group.heading)
  declared.value = new Map(declared.value).set(id, group)
  return () => {
    const left = new Map(declared.value)
    left.delete(id)
    declared.value = left
  }
}

/** All keys that mean something now. */
export const keyGroups = computed(() => mergeGroups([...declared.value.values()]))

export function mergeGroups(groups: readonly KeyGroup[]): readonly KeyGroup[] {
  const merged = new Map<string, Map<string, string>>()
  for (const { heading, keys } of groups) {
    const of = merged.get(heading) ?? new Map<string, string>()
    for (const { keys: name, label } of keys) of.set(name, label)
    merged.set(heading, of)
  }
  return [...merged].map(([heading, of]) => ({
    heading,
    keys: [...of].map(([keys, label]) => ({ keys, label })),
  }))
}
