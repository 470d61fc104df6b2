/** All items of a stream, to its end. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}

/** The first item that fits; what comes before is passed over. Leaves the stream open, for the next look. */
export async function until<T>(stream: AsyncIterator<T>, fits: (item: T) => boolean): Promise<T> {
  for (;;) {
    const { value, done } = await stream.next()
    if (done) throw new Error('The stream ended')
    if (fits(value)) return value
  }
}
