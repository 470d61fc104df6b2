import { computed, type Ref, reactive, ref, shallowRef, watch } from 'vue'
import type { ShownLine } from './logBuffer'
import { createLogFinder, type Match } from './logFinder'

const none: readonly Match[] = []

/**
 * Where a text stands in a log, and the one of these places that the person stands on.
 * @param standOn shows the line with this number
 */
export function useLogMatches(
  query: Readonly<Ref<string>>,
  lines: () => readonly ShownLine[],
  standOn: (line: number) => void,
) {
  const matches = shallowRef<readonly Match[]>([])
  const index = ref(-1)
  const current = computed(() => matches.value[index.value] ?? null)
  let finder = createLogFinder('')
  watch(query, (text) => {
    finder = createLogFinder(text)
    matches.value = finder.update(lines())
    index.value = matches.value.length - 1
    if (text) reveal()
  })
  watch(lines, (now) => {
    if (query.value === '') return
    const before = current.value
    matches.value = finder.update(now)
    // The one that the person stands on keeps its place while older ones are let go.
    const at = before
      ? matches.value.findIndex((match) => match.line === before.line && match.start === before.start)
      : -1
    index.value = at === -1 ? matches.value.length - 1 : at
  })
  const byLine = computed(() => {
    const map = new Map<number, Match[]>()
    for (const match of matches.value) {
      const list = map.get(match.line)
      if (list) list.push(match)
      else map.set(match.line, [match])
    }
    return map
  })
  function reveal() {
    if (current.value) standOn(current.value.line)
  }

  return reactive({
    count: computed(() => matches.value.length),
    index,
    current,
    /** @param line its number */
    inLine: (line: number) => byLine.value.get(line) ?? none,
    /** To the next or the previous one; the last is followed by the first. */
    step(by: 1 | -1) {
      const count = matches.value.length
      if (count === 0) return
      index.value = (index.value + by + count) % count
      reveal()
    },
  })
}
