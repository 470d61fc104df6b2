import type { ListedContainer } from '../../engine/api/containerAnswers'
import { durationIn, durationWords, leastAge } from '../../shared/dockerTimes'

type Stated = Pick<ListedContainer, 'Id' | 'State' | 'Status'>
const stateOf = ({ State }: Stated): string => State ?? ''

/** Since when each container of a list is up or has ended, in ms since 1970. @param now ms since 1970 */
export type ReadSince = (listed: readonly Stated[], now: number) => ReadonlyMap<string, number>

/**
 * The engine's list tells times in words alone (`Up 3 hours`), whose beginning is all that is known. What was found stays for as
 * long as the words agree with it: a container that was seen to start keeps its very second.
 */
export function createSince(): ReadSince {
  let known = new Map<string, { readonly state: Stated['State']; readonly since: number }>()

  function find(one: Stated, now: number): number | null {
    const words = durationIn(one.Status ?? '')
    const least = words === null ? null : leastAge(words)
    if (least === null) return null
    const before = known.get(one.Id)
    const agrees = before?.state === stateOf(one) && durationWords(now - before.since) === words
    return agrees ? before.since : now - least
  }

  return (listed, now) => {
    const found = listed.flatMap((one) => {
      const since = find(one, now)
      return since === null ? [] : [[one.Id, { state: stateOf(one), since }] as const]
    })
    known = new Map(found)
    return new Map(found.map(([id, { since }]) => [id, since]))
  }
}
