import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { syncDirectory, writeThrough, writeWhole } from '../../base/wholeFile'
import { isVersion } from './dockerVersion'
import type { EnginePaths } from './paths'
import type { IdRange, SubordinateIds } from './subordinateIds'
import { triedOn } from './triedVersions'

/** What an engine's data-root is, so that it is not taken for another one. */
export interface Identity {
  readonly uuid: string
  /** The storage driver, as dockerd names it. */
  readonly driver: string
  /** The version of the Docker that used it last. */
  readonly version: string
  /** The ids that its files were made with; identities of before did not say it. */
  readonly ids?: SubordinateIds
  /**
   * Older versions that were tried with data of this one, and may use it again. It is written down because the Slipway that
   * brings one of them need not know of this one; identities of before did not say it.
   */
  readonly tried: readonly string[]
}

/** What there is to say about data; which versions were tried with it follows from its version. */
type Facts = Omit<Identity, 'tried'>

/** Where the identity is written down: once beside the data-root, and once inside, where it travels with the data. */
export interface IdentityPlaces {
  readonly outside: string
  readonly inside: string
}

export function identityPlaces({ home, data }: Pick<EnginePaths, 'home' | 'data'>): IdentityPlaces {
  return { outside: join(home, 'engine/identity.json'), inside: join(data, markName) }
}

export const markName = 'slipway-identity'

/** Null when there is no such file; `broken` when it says something else than Slipway writes. */
export function readIdentity(file: string): Identity | null | 'broken' {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'broken'
  }
  try {
    const { uuid, driver, version, ids, tried } = JSON.parse(text)
    const named = typeof uuid === 'string' && /^[\da-f-]{36}$/.test(uuid) && typeof driver === 'string'
    if (!named || !isVersion(version)) return 'broken'
    const identity = { uuid, driver, version, tried: versionsIn(tried) }
    if (ids === undefined) return identity
    return isRanges(ids?.uids) && isRanges(ids.gids) ? { ...identity, ids } : 'broken'
  } catch {
    return 'broken'
  }
}

/** What does not name a version allows nothing: the data is whose it is all the same. */
const versionsIn = (tried: unknown): string[] => (Array.isArray(tried) ? tried.filter(isVersion) : [])

function isRanges(value: unknown): value is IdRange[] {
  const isCount = (one: unknown) => Number.isSafeInteger(one) && (one as number) >= 0
  const isRange = (one: unknown) => Array.isArray(one) && one.length === 2 && one.every(isCount)
  return Array.isArray(value) && value.every(isRange)
}

/**
 * Gives a data-root its identity, or takes over the one that it brought along. The mark inside comes first, and only
 * the first of several writers makes it: whatever is interrupted, or done twice, both places agree in the end.
 */
export function giveIdentity(places: IdentityPlaces, found: Omit<Facts, 'uuid'>): void {
  const temporary = `${places.inside}.${randomUUID()}`
  try {
    writeThrough(temporary, textOf({ uuid: randomUUID(), ...found }))
    linkSync(temporary, places.inside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(temporary, { force: true })
  }
  syncDirectory(join(places.inside, '..'))
  const mark = readIdentity(places.inside)
  if (mark && mark !== 'broken')
    writeIdentity(places, { ...found, ...mark, driver: found.driver, version: found.version })
}

/** Writes an identity in both places; inside first, for a newer version there keeps an older engine away, too. */
export function writeIdentity(places: IdentityPlaces, identity: Facts): void {
  for (const place of [places.inside, places.outside]) writeWhole(place, textOf(identity))
}

const textOf = (facts: Facts) => `${JSON.stringify({ ...facts, tried: triedOn(facts.version) }, null, 2)}\n`
