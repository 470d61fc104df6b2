import { describe, expect, it } from 'vitest'
import type { RemakeNews } from '../../../main/contract/recreate'
import { createActivities } from '../../../main/services/activity/activities'
import { createRemakeActivities } from '../../../main/services/activity/remakes'
import { following } from '../../../main/services/recreate/following'
import { sentence } from '../../../main/texts/sentence'
import { settled } from '../../support/settled'
import { collect } from '../../support/streams'

/** An edit whose words the test says, read by a window that may leave. */
function edit() {
  let tell: (news: RemakeNews) => void = () => {}
  let end: (news: RemakeNews) => void = () => {}
  const window = new AbortController()
  const failures: string[] = []
  const activities = createActivities(({ code }) => failures.push(code))
  const leftAlone = createRemakeActivities(activities, () => 3)
  const news = following<RemakeNews>(
    (told) => {
      tell = told
      return new Promise((resolve) => {
        end = resolve
      })
    },
    window.signal,
    (rest) => leftAlone({ kind: 'edit', name: 'web', news: rest }),
  )
  return {
    news,
    activities,
    failures,
    say: async (one: RemakeNews) => {
      tell(one)
      await settled()
    },
    end: async (one: RemakeNews) => {
      end(one)
      await settled()
    },
    leave: async () => {
      window.abort()
      await settled()
    },
  }
}
const step = (name: 'stopping' | 'trying'): RemakeNews => ({ step: name, id: 'a' })
const done: RemakeNews = { done: { id: 'b', name: 'web-2', problems: [], canUndo: true } }

describe('an edit', () => {
  it('that is followed to its end is no activity', async () => {
    const one = edit()
    const read = collect(one.news)
    await one.say(step('stopping'))
    await one.end(done)
    expect(await read).toEqual([step('stopping'), done])
    await one.leave()
    expect(one.activities.list.items).toEqual([])
  })

  it('that nobody follows any more goes on as an activity, from where it is to its end', async () => {
    const one = edit()
    const read = collect(one.news)
    await one.say(step('stopping'))
    await one.leave()
    expect(await read).toEqual([step('stopping')])
    const [running] = one.activities.list.items
    expect(running).toMatchObject({ kind: 'edit', subject: 'web', session: 3, cancellable: false })
    expect(running!.progress!.status).toBe('stopping')
    await one.say(step('trying'))
    expect(one.activities.list.items[0]!.progress!.status).toBe('trying')
    await one.end(done)
    expect(one.activities.list.items).toMatchObject([
      { subject: 'web-2', result: { id: 'b' }, error: null, endedAt: expect.any(Number) },
    ])
  })

  it.each<[string, RemakeNews, string]>([
    [
      'why it is what it was',
      { back: { id: 'b', error: { code: 'conflict', key: 'conflict' } } },
      'conflict',
    ],
    [
      'what is not as it was asked for',
      {
        done: {
          id: 'b',
          name: 'web',
          problems: [sentence('return/name', { object: 'web', name: 'web-2' })],
          canUndo: true,
        },
      },
      'internal',
    ],
  ])('says then %s', async (_, last, code) => {
    const one = edit()
    const read = collect(one.news)
    await one.leave()
    await read
    await one.end(last)
    expect(one.activities.list.items).toMatchObject([{ result: null, error: { code } }])
    expect(one.failures).toEqual([code])
  })

  it('that ends while its reader leaves is heard of', async () => {
    const one = edit()
    const first = one.news.next()
    await one.say(step('stopping'))
    expect((await first).value).toEqual(step('stopping'))
    await one.end(done)
    await one.news.return(undefined)
    await settled()
    expect(one.activities.list.items).toMatchObject([{ result: { id: 'b' } }])
  })
})
