import type { LogBatch, LogLine } from '../../contract/containers'

const longestWait = 50
const largestText = 64 * 1024
/** What a line weighs beside its text, so that empty ones count too. */
const weightOfLine = 64

type Chunk = IteratorResult<readonly LogLine[], void>

/**
 * Gathers lines: a batch ends 50 ms after the one before it, or when it holds 64 KB. Lines that come after a silence are
 * passed on at once. Reads one chunk ahead of its reader, and no further.
 * @param release ends a read that is under way, when the reader leaves
 */
export async function* batches(
  source: AsyncIterable<readonly LogLine[]>,
  release: () => void,
): AsyncGenerator<LogBatch, void> {
  const chunks = source[Symbol.asyncIterator]()
  const waiting: LogLine[] = []
  let reading: Promise<Chunk> | null = null
  let failure: { readonly reason: unknown } | null = null
  let ended = false
  let lastAt = 0

  /** What the source throws ends it, and is passed on behind the lines that came before. */
  function read(): Promise<Chunk> {
    return chunks.next().catch((reason: unknown) => {
      failure = { reason }
      return { done: true, value: undefined } as const
    })
  }

  /** The next chunk; undefined when the lines that wait should not wait for it. */
  async function nextChunk(): Promise<Chunk | undefined> {
    reading ??= read()
    const left = lastAt + longestWait - performance.now()
    if (waiting.length > 0 && left <= 0) return undefined
    const next = await (waiting.length > 0 ? within(reading, left) : reading)
    if (next) reading = null
    return next
  }

  try {
    for (;;) {
      const full = countUntilFull(waiting)
      const next: Chunk | undefined = ended || full <= waiting.length ? undefined : await nextChunk()
      if (next) {
        ended = next.done === true
        if (!next.done) for (const line of next.value) waiting.push(line)
      } else if (waiting.length > 0) {
        lastAt = performance.now()
        yield { lines: waiting.splice(0, full) }
      } else break
    }
    if (failure) throw (failure as { readonly reason: unknown }).reason
  } finally {
    release()
    await chunks.return?.()
  }
}

/** How many of the lines fill a batch; one more than there are when they do not. */
function countUntilFull(lines: readonly LogLine[]): number {
  let weight = 0
  for (const [index, line] of lines.entries()) {
    weight += line.text.length + weightOfLine
    if (weight >= largestText) return index + 1
  }
  return lines.length + 1
}

/** The promise's value, or undefined after so many milliseconds. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
