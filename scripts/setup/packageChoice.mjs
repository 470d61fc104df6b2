import { compare, glibcNeed, place, upstream } from './packageRecords.mjs'

/**
 * @typedef {import('./packageRecords.mjs').Record} Record
 * @typedef {{ names: string[], programs: string[], static?: boolean, optional?: boolean, within?: string,
 *   newest?: string[] }} Part  `within`: the package that holds its programs where there is no such package;
 *   `newest`: taken from whichever suite has the newest of this range
 * @typedef {{ id: string, name: string, records?: Map<string, Record>, lack?: string }} Suite  `lack`: why it could not be read
 * @typedef {{ suites: string[], tried: { [name: string]: string[] }, note?: string }} Engine
 * @typedef {{ chosen: { part: Part, record: Record, suite: Suite }[], notes: string[], settled: boolean }} Plan
 *   `notes`: why it is not another one; `settled`: whether another look at the same suites would come to the same
 */

const ownAlone = [{ suites: ['own'], tried: {} }]

/**
 * The engines that can be had, best first. A suite is opened only when what is before it is not to be had.
 * @param {{ engines?: Engine[], packages: Part[] }} contents as native/runtime/packages.json; without `engines`, all parts
 *   come from the machine's own suite
 * @param {(id: string) => Promise<Suite | undefined>} open undefined where this machine has no way to such a suite
 * @param {string} glibc the machine's
 * @returns {AsyncGenerator<Plan, string[]>} ends in what stood in the way of each that is not there
 */
export async function* choosePlans({ engines = ownAlone, packages }, open, glibc) {
  const opened = new Map()
  const notes = new Set()
  for (const engine of engines) {
    for (const id of engine.suites) if (!opened.has(id)) opened.set(id, await open(id))
    for (const id of engine.suites) {
      const suite = opened.get(id)
      if (!suite) continue
      const others = [...opened.values()].filter((other) => other?.records && other !== suite)
      const hindrance = suite.lack ?? hindranceOf(engine, suite, { engines, packages, glibc })
      const choice = hindrance ?? choiceOf(engine, packages, [suite, ...others], glibc)
      if (typeof choice === 'string') notes.add(choice)
      else {
        const before = engine.note ? [engine.note] : [...notes].filter(Boolean)
        const settled = [...opened.values()].every((other) => !other?.lack)
        yield { chosen: choice.chosen, notes: [...before, ...choice.notes], settled }
      }
    }
  }
  return [...notes].filter(Boolean)
}

/** Why an engine cannot come from a suite; empty where nobody would have expected it to, undefined where it can. */
function hindranceOf({ tried }, { id, name, records }, { engines, packages, glibc }) {
  for (const [wanted, range] of Object.entries(tried)) {
    const record = records.get(wanted)
    const short = wanted === 'docker.io' ? '' : `${wanted} `
    if (!record) {
      if (packages.find(({ names }) => names.includes(wanted))?.within) continue
      return id === 'own' ? '' : `${name} has no ${wanted}`
    }
    const lies = place(record.version, range)
    if (lies === 'older') return ''
    // What another entry was tried with is passed over here, but is not untried.
    const known = engines.some(
      ({ tried: other, note }) => !note && other[wanted] && place(record.version, other[wanted]) === 'within',
    )
    if (lies === 'newer') return known ? '' : `${name} has ${short}${upstream(record.version)}, not tried yet`
    if (!fits(record, glibc)) return `${wanted} of ${name} needs glibc ${glibcNeed(record.depends)}`
  }
  return undefined
}

/** Where each part comes from; or, in words, which one is nowhere to be had. */
function choiceOf({ tried }, packages, suites, glibc) {
  const chosen = []
  const lacking = []
  for (const part of packages) {
    const found = part.newest ? newest(part, suites, glibc) : first(part, tried, suites, glibc)
    const name = part.names.at(-1)
    if (found) chosen.push({ part, ...found })
    else if (part.optional) lacking.push(name)
    else if (!part.within) return `${suites[0].name} has no ${name} for this machine`
  }
  const notes = lacking.length > 0 ? [`without ${lacking.join(', ')}: nowhere to be had`] : []
  return { chosen, notes }
}

/** From the engine's own suite; a part that is not tied to its version also from the next one where it fits. */
function first(part, tried, suites, glibc) {
  const tied = part.within || part.names.some((name) => name in tried)
  for (const suite of tied ? suites.slice(0, 1) : suites) {
    const found = recordsOf(part, suite).find((record) => part.static || fits(record, glibc))
    if (found) return { record: found, suite }
  }
  return undefined
}

function newest(part, suites, glibc) {
  const all = suites.flatMap((suite) => recordsOf(part, suite).map((record) => ({ record, suite })))
  return all
    .filter(({ record }) => place(record.version, part.newest) === 'within' && fits(record, glibc))
    .sort((a, b) => compare(b.record.version, a.record.version))[0]
}

const recordsOf = ({ names }, { records }) => names.map((name) => records.get(name)).filter(Boolean)

function fits({ depends }, glibc) {
  const need = glibcNeed(depends)
  return !need || compare(glibc, need) >= 0
}
