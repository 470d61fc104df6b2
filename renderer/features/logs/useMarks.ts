import { onScopeDispose, shallowRef, watch } from 'vue'
import { type LogFilter, mostMarked } from '../../../main/contract/logs'
import type { Match } from './match'
import type { WholeLine } from './shownLine'
import { textMatches } from './textMatches'

/** Milliseconds in which what is drawn is put together to one question; texts of one, and characters of all of them. */
const pause = 20
const mostTexts = 200
const mostText = 300_000
/** Lines whose marks are kept. */
const mostKept = 5000

interface Options {
  filter(): LogFilter | null
  /** What is searched; null while nothing is. */
  handle(): string | null
  ask(about: { handle: string; texts: string[] }): Promise<readonly (readonly number[])[] | null>
}

/**
 * Where what is looked for stands in the lines that are shown. An expression may need longer than anybody waits: whoever searches is
 * asked, for that can be ended.
 */
export function useMarks({ filter, handle, ask }: Options) {
  /** By what the line says: pairs of where a match begins and ends. */
  let spans = new Map<string, readonly number[]>()
  /** A line has the same matches as long as it is shown: one of them may be the one that the person stands on. */
  let matches = new WeakMap<WholeLine, readonly Match[]>()
  let wanted = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const version = shallowRef(0)

  function forget() {
    ;[spans, matches, wanted] = [new Map(), new WeakMap(), new Set()]
    clearTimeout(timer)
    timer = undefined
    version.value++
  }
  watch([filter, handle], forget, { flush: 'sync' })
  onScopeDispose(() => clearTimeout(timer))

  function take(): string[] {
    const texts: string[] = []
    let length = 0
    for (const text of wanted) {
      if (texts.length === mostTexts || length > mostText) break
      texts.push(text)
      length += text.length
    }
    return texts
  }

  async function fetch() {
    const [of, held, texts] = [handle(), spans, take()]
    if (of === null || texts.length === 0) return
    const found = await ask({ handle: of, texts }).catch(() => null)
    if (held !== spans) return
    if (spans.size > mostKept) spans = new Map()
    for (const [index, text] of texts.entries()) {
      wanted.delete(text)
      spans.set(text, found?.[index] ?? [])
    }
    version.value++
    timer = wanted.size > 0 ? setTimeout(fetch, 0) : undefined
  }

  function expressionMatches({ number, text }: WholeLine): readonly Match[] | null {
    if (text === '' || text.length > mostMarked) return []
    const found = spans.get(text)
    if (!found) {
      if (handle() !== null) {
        wanted.add(text)
        timer ??= setTimeout(fetch, pause)
      }
      return null
    }
    return Array.from({ length: found.length / 2 }, (_, at) => ({
      line: number,
      start: found[2 * at]!,
      end: found[2 * at + 1]!,
    }))
  }

  return {
    of(line: WholeLine): readonly Match[] {
      void version.value
      const now = filter()
      if (!now || now.text === '') return []
      const known = matches.get(line)
      if (known) return known
      const found = now.regex ? expressionMatches(line) : textMatches(now.text, line)
      if (found) matches.set(line, found)
      return found ?? []
    },
  }
}
