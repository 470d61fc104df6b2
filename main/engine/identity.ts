import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isVersion } from './dockerVersion'
import type { EnginePaths } from './paths'
import type { IdRange, SubordinateIds } from './subordinateIds'
import { syncDirectory, writeThrough, writeWhole } from './wholeFile'

/** What an engine's data-root is, so that it is not taken for another one. */
export interface Identity {
  readonly uuid: string
  /** The storage driver, as dockerd names it. */
  readonly driver: string
  /** The version of the Docker that used it last. */
  readonly version: string
  /** The ids that its files were made with; identities of before did not say it. */
  readonly ids?: SubordinateIds
}

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
    const { uuid, driver, version, ids } = JSON.parse(text)
    const named = typeof uuid === 'string' && /^[\da-f-]{36}$/.test(uuid) && typeof driver === 'string'
    if (!named || !isVersion(version)) return 'broken'
    if (ids === undefined) return { uuid, driver, version }
    return isRanges(ids?.uids) && isRanges(ids.gids) ? { uuid, driver, version, ids } : 'broken'
  } catch {
    return 'broken'
  }
}

function isRanges(value: unknown): value is IdRange[] {
  const isCount = (one: unknown) => Number.isSafeInteger(one) && (one as number) >= 0
  const isRange = (one: unknown) => Array.isArray(one) && one.length === 2 && one.every(isCount)
  return Array.isArray(value) && value.every(isRange)
}

/**
 * Gives a data-root its identity, or takes over the one that it brought along. The mark inside comes first, and only
 * the first of several writers makes it: whatever is interrupted, or done twice, both places agree in the end.
 */
export function giveIdentity(places: IdentityPlaces, found: Omit<Identity, 'uuid'>): void {
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
export function writeIdentity(places: IdentityPlaces, identity: Identity): void {
  for (const place of [places.inside, places.outside]) writeWhole(place, textOf(identity))
}

const textOf = (identity: Identity) => `${JSON.stringify(identity, null, 2)}\n`
