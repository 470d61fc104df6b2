import type { Filter } from '../../contract/layerFiles'
import { entryType } from '../layerIndex'
import { bytesOf } from '../pathText'
import { TextMatcher, textFound } from './textMatcher'
import { change, type View } from './view'

/** Which nodes of a view a filter lets through. */
export interface FilterResult {
  /** One of `nodeState` for each node. */
  readonly state: Uint8Array
  /** How many match. */
  readonly matchCount: number
}
/** What a filter makes of a node: `holdsMatch` is a directory in which something matches. */
export const nodeState = { hidden: 0, holdsMatch: 1, match: 2 } as const

export function applyFilter(view: View, { text = '', changes, minSize = 0 }: Filter): FilterResult {
  const { stack } = view
  const { count, parent } = stack
  const state = new Uint8Array(count)
  const hasText = text === '' ? null : findText(view, text)
  const allowed = new Uint8Array(5).fill(changes ? 0 : 1, 1)
  for (const each of changes ?? []) allowed[change[each]] = 1
  let total = 0
  for (let node = count - 1; node > 0; node--) {
    const isMatch =
      allowed[view.change[node]!] === 1 &&
      (hasText === null || hasText[node] === textFound) &&
      (minSize <= 0 || (shownSize(view, node) >= minSize && !isDirectory(view, node)))
    if (isMatch) {
      state[node] = nodeState.match
      total++
    }
    if (state[node] !== nodeState.hidden) state[parent[node]!]! |= nodeState.holdsMatch
  }
  // Of what matches itself it does not matter any more what it holds.
  for (let node = 0; node < count; node++) if (state[node]! > nodeState.match) state[node] = nodeState.match
  return { state, matchCount: total }
}

/** Bytes at the end of the range; of what is gone by then, before it. */
export function shownSize(view: View, node: number): number {
  return view.change[node] === change.removed ? view.bytesBefore[node]! : view.bytes[node]!
}

/** The event that made what a row shows: at the end of the range; of what is gone by then, before it. */
export function shownEvent(view: View, node: number): number {
  return view.after[node]! >= 0 ? view.after[node]! : view.before[node]!
}

export function isDirectory(view: View, node: number): boolean {
  const { layers, eventLayer, eventEntry } = view.stack
  const event = shownEvent(view, node)
  return event >= 0 && layers[eventLayer[event]!]!.type[eventEntry[event]!] === entryType.directory
}

const slash = Uint8Array.of(0x2f)

/** The matcher's state after each path; one pass over all names. */
function findText({ stack }: View, text: string): Int32Array {
  const { count, parent, nameLayer, nameEntry, layers } = stack
  const matcher = new TextMatcher(bytesOf(text))
  const states = new Int32Array(count)
  let above = -1
  let atSlash = 0
  for (let node = 1; node < count; node++) {
    if (parent[node] !== above) {
      above = parent[node]!
      atSlash = matcher.run(states[above]!, slash, 0, 1)
    }
    if (atSlash === textFound) {
      states[node] = textFound
      continue
    }
    const { names, nameStart } = layers[nameLayer[node]!]!
    const entry = nameEntry[node]!
    states[node] = matcher.run(atSlash, names, nameStart[entry]!, nameStart[entry + 1]!)
  }
  return states
}
