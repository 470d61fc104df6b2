import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createIndexCache, type MakeIndexes } from '../../../main/layers/indexCache'
import { cacheDirectory, digest } from '../../support/cacheDirectory'
import { eventually } from '../../support/eventually'
import { entry, indexOf, pathsOf } from '../../support/layerEntries'

const place = cacheDirectory()
const fileOf = (name: string) => place.fileOf(name, 'index')
const layers = new Map(['a', 'b', 'c', 'd'].map((name) => [digest(name), name]))

/** Makes layers that hold one file of their name, and counts. */
function maker() {
  const made: string[] = []
  const make: MakeIndexes = async (digests) =>
    digests.map((each) => {
      made.push(layers.get(each) ?? each)
      return indexOf(entry(layers.get(each) ?? 'other'))
    })
  return { made, make }
}

async function read(names: string, make: MakeIndexes, limit?: number) {
  const cache = createIndexCache(place.path, limit)
  const indexes = await cache.read([...names].map(digest), make)
  await cache.settled()
  return indexes.map((index) => pathsOf(index).at(-1)).join('')
}

describe('the cache of indexes', () => {
  it('makes what is missing, in one call, and only once', async () => {
    const { made, make } = maker()
    const calls: number[] = []
    const counted: MakeIndexes = (digests, signal) => {
      calls.push(digests.length)
      return make(digests, signal)
    }
    expect(await read('ab', counted)).toBe('ab')
    expect(await read('cabda', counted)).toBe('cabda')
    expect(made).toEqual(['a', 'b', 'c', 'd'])
    expect(calls).toEqual([2, 2])
    expect(statSync(fileOf('a')).mode & 0o777).toBe(0o600)
    expect(readdirSync(place.path)).toHaveLength(4)
  })

  it.each([
    ['flipped', (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 100 ? byte ^ 1 : byte)))],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, 64)],
    ['empty', () => Buffer.alloc(0)],
    ['of another version', (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 8 ? 99 : byte)))],
  ])('makes again what is %s', async (_, damage) => {
    const { made, make } = maker()
    await read('a', make)
    const whole = readFileSync(fileOf('a'))
    writeFileSync(fileOf('a'), damage(whole))
    expect(await read('a', make)).toBe('a')
    expect(made).toEqual(['a', 'a'])
    expect(readFileSync(fileOf('a'))).toEqual(whole)
  })

  it('lets go of what was not used for longest', async () => {
    const { made, make } = maker()
    await read('abc', make)
    const size = statSync(fileOf('a')).size
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000)
    for (const [name, seconds] of [
      ['a', 30],
      ['b', 20],
      ['c', 10],
    ] as const) {
      utimesSync(fileOf(name), ago(seconds), ago(seconds))
    }
    await read('a', make)
    await read('d', make, 3 * size)
    expect(['a', 'b', 'c', 'd'].filter((name) => existsSync(fileOf(name)))).toEqual(['a', 'c', 'd'])
    expect(made).toEqual(['a', 'b', 'c', 'd'])
  })

  it('removes what a crash left behind, but nothing that is being written', async () => {
    const { make } = maker()
    await read('a', make)
    writeFileSync(`${fileOf('b')}.1-0.new`, 'old')
    writeFileSync(`${fileOf('c')}.1-1.new`, 'new')
    utimesSync(`${fileOf('b')}.1-0.new`, new Date(0), new Date(0))
    await read('d', make)
    const left = readdirSync(place.path).filter((name) => name.endsWith('.new'))
    expect(left.map((name) => join(place.path, name))).toEqual([`${fileOf('c')}.1-1.new`])
  })

  it('works without a place to write', async () => {
    const { made, make } = maker()
    writeFileSync(place.path, 'not a directory')
    expect(await read('a', make)).toBe('a')
    expect(await read('a', make)).toBe('a')
    expect(made).toEqual(['a', 'a'])
  })

  it('keeps no layer of a digest that could be another path', async () => {
    const cache = createIndexCache(place.path)
    const { make } = maker()
    await cache.read(['sha256:../../etc/passwd', 'sha512:00', digest('a')], make)
    await cache.settled()
    expect(readdirSync(place.path)).toHaveLength(1)
    expect(readdirSync(join(place.path, '..'))).toHaveLength(1)
  })
})

describe('several callers at once', () => {
  /** Makes layers only when it is told to. */
  function held() {
    const { made, make } = maker()
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const signals: AbortSignal[] = []
    const slow: MakeIndexes = async (digests, signal) => {
      signals.push(signal)
      await Promise.race([
        gate,
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
      ])
      return make(digests, signal)
    }
    return { made, slow, open, signals }
  }
  const started = (signals: AbortSignal[], count = 1) => eventually(() => expect(signals).toHaveLength(count))

  it('share what is made', async () => {
    const { made, slow, open, signals } = held()
    const cache = createIndexCache(place.path)
    const first = cache.read([digest('a'), digest('b')], slow)
    const second = cache.read([digest('b'), digest('c')], slow)
    await started(signals, 2)
    open()
    const [[, b], [sameB]] = await Promise.all([first, second])
    expect(b).toBe(sameB)
    expect(made.sort()).toEqual(['a', 'b', 'c'])
    await cache.settled()
  })

  it('may leave one by one; the last one stops the work', async () => {
    const { made, slow, signals } = held()
    const cache = createIndexCache(place.path)
    const [one, two] = [new AbortController(), new AbortController()]
    const first = cache.read([digest('a')], slow, one.signal)
    const second = cache.read([digest('a')], slow, two.signal)
    await started(signals)
    one.abort()
    await expect(first).rejects.toMatchObject({ code: 'cancelled' })
    expect(signals[0]!.aborted).toBe(false)
    two.abort()
    await expect(second).rejects.toMatchObject({ code: 'cancelled' })
    expect(signals[0]!.aborted).toBe(true)
    expect(made).toEqual([])

    const { make } = maker()
    expect(await cache.read([digest('a')], make)).toHaveLength(1)
    await cache.settled()
  })

  it('goes on for those who stay', async () => {
    const { slow, open, signals } = held()
    const cache = createIndexCache(place.path)
    const one = new AbortController()
    const first = cache.read([digest('a')], slow, one.signal)
    const second = cache.read([digest('a')], slow)
    await started(signals)
    one.abort()
    await expect(first).rejects.toMatchObject({ code: 'cancelled' })
    await pause(10)
    open()
    expect(await second).toHaveLength(1)
    await cache.settled()
  })

  it('all hear of a failure, and the next one tries again', async () => {
    const cache = createIndexCache(place.path)
    const fail: MakeIndexes = async () => {
      throw new Error('the disk is gone')
    }
    const both = [cache.read([digest('a')], fail), cache.read([digest('a')], fail)]
    for (const each of await Promise.allSettled(both))
      expect(String((each as PromiseRejectedResult).reason)).toMatch(/gone/)
    const { make } = maker()
    expect(await cache.read([digest('a')], make)).toHaveLength(1)
    await expect(cache.read([digest('b'), digest('c')], async () => [indexOf()])).rejects.toThrow(/Not all/)
    await cache.settled()
  })

  it('asks for nothing when it is stopped already', async () => {
    const { made, make } = maker()
    await expect(
      createIndexCache(place.path).read([digest('a')], make, AbortSignal.abort()),
    ).rejects.toMatchObject({
      code: 'cancelled',
    })
    expect(made).toEqual([])
  })
})
