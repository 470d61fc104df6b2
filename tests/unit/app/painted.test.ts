import { EventEmitter } from 'node:events'
import type { WebContents } from 'electron'
import { expect, test } from 'vitest'
import { whenPainted } from '../../../main/app/painted'

/** A page whose documents say, one after the other, that their list is painted, or go without a word. */
function page(...documents: ('painted' | 'gone')[]) {
  const contents = Object.assign(new EventEmitter(), {
    async executeJavaScript() {
      if (documents.shift() !== 'painted') throw new Error('The document went away')
    },
  })
  return contents as unknown as WebContents & EventEmitter
}

test('a page that was there before anybody asked is asked at once', async () => {
  const contents = page('painted')
  await whenPainted(contents)
  expect(contents.listenerCount('dom-ready')).toBe(0)
})

test('the next document is asked where one goes without an answer', async () => {
  const contents = page('gone', 'gone', 'painted')
  const painted = whenPainted(contents)
  for (const _ of ['first', 'second']) contents.emit('dom-ready')
  await painted
  expect(contents.listenerCount('dom-ready')).toBe(0)
})
