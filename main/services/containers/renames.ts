import { setTimeout as pause } from 'node:timers/promises'
import { type Events, isEvent } from '../../engine/client/events'

interface Named {
  readonly id: string
  readonly name: string
}

/** Reads a list of containers again until it has each new name that the engine has told of. */
export type ReadRenamed = <T extends Named>(read: () => Promise<T[]>) => Promise<T[]>

/** A second in all; a name that is not there then was somebody else's word for it. */
const mostReads = 20
const pauseBetweenReads = 50

/**
 * dockerd tells of a new name a moment before its list of containers has it, and of nothing afterwards: a list that is read
 * in between would stay wrong.
 */
export function createRenames(events: Events): ReadRenamed {
  const told = new Map<string, string>()
  events.subscribe((news) => {
    if (news === 'reconnected' || news === 'switched') told.clear()
    if (!isEvent(news) || news.type !== 'container' || news.action !== 'rename') return
    if (news.attributes.name) told.set(news.id, news.attributes.name)
  })

  function forgetShown(rows: readonly Named[]): void {
    const names = new Map(rows.map(({ id, name }) => [id, name]))
    // One that is gone has no name any more.
    for (const [id, name] of told) if (!names.has(id) || names.get(id) === name) told.delete(id)
  }

  return async (read) => {
    for (let reads = 1; ; reads++) {
      const rows = await read()
      forgetShown(rows)
      if (reads === mostReads) told.clear()
      if (told.size === 0) return rows
      await pause(pauseBetweenReads)
    }
  }
}
