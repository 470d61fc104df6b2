import { computed, type Ref, reactive, ref, shallowRef, watch } from 'vue'
import type { ShownLine } from './logBuffer'
import { createLogFinder, type Match } from './logFinder'
import { olderMatch, type SearchPlace, samePlace } from './olderMatches'

const none: readonly Match[] = []

interface LogMatchesOptions {
  readonly query: Readonly<Ref<string>>
  lines(): readonly ShownLine[]
  /** Changes when the log was read anew, and all lines are others. */
  turn(): number
  /** Whether there are older lines that can be asked for. */
  hasOlder(): boolean
  loadOlder(): void
  /** Shows the line with this number. */
  standOn(line: number): void
}

/**
 * Where a text stands in a log, and the one of these places that the person stands on. Past the last place it goes on into
 * what is older, until something is found there or nothing is older.
 */
export function useLogMatches({ query, lines, turn, hasOlder, loadOlder, standOn }: LogMatchesOptions) {
  const matches = shallowRef<readonly Match[]>([])
  const index = ref(-1)
  const current = computed(() => matches.value[index.value] ?? null)
  /** Older lines were asked for, from here. */
  const left = shallowRef<SearchPlace | null>(null)
  let leftTurn = 0
  let finder = createLogFinder('')
  watch(query, (text) => {
    left.value = null
    finder = createLogFinder(text)
    matches.value = finder.update(lines())
    index.value = matches.value.length - 1
    if (text) reveal()
  })
  watch([lines, turn], ([now]) => {
    if (query.value === '') return
    const before = current.value
    matches.value = finder.update(now)
    if (left.value && turn() !== leftTurn) return arrive(left.value, now)
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
  function goRound(by: 1 | -1) {
    const count = matches.value.length
    if (count === 0) return
    index.value = (index.value + by + count) % count
    reveal()
  }

  function searchOlder(by: 1 | -1) {
    if (left.value || !hasOlder()) return
    left.value = { lines: lines(), match: current.value, by }
    leftTurn = turn()
    loadOlder()
  }
  /** Older lines are here. */
  function arrive(place: SearchPlace, now: readonly ShownLine[]) {
    left.value = null
    const found = olderMatch(place, now, matches.value)
    index.value = found ?? samePlace(place, now, matches.value) ?? matches.value.length - 1
    if (found !== null) reveal()
    else if (hasOlder()) searchOlder(place.by)
    else goRound(place.by)
  }

  return reactive({
    count: computed(() => matches.value.length),
    index,
    current,
    /** Older lines are on their way. */
    searching: computed(() => left.value !== null),
    /** @param line its number */
    inLine: (line: number) => byLine.value.get(line) ?? none,
    /** Goes on into what is older, up. */
    searchOlder: () => searchOlder(-1),
    /** To the next or the previous one; past the last into what is older, and where nothing is, round to the first. */
    step(by: 1 | -1) {
      const count = matches.value.length
      const isLast = count === 0 || index.value === (by === 1 ? count - 1 : 0)
      if (isLast && hasOlder()) searchOlder(by)
      else goRound(by)
    },
  })
}
