import { expect, it } from 'vitest'
import { effectScope, nextTick, ref, shallowRef } from 'vue'
import type { ShownLine } from '../../../renderer/features/logs/logBuffer'
import { useLogMatches } from '../../../renderer/features/logs/useLogMatches'

const line = (number: number, text: string) => ({ number, text }) as ShownLine

function log(...texts: string[]) {
  const query = ref('')
  const lines = shallowRef(texts.map((text, number) => line(number, text)))
  const stoodOn: number[] = []
  const matches = effectScope().run(() =>
    useLogMatches(
      query,
      () => lines.value,
      (number) => void stoodOn.push(number),
    ),
  )!
  return { query, lines, stoodOn, matches }
}

it('begins at the last place, and goes round', async () => {
  const { query, stoodOn, matches } = log('an apple', 'a pear', 'Apple apple')
  query.value = 'apple'
  await nextTick()
  expect(matches.count).toBe(3)
  expect(matches.current).toEqual({ line: 2, start: 6, end: 11 })
  matches.step(1)
  expect(matches.current).toEqual({ line: 0, start: 3, end: 8 })
  matches.step(-1)
  matches.step(-1)
  expect(matches.index).toBe(1)
  expect(stoodOn).toEqual([2, 0, 2, 2])
  expect(matches.inLine(2)).toHaveLength(2)
  expect(matches.inLine(1)).toEqual([])
})

it('stays where it stands while lines come and go, and moves nothing then', async () => {
  const { query, lines, stoodOn, matches } = log('x', 'x', 'x')
  query.value = 'x'
  await nextTick()
  matches.step(-1)
  lines.value = [...lines.value.slice(1), line(3, 'x')]
  await nextTick()
  expect(matches.current?.line).toBe(1)
  expect(matches.index).toBe(0)
  lines.value = [...lines.value.slice(1), line(4, 'y')]
  await nextTick()
  expect(matches.current?.line, 'the last, as its own is gone').toBe(3)
  expect(stoodOn).toEqual([2, 1])
})

it('stands nowhere without a text or a place', async () => {
  const { query, stoodOn, matches } = log('x')
  query.value = 'z'
  await nextTick()
  matches.step(1)
  expect(matches.current).toBeNull()
  query.value = ''
  await nextTick()
  expect(matches.count).toBe(0)
  expect(stoodOn).toEqual([])
})
