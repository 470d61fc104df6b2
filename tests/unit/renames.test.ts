import { beforeEach, expect, test } from 'vitest'
import type { EngineNews, Events } from '../../main/engine/client/events'
import { createRenames, type ReadRenamed } from '../../main/services/containers/renames'
import { passingName } from '../../main/shared/passingName'

let tell: (news: EngineNews) => void
let renamed: ReadRenamed

beforeEach(() => {
  const subscribe: Events['subscribe'] = (listener) => {
    tell = listener
    return () => {}
  }
  renamed = createRenames({ subscribe } as Events)
})

const rename = (id: string, name: string) =>
  tell({ type: 'container', action: 'rename', id, attributes: { name }, at: 0 })

/** The list of containers, as it is at each look; the last one stays. */
async function read(...looks: { id: string; name: string }[][]) {
  let count = 0
  const rows = await renamed(async () => looks[Math.min(count++, looks.length - 1)]!)
  return { rows, count }
}

const row = (id: string, name: string) => ({ id, name })

test('a list is read once while nobody was renamed', async () => {
  expect(await read([row('a', 'old')])).toEqual({ rows: [row('a', 'old')], count: 1 })
})

test('a list that does not have a new name yet is read again until it has', async () => {
  rename('a', 'new')
  const looks = [[row('a', 'old')], [row('a', 'old')], [row('a', 'new')]]
  expect(await read(...looks)).toEqual({ rows: [row('a', 'new')], count: 3 })
  // What was seen is forgotten: whoever renames it next is told of anew.
  expect((await read([row('a', 'newer')])).count).toBe(1)
})

test('the newest name counts, and a container that is gone has none', async () => {
  rename('a', 'first')
  rename('a', 'second')
  rename('b', 'gone')
  expect((await read([row('a', 'first')], [row('a', 'second')])).count).toBe(2)
})

test('one that comes back is in the list once it has its name, and not before', async () => {
  expect((await read([row('a', passingName('b'))])).rows).toEqual([])
  rename('a', 'back')
  expect(await read([row('a', passingName('b'))], [row('a', 'back')])).toEqual({
    rows: [row('a', 'back')],
    count: 2,
  })
})

test('a name that never comes is given up, and for good', async () => {
  rename('a', 'never')
  const { rows, count } = await read([row('a', 'old')])
  expect(rows).toEqual([row('a', 'old')])
  expect(count).toBeGreaterThan(2)
  expect((await read([row('a', 'old')])).count).toBe(1)
})

test.each(['reconnected', 'switched'] as const)('%s: what was told before is of before', async (news) => {
  rename('a', 'new')
  tell(news)
  expect((await read([row('a', 'old')])).count).toBe(1)
})
