import { type ShallowRef, shallowRef } from 'vue'

const values = new Map<string, ShallowRef<unknown>>()

/**
 * State of a view that is there when one comes back to it, for as long as the window runs; what outlives that is
 * `remembered`. Objects are replaced whole.
 * @param key says of what it is: `list.images.query`
 */
export function kept<T>(key: string, initial: T): ShallowRef<T> {
  const known = values.get(key)
  if (known) return known as ShallowRef<T>
  const made = shallowRef(initial)
  values.set(key, made)
  return made as ShallowRef<T>
}

/** All views begin anew: what was kept is of an engine that is no longer the one. */
export function forgetKept(): void {
  values.clear()
}
