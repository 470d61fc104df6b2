import { writeFileSync } from 'node:fs'
import { heavyArchives, writeHeavy } from '../../support/heavyArchives'
import { hostileArchives, hostileLayers } from '../../support/hostileArchives'
import { judge, type Measurement } from './row'

/** Megabytes that no process may have had, and milliseconds for which nobody may be left without a word. */
const mostMemory = 600
const longestSilence = 10_000

/** All archives that the tests have, under the limits that people have. */
export function everyHostileArchive() {
  const heavy = heavyArchives.map((each) => ({
    name: each.name,
    write: (path: string) => writeHeavy(each, path),
  }))
  const small = [...hostileArchives, ...hostileLayers].map(({ name, bytes }) => ({
    name,
    write: async (path: string) => writeFileSync(path, bytes()),
  }))
  return [...heavy, ...small]
}

/** @param value MB */
export function judgeMemory(id: string, value: number): Measurement {
  const bar = `${mostMemory} MB`
  return judge({ id, value, unit: 'MB', yardstick: null, bar, meets: (mb) => mb <= mostMemory })
}

/** @param value milliseconds */
export function judgeSilence(id: string, value: number): Measurement {
  const bar = 'never 10 s without progress or an answer'
  return judge({ id, value, unit: 'ms', yardstick: null, bar, meets: (ms) => ms <= longestSilence })
}
