import type { MessagePort } from 'node:worker_threads'
import { pageBytes } from '../backward'
import { createPageFilter, type PageFilter, patternOf } from '../filter'
import { readPage } from '../pageReader'
import type { FromSearch, ToSearch } from './protocol'

/**
 * Looks through pages, for one filter at a time. An expression may need longer for a line than anybody waits: whoever asks ends the
 * thread then. Files that are open are so in all threads of a process.
 */
export function serveSearch(port: Pick<MessagePort, 'on' | 'postMessage'>): void {
  let filter: PageFilter | null = null
  let pattern: RegExp | null = null
  /** Memory that was never touched costs as much as all of the search. */
  const room = Buffer.allocUnsafeSlow(2 * pageBytes)
  port.on('message', (message: ToSearch) => {
    if ('filter' in message) {
      filter = createPageFilter(message.filter)
      pattern = patternOf(message.filter.text, message.filter.regex)
      return
    }
    if ('marks' in message) {
      const marks = message.texts.map((text) => (pattern ? marksOf(pattern, text) : []))
      port.postMessage({ marked: message.marks, marks } satisfies FromSearch)
      return
    }
    port.postMessage({ page: message.page, places: placesIn(message) } satisfies FromSearch)
  })

  function placesIn(page: Extract<ToSearch, { page: number }>): readonly number[] {
    try {
      return filter?.matches(readPage(page, room), page.from) ?? []
    } catch {
      // The file was let go of meanwhile, and with it whoever asked for this page.
      return []
    }
  }
}

const mostMarks = 200

/** Where an expression stands in a text: pairs of where it begins and ends. */
function marksOf(pattern: RegExp, text: string): readonly number[] {
  const marks: number[] = []
  for (const { index, 0: found } of text.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
    // What finds nothing, as `x*` may, marks nothing.
    if (found !== '') marks.push(index, index + found.length)
    if (marks.length >= 2 * mostMarks) break
  }
  return marks
}
