import { computed, type Ref, shallowRef } from 'vue'

/** Where parts keep what they remember of the person's choices. `read` is reactive; undefined where there is nothing. */
export interface Memory {
  read(key: string): unknown
  write(key: string, value: unknown): void
}

/** Until somebody gives a lasting one, for as long as the page lives. */
function createPassingMemory(): Memory {
  const values = shallowRef<ReadonlyMap<string, unknown>>(new Map())
  return {
    read: (key) => values.value.get(key),
    write(key, value) {
      values.value = new Map(values.value).set(key, value)
    },
  }
}

const memory = shallowRef<Memory>(createPassingMemory())

/** Says where all parts remember from now on. */
export function setMemory(given: Memory): void {
  memory.value = given
}

/**
 * What is remembered under a key, as a ref; it may come after the part was made. Objects are replaced whole.
 * @param fallback what holds where nothing is remembered, or nothing that is accepted
 */
export function remembered<T>(key: string, fallback: T, accept: (value: unknown) => value is T): Ref<T> {
  return computed({
    get() {
      const value = memory.value.read(key)
      return accept(value) ? value : fallback
    },
    set: (value) => memory.value.write(key, value),
  })
}

export const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value)
export const isString = (value: unknown): value is string => typeof value === 'string'
