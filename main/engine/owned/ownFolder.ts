import { chmodSync, type Stats, statSync } from 'node:fs'
import { forbids, ownerName } from '../../base/users'
import { shellWord } from '../../shared/shellWords'
import { sentence } from '../../texts/sentence'
import { nearest } from './diskSpace'
import { notLookedAt, type Problem } from './problem'

/**
 * A name that is not UTF-8 reaches a program of Node with this sign in place of what it cannot read, which is another folder's;
 * and a line break ends the line of whatever lists paths, the keeper's record first.
 */
const unusable = /[\n\r\u{fffd}]/u

/** Why a folder cannot be one that this user writes into, now or once it is made; null when it can. */
export function folderProblem(folder: string): Problem | null {
  if (unusable.test(folder)) return { reason: sentence('folder/strange', { folder }), advice: null }
  const there = nearest(folder)
  let found: Stats
  try {
    found = statSync(there)
  } catch (error) {
    return notLookedAt(there, error)
  }
  if (!found.isDirectory()) return { reason: sentence('folder/none', { folder: there }), advice: null }
  const owner = ownerName(found.uid)
  if (there === folder && found.uid !== process.geteuid?.()) {
    return { reason: sentence('folder/owner', { folder, owner }), advice: null }
  }
  const code = forbids(there)
  if (code === 'EROFS') {
    const reason = sentence('folder/readOnly', { folder: there })
    return { reason, advice: `sudo mount -o remount,rw "$(findmnt -n -o TARGET -T ${shellWord(there)})"` }
  }
  if (code === null) return null
  const advice = there === folder ? `chmod u+rwx ${shellWord(there)}` : null
  return { reason: sentence('folder/closed', { folder: there, user: ownerName() }), advice }
}

const writtenByOthers = 0o022

/**
 * Takes the right to write into a folder of this user's from everybody else: who has it could put other data in the place of
 * what lies there. Nothing happens where there is no such folder.
 * @throws an error of the file system
 */
export function closeToOthers(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (!found || found.uid !== process.geteuid?.() || !(found.mode & writtenByOthers)) return
  chmodSync(folder, found.mode & 0o7777 & ~writtenByOthers)
}
