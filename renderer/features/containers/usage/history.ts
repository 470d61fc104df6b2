import type { ContainerUsage } from '../../../../main/contract/usage'

/** What is drawn: sums of what a row shows in one column. */
export const figures = ['cpu', 'memory', 'network', 'disk', 'processes'] as const
export type Figure = (typeof figures)[number]
export const isFigure = (key: string): key is Figure => (figures as readonly string[]).includes(key)

/** Figures of one container at a time, in ms since 1970; one without figures is a gap. */
export interface UsagePoint {
  readonly at: number
  readonly usage: ContainerUsage | null
}

/** Milliseconds that are remembered, and how far points may lie apart before nothing is known of the time between. */
export const rememberedTime = 5 * 60_000
const gap = 10_000

/** A history with one more point, and without what is too old. */
export function withPoint(history: readonly UsagePoint[], point: UsagePoint): readonly UsagePoint[] {
  const last = history.at(-1)
  const isApart = last !== undefined && point.at - last.at > gap
  const young = history.filter(({ at }) => point.at - at <= rememberedTime)
  return isApart ? [...young, { at: last.at + 1, usage: null }, point] : [...young, point]
}

const sum = (a: number | null, b: number | null): number | null =>
  a === null && b === null ? null : (a ?? 0) + (b ?? 0)

/** Null where it is not known. */
export function figureOf(usage: ContainerUsage | null | undefined, figure: Figure): number | null {
  if (!usage) return null
  switch (figure) {
    case 'network':
      return sum(usage.received, usage.sent)
    case 'disk':
      return sum(usage.read, usage.written)
    default:
      return usage[figure]
  }
}

/**
 * A line through the newest points, as the path of an SVG; empty where there are fewer than two. It begins anew behind each gap.
 * @param most points, of which each has its place from the right
 */
export function sparkline(
  values: readonly (number | null)[],
  width: number,
  height: number,
  most = 30,
): string {
  const newest = values.slice(-most)
  const known = newest.filter((value) => value !== null)
  if (known.length < 2) return ''
  const highest = Math.max(...known)
  const step = width / (most - 1)
  let isOn = false
  return newest
    .map((value, index) => {
      if (value === null) {
        isOn = false
        return ''
      }
      const x = width - (newest.length - 1 - index) * step
      const y = height - 1 - (highest > 0 ? value / highest : 0) * (height - 2)
      const command = isOn ? 'L' : 'M'
      isOn = true
      return `${command}${x.toFixed(1)} ${y.toFixed(1)}`
    })
    .join('')
}
