import { computed, shallowRef, watch } from 'vue'
import type { FoundLines } from '../../../main/contract/logs'
import type { WholeLine } from './shownLine'

/** A line among all that was found for the same. */
interface Seen {
  /** Its number among what was found. */
  readonly number: number
  /** Its number among all lines. */
  readonly whole: number
}

/**
 * Where one stands among what was found: in its list, or on one of it where that stands in the log.
 * @param lineAt one of what was found, by its number among that
 * @param show brings a line into sight, by its number among all
 */
export function useFound(
  found: () => FoundLines | null,
  lineAt: (number: number) => Promise<Pick<WholeLine, 'number' | 'whole'> | undefined>,
  show: (whole: number) => void,
) {
  const seen = shallowRef<Seen | null>(null)
  watch(found, (now) => {
    if (!now) seen.value = null
  })

  function see({ number, whole }: Pick<WholeLine, 'number' | 'whole'>) {
    if (whole === null) return
    seen.value = { number, whole }
    show(whole)
  }

  return {
    seen: computed(() => seen.value),
    see,
    back() {
      seen.value = null
    },
    /** To the next or the previous one, and past the last round to the first. */
    async step(by: 1 | -1) {
      const range = found()?.lines
      if (!range || range.end === range.first) return
      let number = seen.value ? seen.value.number + by : range.end - 1
      if (number >= range.end) number = range.first
      if (number < range.first) number = range.end - 1
      const line = await lineAt(number)
      if (line) see(line)
    },
  }
}
