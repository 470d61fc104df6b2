import { describe, expect, it } from 'vitest'
import { readArguments } from '../../../main/app/arguments'
import { createNotices } from '../../../main/app/notices'
import { toSecondStart } from '../../../main/app/singleStart'
import type { Notice } from '../../../main/contract/app'

describe('arguments', () => {
  it.each([
    [['electron', '--no-sandbox', '.'], null],
    [['electron', '.', '--screenshot=shot.png'], '/home/me/shot.png'],
    [['electron', '.', '--screenshot', 'shot.png'], '/home/me/shot.png'],
    [['electron', '.', '--screenshot', '/tmp/a=b.png'], '/tmp/a=b.png'],
    [['electron', '.', '--screenshot=/tmp/a=b.png'], '/tmp/a=b.png'],
  ])('%j asks for %j', (argv, screenshot) => {
    expect(readArguments(argv, '/home/me')).toEqual({ screenshot })
  })

  it.each([[['.', '--screenshot']], [['.', '--screenshot=']]])('%j lacks a file', (argv) => {
    expect(() => readArguments(argv, '/')).toThrow('--screenshot needs the name of the file')
  })
})

describe('what a second start asks for', () => {
  it.each([null, undefined, 1, 'x', {}, { screenshot: 1 }, { screenshot: 'relative.png' }])(
    '%j is nothing',
    (data) => {
      expect(toSecondStart(data)).toEqual({ screenshot: null })
    },
  )
  it('is a picture', () => {
    expect(toSecondStart({ screenshot: '/a.png' })).toEqual({ screenshot: '/a.png' })
  })
})

describe('notices', () => {
  const open = (path: string): Notice => ({ kind: 'open', path })

  it('wait for a window, and each is given once', async () => {
    const notices = createNotices()
    notices.push(open('/a'))
    notices.push(open('/b'))
    const stop = new AbortController()
    const reader = notices.watch(stop.signal)[Symbol.asyncIterator]()
    expect((await reader.next()).value).toEqual(open('/a'))
    expect((await reader.next()).value).toEqual(open('/b'))
    const pending = reader.next()
    notices.push(open('/c'))
    expect((await pending).value).toEqual(open('/c'))
    const last = reader.next()
    stop.abort()
    expect(await last).toEqual({ done: true, value: undefined })
  })

  it('are not taken by a window that has gone', async () => {
    const notices = createNotices()
    const gone = new AbortController()
    const pending = notices.watch(gone.signal)[Symbol.asyncIterator]().next()
    gone.abort()
    await pending
    notices.push(open('/a'))
    const reader = notices.watch(new AbortController().signal)[Symbol.asyncIterator]()
    expect((await reader.next()).value).toEqual(open('/a'))
  })

  it('are bounded: the oldest go', async () => {
    const notices = createNotices()
    for (let index = 0; index < 1000; index++) notices.push(open(`/${index}`))
    const reader = notices.watch(new AbortController().signal)[Symbol.asyncIterator]()
    expect((await reader.next()).value).toEqual(open('/980'))
  })
})
