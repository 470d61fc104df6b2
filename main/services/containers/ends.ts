import { type Events, isEvent } from '../../engine/client/events'
import { readAgain } from './readAgain'

interface Stated {
  readonly id: string
  readonly state: string
}

/** Reads a list of containers again until none runs in it that the engine has told the end of. */
export type ReadEnded = <T extends Stated>(read: () => Promise<T[]>) => Promise<T[]>

/** Docker 20.10 tells that a container died before its list of containers has it. */
export function createEnds(events: Events): ReadEnded {
  const ended = new Set<string>()
  events.subscribe((news) => {
    if (news === 'reconnected' || news === 'switched') ended.clear()
    if (!isEvent(news) || news.type !== 'container') return
    if (news.action === 'die') ended.add(news.id)
    else if (news.action === 'start') ended.delete(news.id)
  })

  return async (read) => {
    const rows = await readAgain(read, (rows) => {
      const running = new Set(rows.filter(({ state }) => state === 'running').map(({ id }) => id))
      for (const id of ended) if (!running.has(id)) ended.delete(id)
      return ended.size > 0
    })
    ended.clear()
    return rows
  }
}
