import { expect, it } from 'vitest'
import type { Container } from '../../../main/contract/containers'
import type { InspectedContainer } from '../../../main/engine/api/containerAnswers'
import type { EngineNews } from '../../../main/engine/client/events'
import { createFates } from '../../../main/services/containers/fates'
import { eventually } from '../../support/eventually'

const row = (id: string, more: Partial<Container> = {}) =>
  ({
    id,
    state: 'created',
    exitCode: null,
    createdAt: 1,
    startFailed: false,
    outOfMemory: false,
    restartCount: 0,
    ...more,
  }) as Container
const inspected = (State: object, RestartCount = 0) => ({ State, RestartCount }) as InspectedContainer

function world() {
  const listeners = new Set<(news: EngineNews) => void>()
  const asked: string[] = []
  const answers = new Map<string, InspectedContainer>()
  let found = 0
  const fates = createFates({
    events: {
      subscribe(listener: (news: EngineNews) => void) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    } as never,
    async inspect(id) {
      asked.push(id)
      const answer = answers.get(id)
      if (!answer) throw new Error('gone')
      return answer
    },
    found: () => found++,
  })
  const tell = (news: EngineNews) => {
    for (const listener of listeners) listener(news)
  }
  const event = (type: string, action: string, id: string) =>
    tell({ type, action, id, attributes: type === 'network' ? { container: id } : {}, at: 0 })
  return { fates, asked, answers, event, tell, found: () => found }
}

const failed = inspected({ Status: 'created', Error: 'exec: "/no": no such file' })

it('asks for those that do not run as they should, once, and tells when there is something to say', async () => {
  const { fates, asked, answers, found } = world()
  answers.set('bad', failed)
  answers.set('good', inspected({ Status: 'created', Error: '' }))
  answers.set('loop', inspected({ Status: 'restarting' }, 10))
  answers.set('oom', inspected({ Status: 'exited', OOMKilled: true }))
  const rows = [
    row('bad'),
    row('good'),
    row('loop', { state: 'restarting', exitCode: 1 }),
    row('oom', { state: 'exited', exitCode: 137 }),
    row('done', { state: 'exited', exitCode: 0 }),
    row('up', { state: 'running' }),
    row('vanished', { state: 'exited', exitCode: 1 }),
  ]
  expect(fates.fill(rows), 'the list does not wait').toEqual(rows)
  await eventually(() => expect(found()).toBeGreaterThan(0))
  const now = Object.fromEntries(fates.fill(rows).map((one) => [one.id, one]))
  expect(now.bad).toMatchObject({ startFailed: true })
  expect(now.good).toMatchObject({ startFailed: false })
  expect(now.loop).toMatchObject({ restartCount: 10 })
  expect(now.oom).toMatchObject({ outOfMemory: true })
  expect(found(), 'once for all').toBe(1)
  expect(asked.filter((id) => id !== 'vanished').sort()).toEqual(['bad', 'good', 'loop', 'oom'])
})

it('asks again after an event of it, and has the list read when its network went', async () => {
  const { fates, asked, answers, event, found } = world()
  answers.set('a', inspected({ Status: 'created', Error: '' }))
  fates.fill([row('a')])
  await eventually(() => expect(asked).toHaveLength(1))
  fates.fill([row('a')])
  expect(asked).toEqual(['a'])
  expect(found(), 'nothing new').toBe(0)
  answers.set('a', failed)
  event('network', 'disconnect', 'a')
  event('network', 'disconnect', 'stranger')
  expect(found()).toBe(1)
  fates.fill([row('a')])
  await eventually(() => expect(found()).toBe(2))
  expect(fates.fill([row('a')])[0]).toMatchObject({ startFailed: true })
  fates.outdated('a')
  fates.outdated('stranger')
  fates.fill([row('a')])
  expect(asked).toEqual(['a', 'a', 'a'])
})

it('says nothing of another engine, and forgets what runs again', async () => {
  const { fates, answers, tell, found } = world()
  answers.set('a', failed)
  fates.fill([row('a')])
  await eventually(() => expect(found()).toBe(1))
  expect(fates.fill([row('a', { state: 'running' })])[0]).toMatchObject({ startFailed: false })
  fates.fill([row('a')])
  tell('switched')
  await Promise.resolve()
  await Promise.resolve()
  expect(found()).toBe(1)
})

it('asks for a hundred of ten thousand, the newest', async () => {
  const { fates, asked, answers } = world()
  const rows = Array.from({ length: 10_000 }, (_, index) =>
    row(`c${index}`, { state: 'exited', exitCode: 1, createdAt: index }),
  )
  for (const { id } of rows) answers.set(id, inspected({ Status: 'exited' }))
  for (let read = 0; read < 3; read++) {
    fates.fill(rows)
    await eventually(() => expect(asked).toHaveLength(100))
  }
  expect(new Set(asked)).toEqual(new Set(rows.slice(-100).map(({ id }) => id)))
})
