import type { ContainerProcess, ContainerUsage, UsageSource } from '../../contract/usage'
import type { EngineApi } from '../../engine/api/api'
import type { EngineNews } from '../../engine/client/events'
import { type CountedProcess, type Counters, usedBetween, usedByProcesses } from './counters'
import type { FigureSource } from './sources'
import { createTargets } from './targets'

/** What was found of all that somebody looks at. */
export interface MeasuredUsage {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly source: UsageSource
  readonly containers: ReadonlyMap<string, ContainerUsage>
  /** By the container's id. */
  readonly processes: ReadonlyMap<string, readonly ContainerProcess[]>
}

interface Options {
  engine(): EngineApi
  /** Where the figures of this engine come from. */
  choose(engine: EngineApi): Promise<{ readonly kind: UsageSource; readonly source: FigureSource }>
}

/** A count this old, in ms, is not compared with any more: the mean since then would pass for now. */
const longestApart = 30_000

/** Measures, and remembers what it needs to tell what was used since the last time. */
export function createMeasuring({ engine, choose }: Options) {
  const targets = createTargets()
  let chosen: Awaited<ReturnType<Options['choose']>> | null = null
  let before = new Map<string, Counters>()
  let listed: { readonly id: string; readonly at: number; readonly cpu: Map<string, number | null> } | null =
    null

  function forget() {
    chosen = null
    before = new Map()
    listed = null
  }

  function processesOf(id: string, found: readonly CountedProcess[]): ContainerProcess[] {
    const at = performance.now()
    const since = listed?.id === id && at - listed.at < longestApart ? listed : null
    listed = { id, at, cpu: new Map(found.map(({ key, cpuSeconds }) => [key, cpuSeconds])) }
    return usedByProcesses(since?.cpu ?? new Map(), found, since ? (at - since.at) / 1000 : 0)
  }

  return {
    /** @throws AppError what the engine has against it */
    async measure(ids: readonly string[], wanted: readonly string[]): Promise<MeasuredUsage> {
      const api = engine()
      chosen ??= await choose(api)
      const { kind, source } = chosen
      const found = kind === 'none' ? [] : await targets.of(api, ids)
      // The processes of one container are in sight at a time; a second window takes its turn.
      const id = wanted.find((one) => one !== listed?.id) ?? wanted[0] ?? null
      const { counters, processes } = await source.read(found, id)
      const containers = new Map<string, ContainerUsage>()
      for (const { id, memoryLimit, networkOf } of found) {
        const now = counters.get(id)
        if (!now) continue
        const then = before.get(id)
        const used = usedBetween(then && now.at - then.at < longestApart ? then : undefined, now)
        containers.set(id, { id, ...used, memoryLimit, networkOf })
      }
      const old = [...before].filter(([one, { at }]) => {
        const latest = counters.get(one) ?? [...counters.values()][0]
        return latest !== undefined && latest.at - at < longestApart
      })
      before = new Map([...old, ...counters])
      const lists = new Map(id !== null && processes ? [[id, processesOf(id, processes)]] : [])
      return { at: Date.now(), source: kind, containers, processes: lists }
    },

    hear(news: EngineNews) {
      if (news === 'switched' || news === 'reconnected') forget()
      targets.hear(news)
    },
  }
}
