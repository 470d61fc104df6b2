import { describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { AppError } from '../../../main/contract/errors'
import type { Reading } from '../../../main/contract/layers'
import { useOpened } from '../../../renderer/features/layers/useOpened'
import { settled } from '../../support/settled'

type Item = Reading | { readonly phase: 'open'; readonly handle: string }
const reading: Reading = { phase: 'reading', from: 'engine', current: 5, total: 10, unpacked: 0 }
const open = (handle: string) => ({ phase: 'open' as const, handle })

/** A stream whose items the test hands out. */
function source() {
  const waiting: { resolve(result: IteratorResult<Item>): void; reject(error: unknown): void }[] = []
  const stream = {
    left: false,
    next: () => new Promise<IteratorResult<Item>>((resolve, reject) => waiting.push({ resolve, reject })),
    return: () => {
      stream.left = true
      return Promise.resolve({ done: true as const, value: undefined })
    },
    [Symbol.asyncIterator]: () => stream,
    give: (value: Item) => waiting.shift()!.resolve({ done: false, value }),
    finish: () => waiting.shift()!.resolve({ done: true, value: undefined }),
    fail: (error: unknown) => waiting.shift()!.reject(error),
  }
  return stream
}
function opening() {
  const sources: ReturnType<typeof source>[] = []
  const scope = effectScope()
  const used = scope.run(() =>
    useOpened<Extract<Item, { phase: 'open' }>>(() => {
      sources.push(source())
      return sources.at(-1)!
    }),
  )!
  return { ...used, sources, scope }
}

describe('layers that are opened', () => {
  it('are read with a word on how far it is, then open, and the stream stays', async () => {
    const { opened, reading: word, isReading, sources, scope } = opening()
    expect(isReading.value).toBe(true)
    sources[0]!.give(reading)
    await settled()
    expect(word.value).toEqual(reading)
    sources[0]!.give(open('one'))
    await settled()
    expect(opened.value?.handle).toBe('one')
    expect([isReading.value, word.value, sources[0]!.left]).toEqual([false, null, false])
    scope.stop()
    expect(sources[0]!.left).toBe(true)
  })

  it('may be told more of, by the same stream', async () => {
    const { opened, sources } = opening()
    sources[0]!.give(open('one'))
    await settled()
    sources[0]!.give({ ...open('one') })
    await settled()
    expect([opened.value?.handle, sources[0]!.left]).toEqual(['one', false])
  })

  it('stay while they are read again, and only then are left', async () => {
    const { opened, reopen, isReading, sources } = opening()
    sources[0]!.give(open('one'))
    await settled()
    expect(opened.value).not.toBeNull()
    reopen()
    sources[1]!.give(reading)
    await settled()
    expect(isReading.value).toBe(true)
    expect([opened.value?.handle, sources[0]!.left]).toEqual(['one', false])
    sources[1]!.give(open('two'))
    await settled()
    expect(opened.value?.handle).toBe('two')
    expect(sources.map(({ left }) => left)).toEqual([true, false])
  })

  it('keep what is open when reading it again fails, and say why', async () => {
    const { opened, reopen, isReading, error, sources } = opening()
    sources[0]!.give(open('one'))
    await settled()
    expect(opened.value).not.toBeNull()
    reopen()
    sources[1]!.fail(new AppError('engine-unreachable'))
    await settled()
    expect(error.value?.code).toBe('engine-unreachable')
    expect([opened.value?.handle, isReading.value]).toEqual(['one', false])
  })

  it('are open no longer once their stream fails or ends', async () => {
    const failing = opening()
    failing.sources[0]!.give(open('one'))
    await settled()
    expect(failing.opened.value).not.toBeNull()
    failing.sources[0]!.fail(new AppError('not-found/layersClosed'))
    await settled()
    expect(failing.opened.value).toBeNull()
    expect(failing.error.value?.code).toBe('not-found')

    const ending = opening()
    ending.sources[0]!.give(open('one'))
    await settled()
    expect(ending.opened.value).not.toBeNull()
    ending.sources[0]!.finish()
    await settled()
    expect(ending.error.value?.code).toBe('internal')
    expect(ending.opened.value).toBeNull()
  })

  it('are not read any further once that is cancelled, and a late answer changes nothing', async () => {
    const { opened, reading: word, cancel, isReading, error, sources } = opening()
    sources[0]!.give(reading)
    await settled()
    expect(word.value).toEqual(reading)
    cancel()
    expect([isReading.value, sources[0]!.left]).toEqual([false, true])
    sources[0]!.give(open('late'))
    await settled()
    expect([opened.value, word.value, error.value]).toEqual([null, null, null])
  })
})
