import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { paced } from '../../main/base/paced'
import type { ProgressLine } from '../../main/engine/api/imageAnswers'
import { createLoadProgress } from '../../main/services/images/loadProgress'
import { createPullProgress } from '../../main/services/images/pullProgress'

const id = '92d5548424ce'
const line = (status: string, current?: number, total?: number): ProgressLine => ({
  id,
  status,
  progressDetail: current === undefined ? {} : { current, total },
})
const pulled = (...lines: ProgressLine[]) => {
  const progress = createPullProgress()
  for (const one of lines) progress.add(one)
  return progress.snapshot()
}
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('progress of a pull', () => {
  it('follows a layer from waiting to done', () => {
    const lines = [
      line('Pulling fs layer'),
      line('Waiting'),
      line('Downloading', 10, 100),
      line('Verifying Checksum'),
      line('Download complete'),
      line('Extracting', 30, 100),
      line('Pull complete'),
    ]
    const seen = lines.map((_, index) => {
      const { status, current, total } = pulled(...lines.slice(0, index + 1)).layers[0]!
      return [status, current, total]
    })
    expect(seen).toEqual([
      ['waiting', 0, 0],
      ['waiting', 0, 0],
      ['downloading', 10, 100],
      ['verifying', 100, 100],
      ['verifying', 100, 100],
      ['extracting', 30, 100],
      ['done', 100, 100],
    ])
  })

  it('keeps what is no layer apart', () => {
    expect(
      pulled({ id: '1', status: 'Pulling from web' }, line('Already exists'), { status: 'Digest: x' }),
    ).toEqual({
      status: 'Digest: x',
      layers: [{ id, status: 'done', current: 0, total: 0 }],
      done: null,
    })
  })

  it('shows that the engine tries again', () => {
    expect(pulled(line('Downloading', 10, 100), line('Retrying in 5 seconds'))).toMatchObject({
      status: `${id}: Retrying in 5 seconds`,
      layers: [{ status: 'downloading', current: 10 }],
    })
  })

  it('does not take seconds for bytes', () => {
    const seconds = { id, status: 'Extracting', progressDetail: { current: 3, units: 's' } }
    expect(pulled(line('Downloading', 100, 100), seconds).layers).toEqual([
      { id, status: 'extracting', current: 100, total: 100 },
    ])
  })

  it('has each layer once, in the order of their first lines, whatever comes', () => {
    const anyLine = fc.record(
      {
        id: fc.constantFrom('aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'latest'),
        status: fc.constantFrom(
          'Downloading',
          'Waiting',
          'Extracting',
          'Pull complete',
          'Pulling from x',
          'toString',
        ),
        progressDetail: fc.record({ current: fc.nat(), total: fc.nat() }, { requiredKeys: [] }),
      },
      { requiredKeys: ['status'] },
    )
    fc.assert(
      fc.property(fc.array(anyLine), (lines) => {
        const { layers } = pulled(...lines)
        const ids = layers.map((layer) => layer.id)
        expect(ids).toEqual([...new Set(ids)])
        for (const layer of layers) {
          expect(['waiting', 'downloading', 'extracting', 'done']).toContain(layer.status)
          expect(Number.isFinite(layer.current) && Number.isFinite(layer.total)).toBe(true)
        }
      }),
    )
  })
})

describe('progress of a load', () => {
  it('counts the bytes of the file and collects what the engine loaded', () => {
    const progress = createLoadProgress('web.tar', 100)
    const looked = [30, 5, 50].map((bytes) => progress.looked(bytes).layers[0]!.current)
    expect(looked, 'it never goes back').toEqual([30, 30, 50])
    expect(progress.read(40).layers).toEqual([
      { id: 'web.tar', status: 'downloading', current: 40, total: 100 },
    ])
    expect(progress.read(100).layers[0]).toMatchObject({ status: 'extracting', current: 100 })
    expect(progress.add({ status: 'Loading layer', id: 'abc' }).status).toBe('Loading layer abc')
    progress.add({ stream: 'Loaded image: web:1\n' })
    progress.add({ stream: 'Loaded image ID: sha256:ab\n' })
    expect(progress.loaded()).toEqual(['web:1', 'sha256:ab'])
    expect(progress.snapshot({ id: 'sha256:ab', tags: ['web:1'] }).layers[0]).toMatchObject({
      status: 'done',
    })
  })
})

describe('paced', () => {
  const idle = () => new AbortController().signal
  afterEach(() => {
    vi.useRealTimers()
  })

  it('drops all but the newest, never the first and the last', async () => {
    vi.useFakeTimers()
    const items: number[] = []
    const source = paced<number>(
      async (report) => {
        for (let item = 0; item < 250; item++) {
          report(item)
          await sleep(1)
        }
        return -1
      },
      idle(),
      100,
    )
    const reading = (async () => {
      for await (const item of source) items.push(item)
    })()
    await vi.runAllTimersAsync()
    await reading
    expect(items).toEqual([0, 99, 199, -1])
  })

  it('ends at once when the work does, also in a pause', async () => {
    const items: string[] = []
    const work = async (report: (item: string) => void) => {
      report('first')
      await sleep(20)
      return 'last'
    }
    for await (const item of paced(work, idle(), 3_600_000)) items.push(item)
    expect(items).toEqual(['first', 'last'])
  })

  it('fails as the work does, after what it reported', async () => {
    const items: number[] = []
    const read = async () => {
      const work = async (report: (item: number) => void) => {
        report(1)
        await sleep(5)
        throw new Error('broken')
      }
      for await (const item of paced(work, idle(), 3_600_000)) items.push(item)
    }
    await expect(read()).rejects.toThrow('broken')
    expect(items).toEqual([1])
  })

  it('aborts the work, and waits for its end, when the reader leaves or the signal aborts', async () => {
    let ended = 0
    const work = (report: (item: number) => void, signal: AbortSignal) => {
      report(1)
      return new Promise<number>((_, reject) => {
        signal.addEventListener('abort', () => {
          setTimeout(() => {
            ended++
            reject(signal.reason)
          }, 5)
        })
      })
    }
    for await (const _ of paced(work, idle())) break
    expect(ended).toBe(1)
    const stop = new AbortController()
    const source = paced(work, stop.signal)
    await source.next()
    const pending = source.next()
    stop.abort(new Error('left'))
    await expect(pending).rejects.toThrow('left')
    expect(ended).toBe(2)
  })
})
