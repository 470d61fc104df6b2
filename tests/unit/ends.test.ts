import { beforeEach, expect, test } from 'vitest'
import type { EngineNews, Events } from '../../main/engine/client/events'
import { createEnds, type ReadEnded } from '../../main/services/containers/ends'

let tell: (news: EngineNews) => void
let ended: ReadEnded

beforeEach(() => {
  const subscribe: Events['subscribe'] = (listener) => {
    tell = listener
    return () => {}
  }
  ended = createEnds({ subscribe } as Events)
})

const event = (action: string, id = 'a') => tell({ type: 'container', action, id, attributes: {}, at: 0 })
const running = [{ id: 'a', state: 'running' }]
const exited = [{ id: 'a', state: 'exited' }]

/** How often the list is read that looks like this each time; the last look stays. */
async function reads(...looks: { id: string; state: string }[][]) {
  let count = 0
  const rows = await ended(async () => looks[Math.min(count++, looks.length - 1)]!)
  return { rows, count }
}

test('a list is read once while nothing ended', async () => {
  expect(await reads(running)).toEqual({ rows: running, count: 1 })
})

test('a list in which what ended still runs is read again until it does not', async () => {
  event('die')
  expect(await reads(running, running, exited)).toEqual({ rows: exited, count: 3 })
  // What was seen is forgotten.
  expect((await reads(running)).count).toBe(1)
})

test('what is started again, or gone, is waited for no longer', async () => {
  event('die')
  event('start')
  event('die', 'gone')
  expect(await reads(running)).toEqual({ rows: running, count: 1 })
})

test('an end that never shows is given up, and for good', async () => {
  event('die')
  expect((await reads(running)).count).toBeGreaterThan(2)
  expect((await reads(running)).count).toBe(1)
})
