import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isVersion } from './dockerVersion'
import type { EnginePaths } from './paths'
import { syncDirectory, writeThrough, writeWhole } from './wholeFile'

/** What an engine's data-root is, so that it is not taken for another one. */
export interface Identity {
  readonly uuid: string
  /** The storage driver, as dockerd names it. */
  readonly driver: string
  /** The version of the Docker that used it last. */
  readonly version: string
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
    const { uuid, driver, version } = JSON.parse(text)
    const sound = typeof uuid === 'string' && /^[\da-f-]{36}$/.test(uuid) && typeof driver === 'string'
    return sound && isVersion(version) ? { uuid, driver, version } : 'broken'
  } catch {
    return 'broken'
  }
}

/**
 * Gives a data-root its identity, or takes over the one that it brought along. The mark inside comes first, and only
 * the first of several writers makes it: whatever is interrupted, or done twice, both places agree in the end.
 */
export function giveIdentity(places: IdentityPlaces, driver: string, version: string): void {
  const temporary = `${places.inside}.${randomUUID()}`
  try {
    writeThrough(temporary, textOf({ uuid: randomUUID(), driver, version }))
    linkSync(temporary, places.inside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(temporary, { force: true })
  }
  syncDirectory(join(places.inside, '..'))
  const mark = readIdentity(places.inside)
  if (mark && mark !== 'broken') writeIdentity(places, { ...mark, driver, version })
}

/** Writes an identity in both places; inside first, for a newer version there keeps an older engine away, too. */
export function writeIdentity(places: IdentityPlaces, identity: Identity): void {
  for (const place of [places.inside, places.outside]) writeWhole(place, textOf(identity))
}

const textOf = (identity: Identity) => `${JSON.stringify(identity, null, 2)}\n`
