import { describe, expect, it } from 'vitest'
import { createSemaphore } from '../../main/base/semaphore'

describe('a semaphore', () => {
  it('lets so many work at a time, in the order in which they came', async () => {
    const places = createSemaphore(2, 10)
    const begun: number[] = []
    const ends = Array.from({ length: 4 }, async (_, at) => {
      const done = await places.acquire('x')
      begun.push(at)
      return done
    })
    const [first, second] = [await ends[0]!, await ends[1]!]
    await new Promise(setImmediate)
    expect(begun).toEqual([0, 1])
    first()
    await ends[2]
    // Who comes now does not pass by those who wait.
    const late = places.acquire('x')
    second()
    const last = await ends[3]!
    expect(begun).toEqual([0, 1, 2, 3])
    last()
    await late
  })

  it('is left by those who do not wait any more, and refuses too many', async () => {
    const places = createSemaphore(1, 1)
    const done = await places.acquire('x')
    const stop = new AbortController()
    const waiting = places.acquire('web', stop.signal)
    await expect(places.acquire('x')).rejects.toMatchObject({ code: 'unsupported' })
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled', details: { object: 'web' } })
    await expect(places.acquire('x', stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
    const next = places.acquire('x')
    done()
    const again = await next
    again()
    ;(await places.acquire('x'))()
  })
})
