import { dockerdOf, processesOf } from '../engine'
import { killAllOf } from '../keptEngine'

/** Who is killed beside the process that moves layers. */
export const victims = ['nobody else', 'dockerd', 'the keeper', 'everything'] as const
export type Victim = (typeof victims)[number]

/** `SLIPWAY_REMOVAL_KILLS=every`: each with each, else each point with one of them; a number: so many random moments. */
const { SLIPWAY_REMOVAL_KILLS: wanted, SLIPWAY_REMOVAL_SEED: again } = process.env
export const isEvery = wanted === 'every'
export const isAsked = wanted !== undefined

/** The seed by which random moments are drawn. */
export const seed = Number(again ?? Date.now() % 2 ** 32)

/** @param usual how many random moments there are where nobody asks for more */
export const moments = (usual: number) => (isEvery ? 0 : Number(wanted ?? usual))

/** @param offset with whom it begins, where each point has one of them alone */
export const withVictims = <Point extends string>(points: readonly Point[], offset: number) =>
  points.flatMap((point, at) =>
    (isEvery ? victims : [victims[(at + offset) % victims.length]!]).map(
      (victim) => [point, victim] as const,
    ),
  )

export function strike(home: string, victim: Victim): Promise<void> | void {
  if (victim === 'dockerd') process.kill(dockerdOf(home), 'SIGKILL')
  if (victim === 'the keeper') {
    const keeper = processesOf(home).find(({ command }) => /slipway-keeper /.test(command))!
    process.kill(keeper.pid, 'SIGKILL')
  }
  if (victim === 'everything') return killAllOf(home)
}

/** Counts what random kills have hit. */
export interface Hits {
  add(step: string): void
  /** Prints them, the most frequent first. */
  print(title: string): void
}

export function countHits(): Hits {
  const hits = new Map<string, number>()
  return {
    add: (step) => void hits.set(step, (hits.get(step) ?? 0) + 1),
    print(title) {
      const lines = [...hits].sort(([, a], [, b]) => b - a).map(([step, count]) => `${count}  ${step}`)
      process.stdout.write(`${[`${title}: ${lines.length} steps hit`, ...lines].join('\n  ')}\n`)
    },
  }
}
