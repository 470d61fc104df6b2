import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '../../base/wholeFile'
import { shortId } from '../../shared/digest'
import { sentence } from '../../texts/sentence'
import { isVersion, plainVersion } from './dockerVersion'
import type { Identity } from './identity'
import { type Inventory, inventoryOnDisk } from './inventory'
import { useCommand } from './keptParts'
import type { Problem } from './problem'

/** An upgrade that is under way: it is over once the newer engine has shown that nothing is lost. */
export interface Upgrade {
  /** The identity of the data that it is about. */
  readonly uuid: string
  /** The version of Docker that ran before. */
  readonly from: string
  /** What was there before the newer engine's first start. */
  readonly inventory: Inventory
}

/** Removed by hand, it means that the person goes on without what is lost. */
export const upgradeFile = (home: string) => join(home, 'engine/upgrade.json')

/** The upgrade of this data that is under way; null when there is none. */
export function readUpgrade(home: string, { uuid }: Identity): Upgrade | null {
  try {
    const upgrade = JSON.parse(readFileSync(upgradeFile(home), 'utf8')) as Upgrade
    return upgrade.uuid === uuid && isVersion(upgrade.from) && upgrade.inventory ? upgrade : null
  } catch {
    return null
  }
}

/** Writes down what is there, before a newer engine touches it. Throws an error of the file system. */
export async function beginUpgrade(home: string, data: string, identity: Identity): Promise<Upgrade> {
  const { uuid, driver, version: from } = identity
  const upgrade: Upgrade = { uuid, from, inventory: await inventoryOnDisk(data, driver) }
  writeWhole(upgradeFile(home), `${JSON.stringify(upgrade, null, 2)}\n`)
  return upgrade
}

export function endUpgrade(home: string): void {
  rmSync(upgradeFile(home), { force: true })
}

/** Names in a sentence; who wants all of them looks into the file. */
const mostNames = 5

/** What is said when a newer engine no longer shows what the one before had. */
export function lossProblem(home: string, { from }: Upgrade, to: string, lost: readonly string[]): Problem {
  const named = [...lost.filter((name) => !isId(name)), ...lost.filter(isId).map(shortId)]
  const about = {
    version: plainVersion(to),
    before: plainVersion(from),
    count: lost.length,
    names: lost.length > mostNames ? [...named.slice(0, mostNames), '…'] : named,
    file: upgradeFile(home),
  }
  const advice = useCommand(home, from)
  return { reason: sentence(advice ? 'upgrade/lostKept' : 'upgrade/lost', about), advice }
}

const isId = (name: string) => /^[\da-f]{64}$/.test(name)
