import { describe, expect, it } from 'vitest'
import type { Loss, RemovedContainer } from '../../../main/contract/removed'
import { needing } from '../../../renderer/data/neededByRemoved'
import { lossLines } from '../../../renderer/features/containers/lossText'
import { leftText, removedActions } from '../../../renderer/features/containers/removedKind'

const day = 24 * 60 * 60 * 1000
const row = (changes: Partial<RemovedContainer> = {}): RemovedContainer => ({
  id: 'a',
  name: 'web',
  image: 'shop:1',
  imageId: 'sha256:1',
  removedAt: 1,
  endsAt: null,
  ran: true,
  project: null,
  bytes: 1,
  networks: [],
  volumes: [],
  problem: null,
  ...changes,
})
const loss = (changes: Partial<Loss> = {}): Loss => ({
  id: 'a',
  files: 0,
  removed: 0,
  bytes: 0,
  volumes: [],
  joinedBy: [],
  keeping: 'kept',
  ...changes,
})

describe('what goes with a container', () => {
  it('is said line by line, and that nothing does', () => {
    expect(lossLines(loss())).toEqual(['Nothing was written inside.'])
    const volumes = [
      { target: '/data', bytes: 12_000_000, usedBy: [] },
      { target: '/shared', bytes: null, usedBy: ['db', 'cache'] },
    ]
    expect(
      lossLines(loss({ files: 12, bytes: 3_400_000, removed: 2, volumes, joinedBy: ['proxy'] })),
    ).toEqual([
      'Written inside: 12 files, 3.4 MB; 2 of the image removed',
      'Anonymous volume /data: 12 MB',
      'Anonymous volume /shared: size unknown; stays, for db, cache uses it',
      'Shares its network, processes or volumes, and cannot start without it: proxy',
    ])
    const snapshots = { count: 3, bytes: 12_000_000 }
    expect(lossLines(loss({ keeping: 'kept' }), snapshots)[1]).toBe(
      '3 snapshots stay with it, and go when it is removed for good: 12 MB',
    )
    expect(lossLines(loss({ keeping: 'off' }), { count: 1, bytes: 5 })[1]).toBe(
      '1 snapshot goes with it: 5 B',
    )
  })
})

describe('what lies in Removed', () => {
  it('says how long it stays', () => {
    expect(leftText(row(), 0)).toBe('from when it was shown')
    expect(leftText(row({ endsAt: 7 * day - 1000 }), 0)).toBe('7 days')
    expect(leftText(row({ endsAt: day }), 0)).toBe('1 day')
    expect(leftText(row({ endsAt: day - 1 }), 0)).toBe('less than a day')
    expect(leftText(row({ problem: 'newer' }), 0)).toBe('kept by a newer Slipway')
  })

  it('can come back unless something is wrong with it, and always go', () => {
    const [undo, forGood] = removedActions({ undo: async () => {}, askForGood: () => {} })
    expect(undo!.reason?.(row())).toBeNull()
    expect(undo!.reason?.(row({ problem: 'lost' }))).toContain('cannot come back')
    expect(forGood!.reason).toBeUndefined()
  })

  it('is named where what it needs would be removed', () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => row({ name, volumes: ['data'] }))
    const needsData = ({ volumes }: RemovedContainer) => volumes.includes('data')
    expect(needing([row()], needsData)).toBeNull()
    expect(needing(all.slice(0, 2), needsData)).toBe('a, b')
    expect(needing(all, needsData)).toBe('a, b, c and 2 more')
    expect(needing([row({ volumes: ['data'], problem: 'lost' })], needsData)).toBeNull()
  })
})
