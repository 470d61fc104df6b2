import { setTimeout as pause } from 'node:timers/promises'

/** A second in all; what the list does not have then was somebody else's word for it. */
const mostReads = 20
const pauseBetweenReads = 50

/**
 * Reads again until the list has what the engine has told of: dockerd tells of some changes a moment before its list has them,
 * and of nothing afterwards, so that a list which is read in between would stay wrong.
 * @param isMissing what was told of is not in it yet
 */
export async function readAgain<T>(
  read: () => Promise<T[]>,
  isMissing: (rows: T[]) => boolean,
): Promise<T[]> {
  for (let reads = 1; ; reads++) {
    const rows = await read()
    if (!isMissing(rows) || reads === mostReads) return rows
    await pause(pauseBetweenReads)
  }
}
