/** What the window remembers under a name from one start to the next. */
export interface Remembered {
  /** Null when there is nothing, or nothing that can be read. Its shape is the caller's to check: another version may have written it. */
  read(): unknown
  write(value: unknown): void
}

/** One thing to be remembered: `list.containers`, `width.images`. */
export function remembered(name: string): Remembered {
  const key = `slipway.${name}`
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(key) ?? 'null')
      } catch {
        return null
      }
    },
    write(value) {
      try {
        localStorage.setItem(key, JSON.stringify(value))
      } catch {
        // A store that is full costs the memory, never what the person was doing.
      }
    },
  }
}
