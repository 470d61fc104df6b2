import { expect, it } from 'vitest'
import { effectScope, ref, shallowRef } from 'vue'
import type { LogFilter } from '../../../main/contract/logs'
import { toWholeLine } from '../../../renderer/features/logs/shownLine'
import { useMarks } from '../../../renderer/features/logs/useMarks'
import { eventually } from '../../support/eventually'
import { noFilter } from '../../support/noFilter'

const line = (number: number, text: string) =>
  toWholeLine({ number, whole: number, source: 0, at: null, stderr: false, text, cut: 0, level: null })

function marked() {
  const filter = shallowRef<LogFilter | null>(null)
  const handle = ref<string | null>('one')
  const asked: string[][] = []
  const marks = effectScope().run(() =>
    useMarks({
      filter: () => filter.value,
      handle: () => handle.value,
      async ask({ texts }) {
        asked.push(texts)
        return texts.map((text) => (text.startsWith('b') ? [0, 1] : []))
      },
    }),
  )!
  return { filter, handle, asked, marks }
}

it('finds a text by itself, and the same matches as long as a line is shown', () => {
  const { filter, asked, marks } = marked()
  const shown = line(3, 'banana')
  expect(marks.of(shown)).toEqual([])
  filter.value = { ...noFilter, text: 'AN' }
  expect(marks.of(shown).map(({ start }) => start)).toEqual([1, 3])
  expect(marks.of(shown)).toBe(marks.of(shown))
  expect(asked).toEqual([])
})

it('asks for the matches of an expression once for each text, all that are drawn together', async () => {
  const { filter, asked, marks } = marked()
  filter.value = { ...noFilter, text: 'b.', regex: true }
  const [one, two, again] = [line(1, 'bar'), line(2, 'foo'), line(9, 'bar')]
  for (const each of [one, two, again]) expect(marks.of(each)).toEqual([])
  await eventually(() => expect(marks.of(one)).toEqual([{ line: 1, start: 0, end: 1 }]))
  expect(marks.of(two)).toEqual([])
  expect(marks.of(again)).toEqual([{ line: 9, start: 0, end: 1 }])
  expect(asked).toEqual([['bar', 'foo']])
})

it('asks nothing while nothing is searched, and anew for another expression', async () => {
  const { filter, handle, asked, marks } = marked()
  handle.value = null
  filter.value = { ...noFilter, text: 'b.', regex: true }
  marks.of(line(1, 'bar'))
  handle.value = 'one'
  marks.of(line(1, 'baz'))
  await eventually(() => expect(asked).toEqual([['baz']]))
  filter.value = { ...noFilter, text: 'c.', regex: true }
  marks.of(line(1, 'baz'))
  await eventually(() => expect(asked).toHaveLength(2))
})
