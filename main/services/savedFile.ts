import { setTimeout as delay } from 'node:timers/promises'
import { writeNewFile } from './newFile'

/** How far a file is written. */
export interface SavedFile {
  readonly bytes: number
  readonly file: string
}

const pauseBetweenItems = 100

/**
 * Writes a new file, and tells how far it got at most ten times a second; left before its end, the part that was written goes again.
 * @param leave ends the source, for it is not asked any more
 * @throws AppError as `writeNewFile`
 */
export async function* saveFile(
  file: string,
  source: AsyncIterable<Uint8Array>,
  leave: () => void,
): AsyncGenerator<SavedFile, void> {
  let bytes = 0
  let done = false
  async function* counted() {
    for await (const chunk of source) {
      yield chunk
      bytes += chunk.length
    }
  }
  const writing = writeNewFile(file, counted()).finally(() => {
    done = true
  })
  // Until it is awaited below, a failure has nobody to hear it.
  writing.catch(() => {})
  try {
    while (!done) {
      await Promise.race([writing, delay(pauseBetweenItems, undefined, { ref: false })])
      if (!done) yield { bytes, file }
    }
    await writing
    yield { bytes, file }
  } finally {
    leave()
    await writing.catch(() => {})
  }
}
