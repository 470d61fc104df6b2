import type { ReadPage } from './pageReader'
import { plainRecords } from './plainText'
import { longestMessage } from './record'

/** So many bytes become a string at a time: one of a whole page lies outside of the heap, and costs many times more to make. */
const slice = longestMessage
const LF = 10

/**
 * The lines of a page that may hold what the hint finds, as a rule very few; `any` where it is not known which.
 * @param hint global; finds what is only bytes
 */
export function hintedLines(page: ReadPage, hint: RegExp): readonly number[] | 'any' {
  const offsets = hintedRecords(page.bytes, hint)
  if (offsets === 'any' || offsets.length === 0) return offsets
  const { starts } = page
  const lines: number[] = []
  for (const offset of offsets) {
    // What is before the first line goes on with one of another page.
    if (offset < starts[0]!) continue
    const line = lineAt(starts, offset)
    if (line !== lines.at(-1)) lines.push(line)
  }
  return lines
}

/** A byte of each record that may hold it, rising. */
function hintedRecords(bytes: Buffer, hint: RegExp): number[] | 'any' {
  const offsets: number[] = []
  for (let from = 0; from < bytes.length; ) {
    const last = bytes.lastIndexOf(LF, from + slice - 1)
    // It is a part of a line, and what is looked for may go on in the next: the parts are looked at together.
    if (last < from) return 'any'
    const text = bytes.toString('latin1', from, last + 1)
    const plain = plainRecords(text)
    hint.lastIndex = 0
    if (plain === text) {
      for (let hit = hint.exec(text); hit; hit = hint.exec(text)) {
        offsets.push(from + hit.index)
        // Whatever else the record holds.
        hint.lastIndex = text.indexOf('\n', hit.index) + 1
      }
    } else if (hint.test(plain)) {
      for (let at = from; at <= last; at = bytes.indexOf(LF, at) + 1) offsets.push(at)
    }
    from = last + 1
  }
  return offsets
}

function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 2]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low
}
