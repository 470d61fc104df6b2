import type { Range } from '../../contract/layerFiles'
import { entryType } from '../layerIndex'
import { differences, reason } from './entryChange'
import { eventKind, type Stack } from './stack'

/** What became of a path: the places of `Change`, and 0 for what is on neither side. */
export const change = { absent: 0, unchanged: 1, added: 2, modified: 3, removed: 4 } as const

/**
 * A stack as a range of layers leaves it, against what the layers below show. One value a node. All that is
 * counted or summed is of the node itself and all below it; directories count for nothing themselves. Of a
 * file with several names in one layer, the first name that is there bears the bytes.
 */
export interface View extends Range {
  readonly stack: Stack
  /** The event that made what was there before the range; -1 where nothing was. */
  readonly before: Int32Array
  /** The same, at the end of the range. */
  readonly after: Int32Array
  /** `change` of the path itself. */
  readonly change: Uint8Array
  /** Sum of `reason`, of what is modified. */
  readonly reasons: Uint8Array
  /** Bytes before the range, and at its end. */
  readonly bytesBefore: Float64Array
  readonly bytes: Float64Array
  /** Bytes of the files that the range added or modified, as they are at its end. */
  readonly bytesStored: Float64Array
  /** Bytes, before the range, of the files that it removed. */
  readonly bytesRemoved: Float64Array
  /**
   * How many files of any kind there are at the end; how many of them are new or changed; how many are gone.
   */
  readonly files: Uint32Array
  readonly added: Uint32Array
  readonly modified: Uint32Array
  readonly removed: Uint32Array
}

/**
 * @param storedAgain whether a file which a layer has once more, as it was, counts as modified: in an image
 *   it does, for its bytes are kept twice; between two images it does not
 */
export function viewRange(stack: Stack, { from, to }: Range, storedAgain = true): View {
  const { count } = stack
  const view: View = {
    stack,
    from,
    to,
    before: new Int32Array(count),
    after: new Int32Array(count),
    change: new Uint8Array(count),
    reasons: new Uint8Array(count),
    bytesBefore: new Float64Array(count),
    bytes: new Float64Array(count),
    bytesStored: new Float64Array(count),
    bytesRemoved: new Float64Array(count),
    files: new Uint32Array(count),
    added: new Uint32Array(count),
    modified: new Uint32Array(count),
    removed: new Uint32Array(count),
  }
  findStates(view)
  judge(view, storedAgain)
  sumUp(view)
  return view
}

/** A range as it can be asked for, within the layers that there are. */
export function clampRange(stack: Stack, range: Partial<Range> = {}): Range {
  const top = Math.max(0, stack.layers.length - 1)
  const to = Math.min(Math.max(range.to ?? top, 0), top)
  return { from: Math.min(Math.max(range.from ?? 0, 0), to), to }
}

function findStates({ stack, from, to, before, after }: View) {
  const { count, eventStart, eventLayer, eventKind: kind } = stack
  for (let node = 0; node < count; node++) {
    const first = eventStart[node]!
    let event = eventStart[node + 1]! - 1
    while (event >= first && eventLayer[event]! > to) event--
    after[node] = event >= first && kind[event] !== eventKind.removed ? event : -1
    while (event >= first && eventLayer[event]! >= from) event--
    before[node] = event >= first && kind[event] !== eventKind.removed ? event : -1
  }
}

function judge(view: View, storedAgain: boolean) {
  const { stack, before, after } = view
  const { layers, eventLayer, eventEntry } = stack
  const oldNames = new SharedNames(stack)
  const newNames = new SharedNames(stack)
  for (let node = 0; node < stack.count; node++) {
    const old = before[node]!
    const now = after[node]!
    if (old < 0 && now < 0) continue
    const oldIndex = old < 0 ? null : layers[eventLayer[old]!]!
    const index = now < 0 ? null : layers[eventLayer[now]!]!
    const oldEntry = old < 0 ? 0 : eventEntry[old]!
    const entry = now < 0 ? 0 : eventEntry[now]!
    const wasFile = oldIndex !== null && oldIndex.type[oldEntry] !== entryType.directory
    const isFile = index !== null && index.type[entry] !== entryType.directory
    let mark: number = change.unchanged
    if (!oldIndex) mark = change.added
    else if (!index) mark = change.removed
    else if (old !== now) {
      const isSame = oldIndex === index && oldEntry === entry
      const reasons = isSame ? 0 : differences(oldIndex, oldEntry, index, entry)
      const again = storedAgain && isFile ? reason.storedAgain : 0
      view.reasons[node] = reasons || again
      if ((reasons || again) !== 0) mark = change.modified
    }
    view.change[node] = mark
    const oldBytes = wasFile ? oldNames.bytes(eventLayer[old]!, oldEntry) : 0
    const bytes = isFile ? newNames.bytes(eventLayer[now]!, entry) : 0
    view.bytesBefore[node] = oldBytes
    view.bytes[node] = bytes
    if (isFile) {
      view.files[node] = 1
      if (!wasFile) view.added[node] = 1
      else if (mark === change.modified) view.modified[node] = 1
      if (mark !== change.unchanged) view.bytesStored[node] = bytes
    } else if (wasFile) {
      view.removed[node] = 1
      view.bytesRemoved[node] = oldBytes
    }
  }
}

/** Bytes of files with several names, each once: for the first name that is asked for. */
class SharedNames {
  private readonly seen: (Uint8Array | undefined)[] = []

  constructor(private readonly stack: Stack) {}

  bytes(layer: number, entry: number): number {
    const index = this.stack.layers[layer]!
    const group = index.linkGroup[entry]!
    if (group !== 0) {
      this.seen[layer] ??= new Uint8Array(this.stack.carriers(layer).length)
      if (this.seen[layer][group] === 1) return 0
      this.seen[layer][group] = 1
    }
    return index.bytesOf(entry)
  }
}

/** Children come after their directory: from the end, each is whole when it is added to it. */
function sumUp({ stack, bytesBefore, bytes, bytesStored, bytesRemoved, ...counts }: View) {
  const { parent } = stack
  const { files, added, modified, removed } = counts
  for (let node = stack.count - 1; node > 0; node--) {
    const above = parent[node]!
    bytesBefore[above]! += bytesBefore[node]!
    bytes[above]! += bytes[node]!
    bytesStored[above]! += bytesStored[node]!
    bytesRemoved[above]! += bytesRemoved[node]!
    files[above]! += files[node]!
    added[above]! += added[node]!
    modified[above]! += modified[node]!
    removed[above]! += removed[node]!
  }
}
