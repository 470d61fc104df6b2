import { createPinia, setActivePinia } from 'pinia'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../main/contract/errors'
import type { ImageProgress } from '../../../main/contract/images'
import { settled } from '../../support/settled'

/** A stream as the window sees it, whose items the test hands out. */
function source() {
  let reader:
    | { resolve(result: IteratorResult<ImageProgress>): void; reject(error: unknown): void }
    | undefined
  const stream = {
    left: false,
    next() {
      let resolve!: (result: IteratorResult<ImageProgress>) => void
      let reject!: (error: unknown) => void
      const promise = new Promise<IteratorResult<ImageProgress>>((yes, no) => {
        resolve = yes
        reject = no
      })
      reader = { resolve, reject }
      return promise
    },
    return() {
      stream.left = true
      reader?.resolve({ done: true, value: undefined })
      return Promise.resolve({ done: true as const, value: undefined })
    },
    [Symbol.asyncIterator]: () => stream,
    give: (value: Partial<ImageProgress>) =>
      reader?.resolve({ done: false, value: { status: '', layers: [], done: null, ...value } }),
    fail: (error: AppError) => reader?.reject(error),
  }
  return stream
}
const streams: ReturnType<typeof source>[] = []
const open = () => {
  const stream = source()
  streams.push(stream)
  return stream
}
const notify = vi.fn()
const notifyError = vi.fn()
const asked: unknown[] = []
const begin = (input: unknown) => {
  asked.push(input)
  return open()
}
vi.mock('../../../renderer/data/api', () => ({
  api: { images: { pull: begin, load: begin, buildWelcome: begin } },
}))
vi.mock('../../../renderer/data/connections', () => ({ useConnections: () => ({ active: { choice: 3 } }) }))
vi.mock('../../../renderer/data/notify', () => ({
  notify: (...said: unknown[]) => notify(...said),
  notifyError: (...said: unknown[]) => notifyError(...said),
}))
// Files share what they import: nothing that was imported with these mocks is of use to another, nor the other way round.
vi.hoisted(() => vi.resetModules())
afterAll(() => {
  vi.resetModules()
})
const { useTransfers } = await import('../../../renderer/features/images/transfers')

const done = { id: `sha256:${'a'.repeat(64)}`, tags: ['debian:12'] }

describe('transfers', () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    streams.length = 0
    notify.mockClear()
    notifyError.mockClear()
  })

  it('shows progress, then leaves the list and says so', async () => {
    const transfers = useTransfers()
    const { key } = transfers.pull('debian:12')
    expect(asked.at(-1)).toEqual({ reference: 'debian:12', choice: 3 })
    streams[0]!.give({ status: 'Waiting' })
    await settled()
    expect(transfers.byKey.get(key)?.progress?.status).toBe('Waiting')
    streams[0]!.give({ done })
    await settled()
    expect(transfers.all).toEqual([])
    expect(notify).toHaveBeenCalledWith('debian:12 is here')
  })

  it('tells whoever waits, and then needs no message', async () => {
    const transfers = useTransfers()
    const { key } = transfers.pull('debian:12')
    const leave = transfers.attend(key)
    const outcome = transfers.outcome(key)
    streams[0]!.give({ done })
    expect(await outcome).toEqual(done)
    expect(notify).not.toHaveBeenCalled()
    leave()
  })

  it('joins a pull of the same image instead of beginning a second one', () => {
    const transfers = useTransfers()
    expect(transfers.pull('debian:12').key).toBe(transfers.pull('debian:12').key)
    expect(transfers.pull('busybox').key).not.toBe(transfers.pull('debian:12').key)
    expect(streams).toHaveLength(2)
  })

  it('leaves the stream when it is cancelled, and that is no failure', async () => {
    const transfers = useTransfers()
    const { key } = transfers.pull('debian:12')
    const outcome = transfers.outcome(key)
    transfers.cancel(key)
    expect(streams[0]!.left).toBe(true)
    expect(await outcome).toBeNull()
    expect(transfers.all).toEqual([])
    expect(notifyError).not.toHaveBeenCalled()
  })

  it('keeps a failure until it is dismissed or tried again, and remembers that there was no connection', async () => {
    const transfers = useTransfers()
    const { key } = transfers.pull('debian:12')
    streams[0]!.fail(new AppError('registry-unreachable', 'x', { host: 'registry.example' }))
    await settled()
    expect(transfers.byKey.get(key)?.error?.code).toBe('registry-unreachable')
    expect(transfers.offline?.details?.host).toBe('registry.example')
    expect(notifyError.mock.calls[0]?.[1]).toContain('no connection to registry.example')
    transfers.pull('debian:12')
    expect(transfers.all).toHaveLength(1)
    streams[1]!.give({ done })
    await settled()
    expect(transfers.all).toEqual([])
    expect(transfers.offline).toBeNull()
  })

  it('says nothing of a failure in a list that is seen, nor of a file that was not chosen', async () => {
    const transfers = useTransfers()
    transfers.listed = true
    transfers.pull('debian:12')
    streams[0]!.fail(new AppError('image-unknown', 'x'))
    transfers.load()
    expect(transfers.load()).toBeNull()
    streams[1]!.fail(new AppError('cancelled', 'x'))
    await settled()
    expect(notifyError).not.toHaveBeenCalled()
    expect(transfers.all.map(({ kind }) => kind)).toEqual(['pull'])
  })

  it('names a load by its archive', async () => {
    const transfers = useTransfers()
    transfers.load()
    streams[0]!.give({ layers: [{ id: 'images.tar', status: 'downloading', current: 1, total: 2 }] })
    await settled()
    expect(transfers.all[0]?.object).toBe('images.tar')
    streams[0]!.give({ done })
    await settled()
    expect(notify).toHaveBeenCalledWith('Loaded debian:12')
  })

  it('builds the welcome image once at a time, and takes a failed build off the list when it is tried again', async () => {
    const transfers = useTransfers()
    const { key } = transfers.buildWelcome()
    expect(transfers.building).toBe(true)
    expect(transfers.buildWelcome().key).toBe(key)
    streams[0]!.fail(new AppError('engine-unreachable', 'x'))
    await settled()
    expect(transfers.building).toBe(false)
    expect(notifyError.mock.calls[0]?.[1]).toMatch(/^The engine does not answer\./)

    transfers.buildWelcome()
    expect(transfers.all).toHaveLength(1)
    streams[1]!.give({ done: { ...done, tags: ['slipway-welcome:latest'] } })
    await settled()
    expect(transfers.all).toEqual([])
    expect(notify).toHaveBeenCalledWith('Built slipway-welcome:latest')
  })
})
