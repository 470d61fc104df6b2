import { describe, expect, it } from 'vitest'
import { createTurns } from '../../../main/layers/reader/turns'

describe('turns', () => {
  it('go to so many at a time, in the order in which they were wanted', async () => {
    const turns = createTurns(2, 10)
    const begun: number[] = []
    const ends = Array.from({ length: 4 }, async (_, at) => {
      const done = await turns.take('x')
      begun.push(at)
      return done
    })
    const [first, second] = [await ends[0]!, await ends[1]!]
    await new Promise(setImmediate)
    expect(begun).toEqual([0, 1])
    first()
    await ends[2]
    // Who comes now does not pass by those who wait.
    const late = turns.take('x')
    second()
    const last = await ends[3]!
    expect(begun).toEqual([0, 1, 2, 3])
    last()
    await late
  })

  it('are left by those who do not want them any more, and refused to too many', async () => {
    const turns = createTurns(1, 1)
    const done = await turns.take('x')
    const stop = new AbortController()
    const waiting = turns.take('web', stop.signal)
    await expect(turns.take('x')).rejects.toMatchObject({ code: 'unsupported' })
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled', details: { object: 'web' } })
    await expect(turns.take('x', stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
    const next = turns.take('x')
    done()
    const again = await next
    again()
    ;(await turns.take('x'))()
  })
})
