import { patience } from './patience'

/** All items of a stream, to its end. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}

/**
 * The first item that fits; what comes before is passed over. Leaves the stream open, for the next look. Fails with the
 * item that came last.
 */
export async function until<T>(stream: AsyncIterator<T>, fits: (item: T) => boolean): Promise<T> {
  let last: T | undefined
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const seen = JSON.stringify(last)?.slice(0, 2000) ?? 'nothing'
      reject(new Error(`None of the items fits ${fits}; the last one: ${seen}`))
    }, patience)
  })
  try {
    for (;;) {
      const { value, done } = await Promise.race([stream.next(), late])
      if (done) throw new Error('The stream ended')
      last = value
      if (fits(value)) return value
    }
  } finally {
    clearTimeout(timer)
  }
}
