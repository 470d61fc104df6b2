export interface Turns {
  /** Resolves when there is room, with what gives the room back; giving it back twice does no harm. */
  next(): Promise<() => void>
}

/** Lets so many be under way at once; the rest wait in order. */
export function createTurns(most: number): Turns {
  const waiting: (() => void)[] = []
  let free = most

  return {
    async next() {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
      let given = false
      return () => {
        if (given) return
        given = true
        const following = waiting.shift()
        if (following) following()
        else free++
      }
    },
  }
}
