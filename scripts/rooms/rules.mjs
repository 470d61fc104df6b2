import { roomOf } from './sources.mjs'

/** @typedef {import('./sources.mjs').Source} Source */

const pure = ['main/shared']
const told = [...pure, 'main/texts', 'main/contract']

/** What a room may know besides itself; rooms that are not named may know any. */
const mayKnow = {
  'main/shared': [],
  'main/texts': [],
  'main/contract': [...pure, 'main/texts'],
  'main/base': told,
  'main/ipc': ['main/base', ...told],
  'main/engine/transport': ['main/base', ...told],
  'main/engine/api': ['main/base', ...told],
  'main/engine/client': ['main/engine/api', 'main/engine/transport', 'main/base', ...told],
  'main/engine/owned': ['main/engine/api', 'main/engine/client', 'main/base', ...told],
  'renderer/ui': pure,
  'renderer/data': ['renderer/ui', ...told],
}
/** What any feature of the window may know besides itself and other features' public files. */
const featureMayKnow = ['renderer/ui', 'renderer/data', ...told]

const isFeature = (room) => room.startsWith('renderer/features/')

/**
 * What an import breaks, as a sentence; null for one that is in order.
 * @param {string} from
 * @param {string} to
 */
export function brokenRule(from, to) {
  const [own, other] = [roomOf(from), roomOf(to)]
  if (own === other) return null
  if (isFeature(other) && to !== `${other}/index.ts`)
    return `${from} imports ${to}, which is not ${other}/index.ts`
  if (other === 'renderer/app') return `${from} imports ${to}, but nothing imports renderer/app`
  const allowed = isFeature(own) ? featureMayKnow : mayKnow[own]
  if (!allowed || allowed.includes(other) || (isFeature(own) && isFeature(other))) return null
  return `${from} imports ${to}, but ${own} knows only ${allowed.join(', ') || 'itself'}`
}

/**
 * Rooms that know each other, over however many others.
 * @param {Source[]} sources
 * @returns {string[][]} each a way round, without its end
 */
export function cycles(sources) {
  const known = arrows(sources)
  const found = new Map()
  function follow(room, way) {
    const at = way.indexOf(room)
    if (at >= 0) {
      const round = way.slice(at)
      found.set([...round].sort().join(), round)
      return
    }
    for (const next of known.get(room) ?? []) follow(next, [...way, room])
  }
  for (const room of known.keys()) follow(room, [])
  return [...found.values()]
}

/**
 * The rooms that each room knows.
 * @param {Source[]} sources
 * @returns {Map<string, Set<string>>}
 */
export function arrows(sources) {
  const known = new Map()
  for (const { path, imports } of sources) {
    const own = roomOf(path)
    for (const target of imports) {
      const other = roomOf(target)
      // What starts the program puts all of it together; the others start it in turn.
      if (own === other || own === 'entry' || other === 'entry') continue
      if (!known.has(own)) known.set(own, new Set())
      known.get(own).add(other)
    }
  }
  return known
}
