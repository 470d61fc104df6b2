import type { ReadLog } from '../../logs/worker/logsClient'
import type { Questions } from '../../logs/worker/protocol'
import { type SavedFile, saveFile } from '../savedFile'

/** Writes lines to a file, and tells how far it got at most ten times a second. */
export async function* saveLines(
  read: ReadLog,
  about: Omit<Questions['text'], 'from'>,
  file: string,
): AsyncGenerator<SavedFile, void> {
  let left = false
  async function* written() {
    for (let from: number | null = Number.MIN_SAFE_INTEGER; from !== null; ) {
      const part: { readonly text: string; readonly next: number | null } = await read.ask('text', {
        ...about,
        from,
      })
      if (left) throw new Error('left')
      yield Buffer.from(part.text)
      from = part.next
    }
  }
  yield* saveFile(file, written(), () => {
    left = true
  })
}
