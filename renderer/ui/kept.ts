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

/** What was kept is of no use any more. @param under only what keys that begin so name */
export function forgetKept(under = ''): void {
  for (const key of values.keys()) if (key.startsWith(under)) values.delete(key)
}

/** Whether one has come back to where one was; else something led there, and means it as it is at first. */
export const isReturn = shallowRef(false)
