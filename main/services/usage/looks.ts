import { createLatch, type Latch } from '../../base/latch'
import type { UsageSample } from '../../contract/usage'
import type { MeasuredUsage } from './measuring'

interface Wish {
  readonly ids: readonly string[]
  readonly processesOf: string | null
}
interface Look extends Wish {
  readonly latch: Latch
}

/** Milliseconds from one measurement to the next; after the first of somebody, whose rates are not known yet, sooner. */
const usual = { period: 2000, soon: 500, spent: processorTime }
/** Milliseconds that this process has used of a processor: waiting for an engine costs nothing. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
/** A measurement takes at most this part of one processor's time, however many processes there are. */
const share = 1 / 25
/** Milliseconds of rest at most, for the process has other work, too. */
const longestRest = 15_000
/** Processes that are told of. */
const mostProcesses = 200

/**
 * Whoever looks shares one timer and one measurement of all that somebody looks at. Nothing is measured, and no timer runs, while
 * nobody looks.
 * @param measure of these containers, and the processes of those
 */
export function createLooks(
  measure: (ids: readonly string[], processesOf: readonly string[]) => Promise<MeasuredUsage>,
  { period, soon, spent } = usual,
) {
  const looks = new Set<Look>()
  let latest: MeasuredUsage | null = null
  let failure: { readonly error: unknown } | null = null
  let timer: NodeJS.Timeout | undefined
  let measuring = false
  /** MeasuredUsage the last time: for these, rates are known the next time. */
  let known: ReadonlySet<string> = new Set()

  async function turn() {
    measuring = true
    const wishes = [...looks]
    const [from, spentBefore] = [performance.now(), spent()]
    const ids = new Set(wishes.flatMap((wish) => wish.ids))
    try {
      const wanted = new Set(wishes.flatMap(({ processesOf }) => processesOf ?? []))
      latest = await measure([...ids], [...wanted])
      failure = null
    } catch (error) {
      failure = { error }
    }
    measuring = false
    const took = performance.now() - from
    for (const { latch } of wishes) latch.raise()
    if (looks.size === 0) return
    const isFirst = [...looks].some((look) => !wishes.includes(look)) || [...ids].some((id) => !known.has(id))
    known = ids
    const rest = Math.min((spent() - spentBefore) / share, longestRest)
    plan(Math.max((isFirst ? soon : period) - took, rest))
  }

  function plan(milliseconds: number) {
    clearTimeout(timer)
    timer = setTimeout(() => void turn(), milliseconds)
  }

  function sampleFor({ ids, processesOf }: Look): UsageSample | null {
    if (!latest) return null
    const { at, source, containers, processes } = latest
    const listed = (processesOf === null ? null : processes.get(processesOf)) ?? null
    return {
      at,
      source,
      containers: ids.flatMap((id) => containers.get(id) ?? []),
      processes: listed?.slice(0, mostProcesses) ?? null,
      moreProcesses: Math.max(0, (listed?.length ?? 0) - mostProcesses),
    }
  }

  return {
    /** How many look. */
    get count() {
      return looks.size
    },

    async *watch(wish: Wish, signal: AbortSignal): AsyncGenerator<UsageSample, void> {
      const look: Look = { ...wish, latch: createLatch() }
      looks.add(look)
      if (!measuring) plan(0)
      try {
        while (await look.latch.next(signal)) {
          if (failure) throw failure.error
          const sample = sampleFor(look)
          if (sample) yield sample
        }
      } finally {
        looks.delete(look)
        if (looks.size === 0) {
          clearTimeout(timer)
          latest = null
          known = new Set()
        }
      }
    },
  }
}
