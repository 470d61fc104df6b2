import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { AppError } from '../../../main/contract/errors'

/** A window that can be hidden, for code that asks the document whether it is seen. */
const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
function show(state: 'visible' | 'hidden') {
  page.visibilityState = state
  page.dispatchEvent(new Event('visibilitychange'))
}

/** A source whose items are handed out by the test. */
function source() {
  let answer: ((result: IteratorResult<number>) => void) | undefined
  let refuse: ((error: unknown) => void) | undefined
  const stream = {
    closed: false,
    next: () =>
      new Promise<IteratorResult<number>>((resolve, reject) => {
        answer = resolve
        refuse = reject
      }),
    return: () => {
      stream.closed = true
      return Promise.resolve({ done: true as const, value: undefined })
    },
    [Symbol.asyncIterator]: () => stream,
    give: (value: number) => answer?.({ done: false, value }),
    finish: () => answer?.({ done: true, value: undefined }),
    fail: (error: unknown) => refuse?.(error),
  }
  return stream
}
const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await nextTick()
}

describe('useStream', () => {
  beforeEach(() => {
    vi.stubGlobal('document', page)
    show('visible')
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  async function reading(options: { retry?: boolean; key?: () => number | null } = {}) {
    const { useStream } = await import('../../../renderer/data/useStream')
    const opened: ReturnType<typeof source>[] = []
    const items: number[] = []
    const ends: string[] = []
    const scope = effectScope()
    const control = scope.run(() =>
      useStream<number, number>({
        key: options.key ?? (() => 1),
        retry: options.retry,
        open: () => {
          const stream = source()
          opened.push(stream)
          return stream
        },
        item: (value) => items.push(value),
        end: () => ends.push('end'),
        error: (error) => ends.push(error.code),
      }),
    )!
    return { opened, items, ends, scope, control }
  }

  it('reads until its scope ends', async () => {
    const { opened, items, scope } = await reading()
    opened[0]!.give(1)
    await settled()
    opened[0]!.give(2)
    await settled()
    scope.stop()
    expect(opened[0]!.closed).toBe(true)
    opened[0]!.give(3)
    await settled()
    expect(items).toEqual([1, 2])
  })

  it('reads nothing while the window is hidden, and opens afresh when it is shown', async () => {
    const { opened, items, scope } = await reading()
    show('hidden')
    expect(opened[0]!.closed).toBe(true)
    opened[0]!.give(1)
    await settled()
    expect(items).toEqual([])
    expect(opened).toHaveLength(1)
    show('visible')
    expect(opened).toHaveLength(2)
    scope.stop()
  })

  it('opens again for another key and closes for none', async () => {
    const key = ref<number | null>(1)
    const { opened, scope } = await reading({ key: () => key.value })
    key.value = 2
    expect(opened.map((stream) => stream.closed)).toEqual([true, false])
    key.value = null
    expect(opened.map((stream) => stream.closed)).toEqual([true, true])
    scope.stop()
  })

  it('says when the stream ended or failed, and keeps the error until an item comes', async () => {
    const { opened, ends, control, scope } = await reading()
    opened[0]!.fail(new AppError('not-found', { object: 'it' }))
    await settled()
    expect(ends).toEqual(['not-found'])
    expect(control.error.value?.code).toBe('not-found')
    control.reopen()
    opened[1]!.give(1)
    await settled()
    expect(control.error.value).toBeNull()
    opened[1]!.finish()
    await settled()
    expect(ends).toEqual(['not-found', 'end'])
    scope.stop()
  })

  it('says nothing of a failure any more while a person has it tried again', async () => {
    const { opened, scope, control } = await reading()
    opened[0]!.fail(new AppError('timeout', { object: 'it' }))
    await settled()
    expect(control.error.value?.code).toBe('timeout')
    control.tryAgain()
    expect(control.error.value).toBeNull()
    opened[1]!.fail(new AppError('timeout', { object: 'it' }))
    await settled()
    expect(control.error.value?.code).toBe('timeout')
    scope.stop()
  })

  it('with retry opens again after a growing pause, and never once the scope has ended', async () => {
    vi.useFakeTimers()
    const { opened, scope } = await reading({ retry: true })
    opened[0]!.fail(new Error('cut'))
    await settled()
    vi.advanceTimersByTime(600)
    expect(opened).toHaveLength(2)
    opened[1]!.fail(new Error('cut'))
    await settled()
    vi.advanceTimersByTime(600)
    expect(opened).toHaveLength(2)
    vi.advanceTimersByTime(600)
    expect(opened).toHaveLength(3)
    opened[2]!.fail(new Error('cut'))
    await settled()
    scope.stop()
    vi.advanceTimersByTime(60_000)
    expect(opened).toHaveLength(3)
  })

  it.each(['not-found', 'unsupported'] as const)('never asks again after %s', async (code) => {
    vi.useFakeTimers()
    const { opened, scope } = await reading({ retry: true })
    opened[0]!.fail(AppError.of(code))
    await settled()
    vi.advanceTimersByTime(60_000)
    expect(opened).toHaveLength(1)
    scope.stop()
  })
})
