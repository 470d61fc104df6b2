import { describe, expect, it } from 'vitest'
import type { ContainerUsage } from '../../../main/contract/usage'
import { figureParts, figureText, sharedText } from '../../../renderer/features/containers/usage/figureText'
import {
  figureOf,
  rememberedTime,
  sparkline,
  type UsagePoint,
  withPoint,
} from '../../../renderer/features/containers/usage/history'

const usage = (changes: Partial<ContainerUsage> = {}): ContainerUsage => ({
  id: 'a',
  cpu: 0.5,
  memory: 52_400_000,
  memoryLimit: null,
  received: 1000,
  sent: 500,
  read: null,
  written: null,
  processes: 3,
  networkOf: null,
  ...changes,
})

describe('the last minutes of a container', () => {
  it('end where they are no longer remembered', () => {
    let history: readonly UsagePoint[] = []
    for (let at = 0; at <= rememberedTime + 4000; at += 2000)
      history = withPoint(history, { at, usage: usage() })
    expect(history[0]!.at).toBe(4000)
    expect(history).toHaveLength(rememberedTime / 2000 + 1)
  })

  it('have a gap where nobody looked', () => {
    const history = withPoint([{ at: 0, usage: usage() }], { at: 60_000, usage: usage() })
    expect(history.map(({ at, usage }) => [at, usage === null])).toEqual([
      [0, false],
      [1, true],
      [60_000, false],
    ])
  })

  it('are drawn from the right, and not across a gap', () => {
    expect(sparkline([0, 10], 40, 16, 5)).toBe('M30.0 15.0L40.0 1.0')
    expect(sparkline([1, 2, null, 4, 4], 40, 16, 5).match(/M/g)).toHaveLength(2)
    expect(sparkline([5], 40, 16)).toBe('')
    expect(sparkline([null, null, 1], 40, 16)).toBe('')
    expect(sparkline([0, 0, 0], 40, 16, 3), 'nothing at all lies at the bottom').toBe(
      'M0.0 15.0L20.0 15.0L40.0 15.0',
    )
  })
})

describe('figures', () => {
  it('add up both ways, as far as they are known', () => {
    expect(figureOf(usage(), 'network')).toBe(1500)
    expect(figureOf(usage({ sent: null }), 'network')).toBe(1000)
    expect(figureOf(usage(), 'disk')).toBeNull()
    expect(figureOf(undefined, 'cpu')).toBeNull()
  })

  it('are said in the unit that suits them, memory with its limit', () => {
    expect(figureText(usage({ cpu: 1.5 }), 'cpu')).toBe('150%')
    expect(figureText(usage({ cpu: 0.014 }), 'cpu')).toBe('1.4%')
    expect(figureText(usage(), 'memory')).toBe('52.4 MB')
    expect(figureText(usage({ memoryLimit: 128e6 }), 'memory')).toBe('52.4 MB of 128 MB')
    expect(figureText(usage(), 'network')).toBe('1.5 kB/s')
    expect(figureText(usage(), 'disk')).toBeNull()
  })

  it('say whose network it is', () => {
    const name = (id: string) => (id === 'b' ? 'front' : undefined)
    expect(sharedText(usage(), name)).toBeNull()
    expect(sharedText(usage({ networkOf: { kind: 'host' } }), name)).toContain("the engine's machine")
    const shared = usage({ networkOf: { kind: 'container', id: 'b' } })
    expect(sharedText(shared, name)).toContain('the network of front')
    expect(figureParts(shared, 'network', name)).toMatch(/^1 kB\/s received, 500 B\/s sent\. It uses/)
    expect(figureParts(usage(), 'disk', name)).toBe('not known read, not known written.')
    const gone = usage({ networkOf: { kind: 'container', id: '0123456789abcdef' } })
    expect(sharedText(gone, name)).toContain('0123456789ab')
  })
})
