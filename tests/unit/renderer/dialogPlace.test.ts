import { expect, it } from 'vitest'
import { nextTop } from '../../../renderer/ui/parts/dialogPlace'

it('what grows keeps its beginning where it is, a question its end', () => {
  const box = { top: 300, before: 200, height: 260, room: 800 }
  expect(nextTop(box, false)).toBe(300)
  expect(nextTop(box, true)).toBe(240)
  expect(nextTop({ ...box, height: 150 }, false)).toBe(300)
  expect(nextTop({ ...box, height: 150 }, true)).toBe(350)
})

it('what has no room below or above moves as far as it needs', () => {
  const box = { top: 300, before: 200, height: 500, room: 800 }
  expect(nextTop(box, false)).toBe(276)
  expect(nextTop(box, true)).toBe(24)
  expect(nextTop({ ...box, height: 752 }, false)).toBe(24)
})
