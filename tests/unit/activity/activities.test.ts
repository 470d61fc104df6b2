import { describe, expect, it } from 'vitest'
import type { Activity, ActivityList } from '../../../main/contract/activity'
import { type ActivityTask, createActivities } from '../../../main/services/activity/activities'
import { createContainerActivities } from '../../../main/services/activity/containers'
import { createImageActivities } from '../../../main/services/activity/imageTransfers'
import { createActivityService } from '../../../main/services/activity/service'
import { scriptedWork as work } from '../../support/scriptedWork'
import { settled } from '../../support/settled'

const result = { id: `sha256:${'a'.repeat(64)}`, tags: ['debian:12'] }
const pullOf = (of: ReturnType<typeof work>, subject = 'debian:12', session = 0): ActivityTask => ({
  ...{ kind: 'pull', subject, session },
  work: of.run,
})
const logged: string[] = []
const create = () => createActivities((error, kind) => logged.push(`${kind} ${error.code}`))
const look = ({ list }: { readonly list: ActivityList }) =>
  list.items.map(({ id, progress, result, error, endedAt }) => ({
    id,
    status: progress?.status ?? null,
    result: result?.id ?? null,
    error: error?.code ?? null,
    running: endedAt === null,
  }))
const idle = { status: null, result: null, error: null, running: true }

describe('an activity', () => {
  it('shows its progress, and stays with what came of it', async () => {
    const activities = create()
    const ends: Activity[] = []
    activities.onEnd((ended) => ends.push(ended))
    const pull = work()
    expect(activities.begin(pullOf(pull))).toBe(1)
    expect(look(activities)).toEqual([{ ...idle, id: 1 }])
    await pull.say({ status: 'Waiting' })
    expect(look(activities)).toEqual([{ ...idle, id: 1, status: 'Waiting' }])
    await pull.say({ done: result })
    expect(ends).toEqual([])
    await pull.end()
    expect(look(activities)).toEqual([{ ...idle, id: 1, result: result.id, running: false }])
    expect(ends).toEqual(activities.list.items)
  })

  it('stays with why it failed, until it is begun anew', async () => {
    const activities = create()
    const pull = work()
    activities.begin(pullOf(pull))
    await pull.fail('registry-unreachable')
    expect(activities.list.items[0]).toMatchObject({
      error: { code: 'registry-unreachable', details: { host: 'registry.example' } },
      progress: null,
    })
    expect(logged.splice(0)).toEqual(['pull registry-unreachable'])
    activities.begin(pullOf(work(), 'busybox'))
    expect(activities.begin(pullOf(work()))).toBe(3)
    expect(look(activities)).toEqual([
      { ...idle, id: 2 },
      { ...idle, id: 3 },
    ])
  })

  it('is joined by who wants the same of the same engine', async () => {
    const activities = create()
    const pull = work()
    const id = activities.begin(pullOf(pull))
    expect(activities.begin(pullOf(pull))).toBe(id)
    expect(pull.state.begun).toBe(1)
    expect(activities.begin(pullOf(work(), 'debian:12', 1))).not.toBe(id)
  })

  it('goes on when it cannot be cancelled, beside another of the same name', async () => {
    const activities = create()
    const [one, other] = [work(), work()]
    const { commit } = createContainerActivities(
      { commit: (_, signal) => one.run(signal), export: (_, signal) => other.run(signal) },
      activities,
      () => 0,
    )
    const request = { id: 'a1'.repeat(32), reference: 'web:2', message: '', author: '', pause: false }
    const id = await commit(request)
    const second = activities.begin({ ...pullOf(other, 'web:2'), kind: 'commit', joins: false })
    expect(second).not.toBe(id)
    expect(activities.list.items.map(({ cancellable }) => cancellable)).toEqual([false, true])
    activities.cancel(id)
    expect(activities.list.items.map((activity) => activity.id)).toEqual([id, second])
    await one.say({ done: result })
    await one.end()
    expect(activities.list.items[0]).toMatchObject({ kind: 'commit', subject: 'web:2', result })
    activities.cancel(second)
  })

  it('that does not join is joined by nobody', async () => {
    const activities = create()
    const build = { ...pullOf(work(), 'shop:1'), kind: 'build' as const, joins: false }
    const id = activities.begin(build)
    expect(activities.begin({ ...build, work: work().run })).not.toBe(id)
  })

  it('is off the list at once when it is cancelled, and no end of it is told', async () => {
    const activities = create()
    const ends: Activity[] = []
    activities.onEnd((ended) => ends.push(ended))
    const pull = work()
    activities.cancel(activities.begin(pullOf(pull)))
    expect(look(activities)).toEqual([])
    expect(activities.list.last).toBe(1)
    await settled()
    expect(pull.state.aborted).toBe(true)
    expect([ends, logged]).toEqual([[], []])
    activities.cancel(1)
    activities.cancel(99)
  })

  it('that the person gives up in another way is off the list too', async () => {
    const activities = create()
    const pull = work()
    activities.begin(pullOf(pull))
    await pull.fail('cancelled')
    expect(look(activities)).toEqual([])
  })

  it('goes on when nobody looks any more, and whoever looks next sees all of it', async () => {
    const activities = create()
    const service = createActivityService(activities)
    const pull = work()
    activities.begin(pullOf(pull))
    const window = new AbortController()
    const stream = service.watch(window.signal)[Symbol.asyncIterator]()
    expect((await stream.next()).value.items).toHaveLength(1)
    window.abort()
    expect((await stream.next()).done).toBe(true)
    await pull.say({ status: 'Downloading' })
    expect(pull.state.aborted).toBe(false)
    const again = service.watch(new AbortController().signal)[Symbol.asyncIterator]()
    expect((await again.next()).value.items[0].progress.status).toBe('Downloading')
    await again.return?.()
  })

  it('is seen and cleared only once it has ended', async () => {
    const activities = create()
    const [one, two] = [work(), work()]
    activities.begin(pullOf(one))
    activities.begin(pullOf(two, 'busybox'))
    await one.fail('disk-full')
    activities.see([1, 2])
    expect(activities.list.items.map(({ seen }) => seen)).toEqual([true, false])
    activities.clear([1, 2])
    expect(look(activities)).toEqual([{ ...idle, id: 2 }])
  })

  it('is kept among fifty ended ones; the oldest go, those that run stay', async () => {
    const activities = create()
    activities.begin(pullOf(work(), 'first'))
    for (let at = 0; at < 52; at++) {
      const pull = work()
      activities.begin(pullOf(pull, `image:${at}`))
      await pull.fail('disk-full')
    }
    expect(activities.list.items).toHaveLength(51)
    expect(activities.list.items.slice(0, 2).map(({ subject }) => subject)).toEqual(['first', 'image:2'])
    logged.length = 0
  })

  it('is ended, all of it, before main leaves', async () => {
    const activities = create()
    const [one, two] = [work(), work()]
    activities.begin(pullOf(one))
    activities.begin(pullOf(two, 'busybox'))
    await activities.dispose()
    expect([one.state.aborted, two.state.aborted]).toEqual([true, true])
  })
})

it('a load is about nothing until an archive was chosen; a second question is not asked meanwhile', async () => {
  const activities = create()
  const load = work()
  const asked: unknown[] = []
  const transfers = {
    pull: (_input: unknown, signal: AbortSignal) => work().run(signal),
    load(input: unknown, signal: AbortSignal) {
      asked.push(input)
      return load.run(signal)
    },
    push: (_input: unknown, signal: AbortSignal) => work().run(signal),
    save: (_input: unknown, signal: AbortSignal) => work().run(signal),
    import: (_input: unknown, signal: AbortSignal) => work().run(signal),
    buildWelcome: (_input: unknown, signal: AbortSignal) => work().run(signal),
  }
  const images = createImageActivities(transfers, activities, () => 7)
  expect(await images.load({})).toBe(1)
  expect(await images.load({})).toBe(1)
  expect(asked).toEqual([{ session: 7 }])
  expect(activities.list.items[0]).toMatchObject({ kind: 'load', subject: null, session: 7 })
  await load.say({ layers: [{ id: 'images.tar', status: 'downloading', current: 1, total: 2 }] })
  expect(activities.list.items[0]?.subject).toBe('images.tar')
  expect(await images.load({})).toBe(2)
  expect(await images.buildWelcome({ session: 8 })).toBe(3)
  expect(await images.pull({ reference: 'debian:12' })).toBe(4)
  expect(activities.list.items.map(({ session }) => session)).toEqual([7, 7, 8, 7])
})
