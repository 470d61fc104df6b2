import { expect, test } from 'vitest'
import { stopText } from '../../../renderer/features/engine/stopText'

test.each([
  [
    23,
    5,
    0,
    '23 containers are running. 5 of them do not come back by themselves when the engine starts again. Each gets its own stop time to end.',
  ],
  [
    23,
    1,
    2,
    '23 containers are running. 1 of them does not come back by itself when the engine starts again. 2 come back only if they end with an error (restart policy on-failure). Each gets its own stop time to end.',
  ],
  [
    2,
    0,
    0,
    '2 containers are running. All of them come back by themselves when the engine starts again. Each gets its own stop time to end.',
  ],
  [
    2,
    2,
    0,
    '2 containers are running. None of them comes back by itself when the engine starts again. Each gets its own stop time to end.',
  ],
  [
    1,
    1,
    0,
    '1 container is running. It does not come back by itself when the engine starts again. It gets its own stop time to end.',
  ],
  [
    1,
    0,
    1,
    '1 container is running. 1 comes back only if it ends with an error (restart policy on-failure). It gets its own stop time to end.',
  ],
])('of %i that run %i stay down and %i may', (running, stayDown, mayStayDown, text) => {
  expect(stopText({ running, stayDown, mayStayDown })).toBe(text)
})

test('what is not known is no number', () => {
  expect(stopText(null)).toMatch(/^It is not known what runs\./)
})
