import { createPinia, setActivePinia } from 'pinia'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EffectScope, effectScope } from 'vue'
import { createActivities } from '../../../main/services/activity/activities'
import { createImageActivities } from '../../../main/services/activity/imageTransfers'
import { createActivityService } from '../../../main/services/activity/service'
import { scriptedWork } from '../../support/scriptedWork'
import { settled } from '../../support/settled'

/** Main's own list behind the window's, with work whose words the test says. */
function main() {
  const works: ReturnType<typeof scriptedWork>[] = []
  const asked: unknown[] = []
  const begin = (input: unknown, signal: AbortSignal) => {
    asked.push(input)
    const work = scriptedWork()
    works.push(work)
    return work.run(signal)
  }
  const activities = createActivities(() => {})
  const service = createActivityService(activities)
  const transfers = { pull: begin, push: begin, load: begin, save: begin, import: begin, buildWelcome: begin }
  return {
    works,
    asked,
    activities,
    api: {
      images: createImageActivities(transfers, activities, () => 0),
      activity: {
        ...service,
        watch() {
          const stop = new AbortController()
          const stream = service.watch(stop.signal)[Symbol.asyncIterator]()
          return {
            next: () => stream.next(),
            return: async () => {
              stop.abort()
              return { done: true, value: undefined }
            },
          }
        },
      },
    },
  }
}
let real = main()
const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
vi.stubGlobal('document', page)
const notify = vi.fn()
const notifyError = vi.fn()
const notifyProblem = vi.fn()
vi.mock('../../../renderer/data/api', () => ({
  api: {
    get images() {
      return real.api.images
    },
    get activity() {
      return real.api.activity
    },
  },
}))
vi.mock('../../../renderer/data/connections', () => ({ useConnections: () => ({ active: { session: 3 } }) }))
vi.mock('../../../renderer/data/notify', () => ({
  notify: (...said: unknown[]) => notify(...said),
  notifyError: (...said: unknown[]) => notifyError(...said),
  notifyProblem: (...said: unknown[]) => notifyProblem(...said),
}))
// Of the feature, only what speaks of activities: its views are none of this.
vi.mock('../../../renderer/app/activity/kinds', async () => {
  const { activityWords } = await import('../../../renderer/features/images/activityWords')
  return {
    wordsOfActivity: { pull: activityWords, push: activityWords, load: activityWords, build: activityWords },
  }
})
// Files share what they import: nothing that was imported with these mocks is of use to another, nor the other way round.
vi.hoisted(() => vi.resetModules())
afterAll(() => {
  vi.resetModules()
  vi.unstubAllGlobals()
})
const { useTransfers } = await import('../../../renderer/features/images/transfers')
const { useActivity } = await import('../../../renderer/data/activity')
const { useEnds } = await import('../../../renderer/app/activity/useEnds')

const done = { id: `sha256:${'a'.repeat(64)}`, tags: ['debian:12'] }
let scope: EffectScope
/** A window that has just been loaded. */
function open() {
  scope = effectScope()
  setActivePinia(createPinia())
  scope.run(useEnds)
  return useTransfers()
}
async function finish(at: number, result = done) {
  await real.works[at]!.say({ done: result })
  await real.works[at]!.end()
}

describe('transfers', () => {
  beforeEach(() => {
    real = main()
    notify.mockClear()
    notifyError.mockClear()
    notifyProblem.mockClear()
  })
  afterEach(() => scope.stop())

  it('show progress, then leave the list and say so', async () => {
    const transfers = open()
    const key = await transfers.pull('debian:12')
    expect(real.asked.at(-1)).toEqual({ reference: 'debian:12', session: 3 })
    await real.works[0]!.say({ status: 'Waiting' })
    expect(transfers.byKey.get(key)?.progress?.status).toBe('Waiting')
    await finish(0)
    expect(transfers.all).toEqual([])
    expect(notify).toHaveBeenCalledWith('debian:12 is here')
    expect(useActivity().items, 'kept until it was seen').toHaveLength(1)
  })

  it('tell whoever waits, and then need no message', async () => {
    const transfers = open()
    const key = await transfers.pull('debian:12')
    const leave = transfers.attend(key)
    const outcome = transfers.outcome(key)
    await finish(0)
    expect(await outcome).toEqual(done)
    expect(notify).not.toHaveBeenCalled()
    expect(real.activities.list.items, 'it was seen').toEqual([])
    leave()
  })

  it('join a pull of the same image instead of beginning a second one', async () => {
    const transfers = open()
    const key = await transfers.pull('debian:12')
    expect(await transfers.pull('debian:12')).toBe(key)
    expect(await transfers.pull('busybox')).not.toBe(key)
    expect(real.works).toHaveLength(2)
  })

  it('end at once when they are cancelled, and that is no failure', async () => {
    const transfers = open()
    const key = await transfers.pull('debian:12')
    const outcome = transfers.outcome(key)
    transfers.cancel(key)
    expect(await outcome).toBeNull()
    expect(transfers.all).toEqual([])
    await settled()
    expect(real.works[0]!.state.aborted).toBe(true)
    expect([...notifyError.mock.calls, ...notifyProblem.mock.calls]).toEqual([])
  })

  it('keep a failure until it is dismissed or tried again, and remember that there was no connection', async () => {
    const transfers = open()
    const key = await transfers.pull('debian:12')
    await real.works[0]!.fail('registry-unreachable/host')
    expect(transfers.byKey.get(key)?.error?.code).toBe('registry-unreachable')
    expect(transfers.offline?.details?.host).toBe('registry.example')
    expect(notifyProblem.mock.calls[0]?.[1]).toContain('The registry registry.example cannot be reached')
    await transfers.pull('debian:12')
    await settled()
    expect(transfers.all).toHaveLength(1)
    await finish(1)
    expect(transfers.all).toEqual([])
    expect(transfers.offline).toBeNull()

    const failing = await transfers.pull('debian:12')
    await real.works[2]!.fail('image-unknown')
    transfers.cancel(failing)
    await settled()
    expect(transfers.all).toEqual([])
    expect(real.activities.list.items.filter(({ error }) => error)).toEqual([])
  })

  it('say nothing of a failure in a list that is seen, nor of a file that was not chosen', async () => {
    const transfers = open()
    transfers.listed = true
    await transfers.pull('debian:12')
    await real.works[0]!.fail('image-unknown')
    await transfers.load()
    await transfers.load()
    expect(real.works).toHaveLength(2)
    await real.works[1]!.fail('cancelled')
    expect(notifyProblem).not.toHaveBeenCalled()
    expect(transfers.all.map(({ kind }) => kind)).toEqual(['pull'])

    transfers.listed = false
    await transfers.pull('busybox')
    await real.works[2]!.fail('image-unknown')
    expect(notifyProblem).toHaveBeenCalledOnce()
  })

  it('name a load by its archive', async () => {
    const transfers = open()
    await transfers.load()
    await real.works[0]!.say({
      layers: [{ id: 'images.tar', status: 'downloading', current: 1, total: 2 }],
    })
    expect(transfers.all[0]?.object).toBe('images.tar')
    await finish(0)
    expect(notify).toHaveBeenCalledWith('Loaded debian:12')
  })

  it('build the welcome image once at a time; a failed build is off the list when it is tried again', async () => {
    const transfers = open()
    void transfers.buildWelcome()
    expect(transfers.building).toBe(true)
    await transfers.buildWelcome()
    await settled()
    expect(transfers.building).toBe(true)
    expect(real.works).toHaveLength(1)
    await real.works[0]!.fail('engine-unreachable')
    expect(transfers.building).toBe(false)
    expect(notifyProblem.mock.calls[0]?.[1]).toMatch(/^The engine does not answer\./)

    await transfers.buildWelcome()
    await settled()
    expect(transfers.all).toHaveLength(1)
    await finish(1, { ...done, tags: ['slipway-welcome:latest'] })
    expect(transfers.all).toEqual([])
    expect(notify).toHaveBeenCalledWith('Built slipway-welcome:latest')
  })

  it('go on while the page is loaded anew, which then shows and ends them', async () => {
    const before = open()
    await before.pull('debian:12')
    await settled()
    scope.stop()
    const after = open()
    await settled()
    const [transfer] = after.all
    expect(transfer?.object).toBe('debian:12')
    const outcome = after.outcome(transfer!.key)
    await finish(0)
    expect(await outcome).toEqual(done)
  })

  it('go on while the window is hidden, and are told of when it is back', async () => {
    const transfers = open()
    await transfers.pull('debian:12')
    await settled()
    page.visibilityState = 'hidden'
    page.dispatchEvent(new Event('visibilitychange'))
    await finish(0)
    expect(notify).not.toHaveBeenCalled()
    page.visibilityState = 'visible'
    page.dispatchEvent(new Event('visibilitychange'))
    await settled()
    expect(notify).toHaveBeenCalledWith('debian:12 is here')
    expect(transfers.all).toEqual([])
  })
})
