import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { InspectedContainer } from '../../../main/engine/api/containerAnswers'
import { endOf, keepingOf } from '../../../main/services/removed/keeping'
import { addSuccessor, successorsIn } from '../../../main/services/removed/successors'

const day = 24 * 60 * 60 * 1000
const home = mkdtempSync(join(tmpdir(), 'slipway-keeping-'))
afterAll(() => rmSync(home, { recursive: true }))

const container = (driver: string, autoRemove = false) =>
  ({
    GraphDriver: { Name: driver, Data: { UpperDir: '/layers/1/diff', LowerDir: '/layers/0/diff' } },
    HostConfig: { AutoRemove: autoRemove },
  }) as unknown as InspectedContainer
const here = { owned: true, days: 7, home, data: home }

describe('whether a container can come back once it is removed', () => {
  it.each([
    ['kept', container('overlay2'), here],
    ['elsewhere', container('overlay2'), { ...here, owned: false }],
    ['off', container('overlay2'), { ...here, days: 0 }],
    ['autoRemove', container('overlay2', true), here],
    ['storage', container('vfs'), here],
    ['storage', container('overlay2'), { ...here, data: '/proc' }],
    ['storage', container('overlay2'), { ...here, data: '/nowhere' }],
  ] as const)('%s', (keeping, inspection, where) => {
    expect(keepingOf(inspection, where)).toBe(keeping)
  })
})

describe('what was removed ends', () => {
  it.each([
    ['never while nobody has seen it', 0, null, 7, null],
    ['after its days', 0, 2 * day, 7, 7 * day],
    ['a day after it was seen, where that is later', 0, 20 * day, 7, 21 * day],
  ] as const)('%s', (_, removedAt, shownAt, days, end) => {
    expect(endOf({ removedAt, shownAt }, days)).toBe(end)
  })
})

it('what came back is known by every id that it had, for as long as it is there', () => {
  const ended = { exitCode: 3, at: 5 }
  addSuccessor(home, 'first', { id: 'second', ended: null }, () => true)
  addSuccessor(home, 'other', { id: 'gone', ended }, () => true)
  addSuccessor(home, 'second', { id: 'third', ended }, (id) => id !== 'gone')
  const third = { id: 'third', ended }
  expect(Object.fromEntries(successorsIn(home))).toEqual({ first: third, second: third })
})
