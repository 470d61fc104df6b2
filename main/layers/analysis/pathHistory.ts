import type { PathEvent } from '../../contract/layerFiles'
import { differences, reason, reasonNames } from './entryChange'
import { entryState } from './rows'
import { eventKind, noEntry, type Stack } from './stack'

const kinds = Object.keys(eventKind) as (keyof typeof eventKind)[]
const metadata = reason.mode | reason.owner | reason.storedAgain

/**
 * All that happened to a path, lowest layer first; empty where no layer ever showed it.
 * @param wasted bytes that an event of the path hid for good
 */
export function historyOf(
  stack: Stack,
  node: number,
  wasted: (event: number) => number = () => 0,
): PathEvent[] {
  const events: PathEvent[] = []
  let shown = -1
  for (let event = stack.eventStart[node]!; event < stack.eventStart[node + 1]!; event++) {
    const kind = kinds[stack.eventKind[event]! - 1]!
    const now = kind === 'removed' ? -1 : event
    const reasons = shown >= 0 && now >= 0 ? reasonsBetween(stack, shown, now) : 0
    const before = shown < 0 ? null : entryState(stack, shown)
    const after = now < 0 ? null : entryState(stack, now)
    const isFile = after !== null && after.kind !== 'directory'
    events.push({
      layer: stack.eventLayer[event]!,
      kind,
      reasons: reasonNames(reasons || (kind === 'modified' ? reason.storedAgain : 0)),
      before,
      after,
      withParent: kind === 'removed' && stack.eventEntry[event] === noEntry,
      wastedBytes: wasted(event),
      metadataOnly: kind === 'modified' && isFile && (reasons & ~metadata) === 0,
    })
    shown = now
  }
  return events
}

function reasonsBetween(stack: Stack, old: number, now: number): number {
  const { layers, eventLayer, eventEntry } = stack
  const before = layers[eventLayer[old]!]!
  const after = layers[eventLayer[now]!]!
  return differences(before, eventEntry[old]!, after, eventEntry[now]!)
}
