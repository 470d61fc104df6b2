import type { Container } from '../../contract/containers'
import type { InspectedContainer } from '../../engine/api/containerAnswers'
import { type EngineNews, type Events, isEvent } from '../../engine/client/events'

/** What the engine's list does not tell of a container that does not run as it should. */
export type Fate = Pick<Container, 'startFailed' | 'outOfMemory' | 'restartCount'>

/** Of so many containers, the newest, it is asked: a list may have thousands that have failed. */
const most = 100
const atOnce = 4

interface FatesOptions {
  readonly events: Events
  inspect(id: string): Promise<InspectedContainer>
  /** Something was found that rows do not have yet. */
  found(): void
}

export interface Fates {
  /** The rows with what is known; what is not is asked for meanwhile. */
  fill(rows: readonly Container[]): Container[]
  /** It may be another by now, and the engine does not tell of it: a start that failed has no event. */
  outdated(id: string): void
}

export function fateOf({ State, RestartCount }: InspectedContainer): Fate {
  const runs = /^(?:running|paused)$/i.test(State.Status)
  return {
    startFailed: !runs && Boolean(State.Error),
    outOfMemory: !runs && (State.OOMKilled ?? false),
    restartCount: RestartCount ?? 0,
  }
}

/** Whether there may be more to say than the list does. */
function isDoubtful({ state, exitCode }: Container): boolean {
  return state === 'created' || state === 'restarting' || (state === 'exited' && exitCode !== 0)
}

/** Why containers do not run, each asked for once and after each of its events, so that a list needs no inspect to be read. */
export function createFates({ events, inspect, found }: FatesOptions): Fates {
  const known = new Map<string, Fate>()
  /** Those that are asked for at all. */
  let doubtful = new Set<string>()
  const outdated = new Set<string>()
  const queue = new Set<string>()
  let workers = 0
  let isNew = false
  /** Counts engines: what one has said is not another one's word. */
  let engines = 0

  events.subscribe((news) => {
    if (news === 'switched') {
      engines++
      for (const all of [known, queue, outdated, doubtful]) all.clear()
    } else if (news === 'reconnected') for (const id of doubtful) outdated.add(id)
    const id = idIn(news)
    if (id === undefined || !doubtful.has(id)) return
    outdated.add(id)
    // Of a first start that failed the engine tells no more than that its network went.
    if (isEvent(news) && news.type === 'network') found()
  })

  async function work() {
    workers++
    for (let [id] = queue; id !== undefined; [id] = queue) {
      queue.delete(id)
      outdated.delete(id)
      const of = engines
      const fate = await inspect(id).then(fateOf, () => null)
      if (fate === null || of !== engines) continue
      isNew ||= isOther(fate, known.get(id) ?? nothing)
      known.set(id, fate)
    }
    workers--
    if (workers > 0 || !isNew) return
    isNew = false
    found()
  }

  return {
    outdated: (id) => void (doubtful.has(id) && outdated.add(id)),
    fill(rows) {
      const newest = rows
        .filter(isDoubtful)
        .sort((a, b) => b.createdAt - a.createdAt)
        .slice(0, most)
      doubtful = new Set(newest.map(({ id }) => id))
      for (const id of [...known.keys(), ...outdated]) if (!doubtful.has(id)) forget(id)
      for (const id of doubtful) if (!known.has(id) || outdated.has(id)) queue.add(id)
      while (workers < Math.min(atOnce, queue.size)) void work()
      return rows.map((row) => ({ ...row, ...known.get(row.id) }))
    },
  }

  function forget(id: string) {
    known.delete(id)
    outdated.delete(id)
  }
}

const nothing: Fate = { startFailed: false, outOfMemory: false, restartCount: 0 }
const isOther = (a: Fate, b: Fate): boolean =>
  a.startFailed !== b.startFailed || a.outOfMemory !== b.outOfMemory || a.restartCount !== b.restartCount

function idIn(news: EngineNews): string | undefined {
  if (!isEvent(news)) return undefined
  return news.type === 'network' ? news.attributes.container : news.type === 'container' ? news.id : undefined
}
