import { expect, it } from 'vitest'
import { effectScope, nextTick, ref, shallowRef } from 'vue'
import type { ShownLine } from '../../../renderer/features/logs/logBuffer'
import { useLogMatches } from '../../../renderer/features/logs/useLogMatches'

const line = (number: number, text: string) => ({ number, text, at: null }) as unknown as ShownLine

function log(...texts: string[]) {
  const query = ref('')
  const lines = shallowRef(texts.map((text, number) => line(number, text)))
  const stoodOn: number[] = []
  const turn = ref(0)
  /** What each further reading puts in front, the nearest first. */
  const older: string[][] = []
  let number = 100
  const matches = effectScope().run(() =>
    useLogMatches({
      query,
      lines: () => lines.value,
      turn: () => turn.value,
      hasOlder: () => older.length > 0,
      loadOlder: () => void Promise.resolve().then(readOlder),
      standOn: (number) => void stoodOn.push(number),
    }),
  )!
  function readOlder() {
    const texts = [...older.shift()!, ...lines.value.map(({ text }) => text)]
    lines.value = texts.map((text) => line(number++, text))
    turn.value++
  }
  const text = () => lines.value.find((one) => one.number === matches.current?.line)?.text
  return { query, lines, stoodOn, matches, older, text }
}
const read = async () => {
  for (let turns = 0; turns < 10; turns++) await nextTick()
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

it('goes on into older lines past its first place, and stands on the nearest of them', async () => {
  const { query, older, matches, text, stoodOn } = log('an x', 'no', 'x too')
  older.push(['x far', 'x near', 'no'], ['x first'])
  query.value = 'x'
  await nextTick()
  matches.step(-1)
  expect(text()).toBe('an x')
  matches.step(-1)
  expect(matches.searching).toBe(true)
  await read()
  expect(matches.searching).toBe(false)
  expect([text(), matches.index, matches.count]).toEqual(['x near', 1, 4])
  expect(stoodOn).toHaveLength(3)
})

it('begins with the first of the older ones when it goes down past the last', async () => {
  const { query, older, matches, text } = log('x 1', 'x 2')
  older.push(['x far', 'x near'])
  query.value = 'x'
  await nextTick()
  matches.step(1)
  await read()
  expect([text(), matches.index]).toEqual(['x far', 0])
})

it('reads on until something is found or nothing is older, and then goes round', async () => {
  const found = log('no', 'nothing')
  found.older.push(['no'], ['an x'], ['never asked for'])
  found.query.value = 'x'
  await nextTick()
  expect(found.matches.count).toBe(0)
  found.matches.step(1)
  await read()
  expect([found.text(), found.older.length]).toEqual(['an x', 1])

  const nowhere = log('x 1', 'x 2')
  nowhere.older.push(['no'], ['nothing'])
  nowhere.query.value = 'x'
  await nextTick()
  nowhere.matches.step(1)
  await read()
  expect([nowhere.text(), nowhere.older.length]).toEqual(['x 1', 0])
  nowhere.matches.searchOlder()
  expect(nowhere.matches.searching).toBe(false)
})

it('lets go of what it asked for when another text is looked for', async () => {
  const { query, older, matches, text } = log('x', 'y')
  older.push(['x old'])
  query.value = 'x'
  await nextTick()
  matches.step(1)
  query.value = 'y'
  await read()
  expect([text(), matches.searching]).toEqual(['y', false])
})
