import { expect, it } from 'vitest'
import { type Known, phaseOf } from '../../main/services/connections/phase'

const far: Known = {
  isBundled: false,
  live: false,
  staleSince: null,
  refused: false,
  seen: false,
  isPinned: null,
}
const gone = { live: false, staleSince: 1 }

it.each<[string, Partial<Known>, string]>([
  ['was not asked yet', {}, 'connecting'],
  ['does not answer the first time, and why is not known yet', gone, 'connecting'],
  ['answers', { live: true, seen: true, isPinned: true }, 'connected'],
  ['answers, and none has before', { live: true, seen: true }, 'connected'],
  ['answers, but is another one', { live: true, seen: true, isPinned: false }, 'changed'],
  ['answered once and is silent', { ...gone, seen: true, isPinned: true }, 'lost'],
  ['is another one and is silent', { ...gone, seen: true, isPinned: false }, 'lost'],
  ['refused', { ...gone, seen: true, refused: true }, 'refused'],
  ['refused, and answers by now', { live: true, seen: true, refused: true }, 'connected'],
  ['is the bundled one, before its first start', { isBundled: true }, 'connecting'],
  ['is the bundled one and was stopped', { ...gone, isBundled: true }, 'lost'],
  ['is the bundled one and runs', { isBundled: true, live: true }, 'connected'],
])('an engine that %s', (_, known, phase) => {
  expect(phaseOf({ ...far, ...known })).toBe(phase)
})
