import { describe, expect, it } from 'vitest'
import type { Container } from '../../../main/contract/containers'
import type { Volume } from '../../../main/contract/volumes'
import { volumeName } from '../../../renderer/data/volumeName'
import { volumeKind } from '../../../renderer/features/volumes/kind'
import { volumeRows } from '../../../renderer/features/volumes/list'
import { filterRows } from '../../../renderer/ui/filter'

const volume = (name: string, more: Partial<Volume> = {}): Volume => ({
  name,
  anonymous: false,
  driver: 'local',
  mountpoint: `/volumes/${name}`,
  scope: 'local',
  createdAt: 0,
  labels: {},
  options: {},
  ...more,
})
const container = (name: string, volumes: string[], state = 'running') =>
  ({ id: name, name, state, volumes }) as unknown as Container
const digits = 'ab'.repeat(32)

const rows = volumeRows(
  [
    volume('data', { labels: { tier: 'back' } }),
    volume('free', { driver: 'nfs' }),
    volume(digits, { anonymous: true }),
  ],
  [container('idle', ['data'], 'exited'), container('web', ['data', digits])],
  new Map([
    ['data', 5000],
    ['free', null],
  ]),
)

describe('volumes in their list', () => {
  it('have the containers that mount them, those that run first, and the bytes that were counted', () => {
    expect(rows.map(({ name, users, bytes }) => [name, users.map((user) => user.name), bytes])).toEqual([
      ['data', ['web', 'idle'], 5000],
      ['free', [], null],
      [digits, ['web'], undefined],
    ])
  })

  it('are called by twelve digits where the engine invented their name', () => {
    expect(volumeName(digits)).toBe('abababababab')
    expect(volumeName('data')).toBe('data')
    expect(volumeKind().rowName(rows[2]!)).toBe('abababababab')
  })

  it.each([
    ['used:web', ['data', digits]],
    ['used:idle', ['data']],
    ['containers:0', ['free']],
    ['driver:nfs', ['free']],
    ['label:tier=back', ['data']],
    ['kind:anonymous', [digits]],
    ['size:>4kB', ['data']],
    ['web', ['data', digits]],
  ])('are found by %s', (query, names) => {
    const { fields } = volumeKind()
    expect(filterRows(rows, query, fields, 0).rows.map(({ name }) => name)).toEqual(names)
  })
})
