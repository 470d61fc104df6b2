import { type Events, isEvent } from '../../engine/client/events'
import { isPassingName } from '../../shared/passingName'
import { readAgain } from './readAgain'

interface Named {
  readonly id: string
  readonly name: string
}

/**
 * Reads a list of containers again until it has each new name that the engine has told of. Without those that are still called
 * what they are on their way back: of these the new name is the last that is told.
 */
export type ReadRenamed = <T extends Named>(read: () => Promise<T[]>) => Promise<T[]>

/** dockerd tells of a new name before its list of containers has it. */
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
    const rows = await readAgain(read, (rows) => {
      forgetShown(rows)
      return told.size > 0
    })
    told.clear()
    return rows.filter(({ name }) => !isPassingName(name))
  }
}
