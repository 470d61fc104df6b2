import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyForm, filterOf } from '../../../renderer/features/logs/filterForm'
import { createLineStore } from '../../../renderer/features/logs/lineStore'
import { lineHeight, listPlaceAt, mostPixels, moved, topOf } from '../../../renderer/features/logs/listPlace'
import { toWholeLine, unfolded } from '../../../renderer/features/logs/shownLine'
import { sourceColours } from '../../../renderer/features/logs/sourceColours'
import { textMatches } from '../../../renderer/features/logs/textMatches'

const onScreen = 40
const line = (number: number, text = `line ${number}`) =>
  ({ number, whole: number, source: 0, at: 0, stderr: false, text, cut: 0, level: null }) as const

describe('the place in a list of any length', () => {
  it('is where the bar is, to the pixel while it can be', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 0 }),
        fc.integer({ min: 400, max: 400_000 }),
        fc.nat(),
        (first, count, at) => {
          const range = { first, end: first + count }
          const room = count * lineHeight - onScreen * lineHeight
          const top = at % room
          expect(topOf(range, listPlaceAt(range, top, room, false, onScreen), room, false, onScreen)).toBe(
            top,
          )
        },
      ),
    )
  })
  it('reaches the first and the last line however many there are', () => {
    const range = { first: -50_000_000, end: 0 }
    const room = mostPixels - onScreen * lineHeight
    expect(listPlaceAt(range, 0, room, false, onScreen)).toEqual({ number: range.first, shift: 0 })
    expect(listPlaceAt(range, room, room, false, onScreen)).toEqual({ number: -onScreen, shift: 0 })
  })
  it('moves by pixels over lines of any height, and back again', () => {
    const height = (number: number) => 18 + (Math.abs(number) % 3) * 18
    const range = { first: -1000, end: 0 }
    const place = { number: -500, shift: 5 }
    for (const pixels of [1, 17, 18, 400, -3, -2000])
      expect(moved(range, moved(range, place, pixels, height), -pixels, height)).toEqual(place)
    expect(moved(range, place, -1e6, height)).toEqual({ number: -1000, shift: 0 })
    expect(moved(range, place, 1e6, height).number).toBe(-1)
  })
})

describe('the lines that are shown', () => {
  it('are asked for once, and let go of when they are far away', async () => {
    const asked: [number, number][] = []
    const store = createLineStore(async (from, count) => {
      asked.push([from, count])
      return Array.from({ length: count }, (_, index) => line(from + index))
    })
    store.want(-100, 0)
    store.want(-100, 0)
    await Promise.resolve()
    await new Promise((resolve) => setTimeout(resolve))
    expect(asked).toEqual([[-100, 100]])
    expect(store.get(-1)?.text).toBe('line -1')
    for (let from = -50_000; from < -40_000; from += 400) {
      store.want(from, from + 400)
      await new Promise((resolve) => setTimeout(resolve))
    }
    expect(store.get(-1)).toBeUndefined()
    expect(store.get(-40_001)).toBeDefined()
  })
  it('grow while they are the last, also where more come than are told', () => {
    const asked: number[] = []
    const store = createLineStore(async (from) => {
      asked.push(from)
      return []
    })
    store.put([line(0, 'before'), line(1, 'be')])
    const before = store.get(0)
    store.put([line(0, 'before'), line(1, 'begun')])
    expect([store.get(0), store.get(1)?.text]).toEqual([before, 'begun'])
    store.put([{ ...line(1, 'begun'), cut: 10_000_000 }])
    expect(store.get(1)?.cut).toBe(10_000_000)
    expect(store.get(0), 'drawn once').toBe(before)
    store.put([line(500), line(501)])
    store.want(0, 2)
    expect(asked, 'as it is by now').toEqual([1])
  })
  it('that are not there any more are blank, and not asked for again', async () => {
    let asked = 0
    const store = createLineStore(async () => {
      asked++
      return []
    })
    store.want(0, 3)
    await new Promise((resolve) => setTimeout(resolve))
    store.want(0, 3)
    expect([asked, store.get(1)?.text]).toEqual([1, ''])
  })
})

describe('what is looked for', () => {
  it('is nothing until something is said', () => {
    expect(filterOf(emptyForm())).toBeNull()
    expect(filterOf({ ...emptyForm(), since: '2026-01-01T12:00' })?.since).toBe(
      new Date(2026, 0, 1, 12).getTime(),
    )
    expect(filterOf({ ...emptyForm(), source: 'stderr' })).toMatchObject({ source: 'stderr', until: null })
  })
  it('is marked in a line', () => {
    const at = textMatches('An', toWholeLine(line(3, 'a \u001b[31mBan\u001b[0mana')))
    expect(at.map(({ start, end }) => [start, end])).toEqual([
      [3, 5],
      [5, 7],
    ])
  })
})

it('a line of JSON is told, and unfolded with nothing hidden in it', () => {
  expect(toWholeLine(line(1, ' {"a":1}')).isJson).toBe(true)
  expect(toWholeLine(line(1, '{a}')).isJson).toBe(false)
  expect(unfolded('{"a":"\u202eb"}')).toBe('{\n  "a": "⟨U+202E⟩b"\n}')
  expect(unfolded('{"a":}')).toBeNull()
})

it('a container keeps its colour beside others, and no two have one while there are enough', () => {
  const names = ['web', 'db', 'cache', 'queue', 'worker', 'proxy', 'mail', 'cron']
  const colours = sourceColours(names)
  expect(new Set(colours).size).toBe(names.length)
  expect(sourceColours([...names].reverse())).toEqual([...colours].reverse())
})
