import { shallowRef } from 'vue'
import type { OpenLine } from '../../../main/contract/logs'
import { toWholeLine, type WholeLine } from './shownLine'

/** More than a window shows, and a small part of a long log. */
const mostLines = 6000
/** How many are asked for at a time. */
const atOnce = 400

/** The lines that are shown, and a few about them: what comes into sight is asked for, and what is far away let go of. */
export function createLineStore(ask: (from: number, count: number) => Promise<readonly OpenLine[]>) {
  let lines = new Map<number, WholeLine>()
  /** The characters that each line had when it came: the last one may grow, for the engine breaks a long one into parts. */
  const lengths = new WeakMap<WholeLine, number>()
  let last = Number.NEGATIVE_INFINITY
  let asking = new Set<number>()
  /** Counts what came, so that whoever shows it looks anew. */
  const version = shallowRef(0)

  function put(found: readonly OpenLine[]) {
    for (const line of found) {
      const known = lines.get(line.number)
      const length = line.text.length + line.cut
      if (known && lengths.get(known) === length) continue
      const whole = toWholeLine(line)
      lengths.set(whole, length)
      lines.set(line.number, whole)
    }
  }

  async function fetch(from: number, to: number) {
    const [mine, held] = [asking, lines]
    for (let number = from; number < to; number++) mine.add(number)
    try {
      const found = await ask(from, to - from)
      if (held !== lines) return
      put(found)
      // What is not there any more is not asked for again.
      for (let number = from; number < to; number++)
        if (!lines.has(number)) lines.set(number, goneLine(number))
      shrink(from)
      version.value++
    } catch {
      // It was closed meanwhile, or the engine is away: whoever reads the stream hears of it.
    } finally {
      for (let number = from; number < to; number++) mine.delete(number)
    }
  }

  function shrink(about: number) {
    if (lines.size <= mostLines) return
    const byDistance = [...lines.keys()].sort((a, b) => Math.abs(a - about) - Math.abs(b - about))
    for (const number of byDistance.slice(mostLines / 2)) lines.delete(number)
  }

  return {
    version,
    get: (number: number) => lines.get(number),
    /** Takes lines that came without having been asked for. */
    put(found: readonly OpenLine[]) {
      // It may have grown before those came that are too many to be told.
      if (found[0] && found[0].number > last) lines.delete(last)
      last = found.at(-1)?.number ?? last
      put(found)
      shrink(found.at(-1)?.number ?? 0)
      version.value++
    },
    /** Makes sure that these lines come, up to `to`. */
    want(from: number, to: number) {
      let begin: number | null = null
      for (let number = from; number <= to; number++) {
        const isMissing = number < to && !lines.has(number) && !asking.has(number)
        if (isMissing) begin ??= number
        if (begin !== null && (!isMissing || number - begin >= atOnce)) {
          void fetch(begin, number)
          begin = isMissing ? number : null
        }
      }
    },
    clear() {
      lines = new Map()
      last = Number.NEGATIVE_INFINITY
      asking = new Set()
      version.value++
    },
  }
}
export type LineStore = ReturnType<typeof createLineStore>

/** Stands where the engine has let go of a line. */
function goneLine(number: number): WholeLine {
  return {
    number,
    whole: null,
    source: 0,
    level: null,
    isJson: false,
    at: null,
    stderr: false,
    text: '',
    spans: [],
    cut: 0,
  }
}
