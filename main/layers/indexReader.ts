import { checksumFrom } from './checksum'
import { IndexError } from './indexError'
import { checkedFrom, columnsOf, headerBytes, indexBytes, magic, version } from './indexLayout'
import { entryFlag, entryType, LayerIndex, largest, wordAt } from './layerIndex'
import { aligned } from './sections'

/**
 * Reads a layer index that comes from elsewhere, from a program or an archive: any bytes give an index that is whole and
 * sound, or an IndexError.
 * @param bytes of exactly one index; the result keeps them as they are, so they must not be written to again
 */
export function readIndex(bytes: Uint8Array): LayerIndex {
  const index = readKeptIndex(bytes)
  checkTree(index)
  checkNames(index)
  checkTargets(index)
  checkValues(index, wordAt(index.bytes, 36))
  return index
}

/**
 * Reads a layer index that was kept after `readIndex` had found it sound: the checksum is proof enough that these are the
 * bytes that were written.
 * @param bytes as for `readIndex`
 * @throws IndexError for what is damaged or of another version
 */
export function readKeptIndex(bytes: Uint8Array): LayerIndex {
  const length = indexLength(bytes)
  if (length !== bytes.length) throw new IndexError(`It should have ${length} bytes, not ${bytes.length}`)
  const whole = aligned(bytes)
  if (checksumFrom(whole, checkedFrom) !== wordAt(whole, 12)) throw new IndexError('Its checksum is wrong')
  return new LayerIndex(whole, columnsOf(whole, shapeOf(whole)))
}

/**
 * How many bytes the index has that begins so; for reading several ones from one stream.
 * @param header its first `headerBytes` bytes at least
 */
export function indexLength(header: Uint8Array): number {
  if (header.length < headerBytes) throw new IndexError('It is too short')
  if (Buffer.from(header.subarray(0, 8)).toString('latin1') !== magic)
    throw new IndexError('It is no layer index')
  const stated = wordAt(header, 8)
  if (stated !== version) throw new IndexError(`It is of version ${stated}, not ${version}`)
  const length = wordAt(header, 16) + wordAt(header, 20) * 2 ** 32
  if (length !== indexBytes(shapeOf(header))) throw new IndexError('Its lengths do not fit together')
  return length
}

function shapeOf(header: Uint8Array) {
  return { count: wordAt(header, 24), nameBytes: wordAt(header, 28), targetBytes: wordAt(header, 32) }
}

/** Each entry but the root is the child of exactly one directory before it. */
function checkTree({ count, type, parent, firstChild, childCount }: LayerIndex) {
  if (count === 0 || type[0] !== entryType.directory || parent[0] !== 0)
    throw new IndexError('It has no root')
  let next = 1
  for (let entry = 0; entry < count; entry++) {
    if (entry >= next) throw new IndexError(`Entry ${entry} is in no directory`)
    const first = firstChild[entry]!
    const children = childCount[entry]!
    if (first !== (children === 0 ? 0 : next) || children > count - next) {
      throw new IndexError(`The children of entry ${entry} are misplaced`)
    }
    if (children > 0 && type[entry] !== entryType.directory)
      throw new IndexError(`Entry ${entry} has children`)
    for (const end = next + children; next < end; next++) {
      if (parent[next] !== entry) throw new IndexError(`The parent of entry ${next} is another one`)
    }
  }
}

const slash = 0x2f
const dot = 0x2e

function checkNames({ count, parent, nameStart, names }: LayerIndex) {
  if (nameStart[0] !== 0 || nameStart[1] !== 0 || nameStart[count] !== names.length) {
    throw new IndexError('Its names are misplaced')
  }
  let last = 0
  for (let entry = 1; entry < count; entry++) {
    const from = nameStart[entry]!
    const to = nameStart[entry + 1]!
    if (to <= from || to > names.length) throw new IndexError(`The name of entry ${entry} is misplaced`)
    if (names[from] === dot && (to - from === 1 || (to - from === 2 && names[from + 1] === dot))) {
      throw new IndexError(`The name of entry ${entry} is a dot name`)
    }
    for (let at = from; at < to; at++) {
      if (names[at] === 0 || names[at] === slash) throw new IndexError(`The name of entry ${entry} is a path`)
    }
    const isSibling = entry > 1 && parent[entry] === parent[entry - 1]
    if (isSibling && !isBefore(names, last, from, to)) throw new IndexError(`Entry ${entry} is out of order`)
    last = from
  }
}

/** Whether the name in [first, second) comes before that in [second, end). */
function isBefore(names: Uint8Array, first: number, second: number, end: number): boolean {
  const common = Math.min(second - first, end - second)
  for (let at = 0; at < common; at++) {
    const difference = names[first + at]! - names[second + at]!
    if (difference !== 0) return difference < 0
  }
  return second - first < end - second
}

/** Targets lie one behind the other, in the order of their links. */
function checkTargets({ count, type, target, targets }: LayerIndex) {
  let next = 0
  for (let entry = 0; entry < count; entry++) {
    if (type[entry] !== entryType.symlink) {
      if (target[entry] !== 0) throw new IndexError(`Entry ${entry} has a target`)
      continue
    }
    if (target[entry] !== next + 1 || targets.length - next < 4) {
      throw new IndexError(`The target of entry ${entry} is misplaced`)
    }
    next += 4 + wordAt(targets, next)
    if (next > targets.length) throw new IndexError(`The target of entry ${entry} is cut off`)
  }
  if (next !== targets.length) throw new IndexError('It has targets without links')
}

function checkValues(index: LayerIndex, groups: number) {
  const { count, type, flags, mode, size, mtime, linkGroup, device } = index
  let seen = 0
  for (let entry = 0; entry < count; entry++) {
    const kind = type[entry]!
    const isDevice = kind === entryType.characterDevice || kind === entryType.blockDevice
    const group = linkGroup[entry]!
    if (group > seen) seen++
    const sound =
      kind >= entryType.directory &&
      kind <= entryType.whiteout &&
      (flags[entry]! & ~allowedFlags(kind)) === 0 &&
      mode[entry]! <= 0o7777 &&
      isWhole(size[entry]!) &&
      isWhole(mtime[entry]!) &&
      size[entry]! >= 0 &&
      (kind === entryType.file || size[entry] === 0) &&
      (isDevice || device[entry] === 0) &&
      group <= seen &&
      (group === 0 || (kind !== entryType.directory && kind !== entryType.whiteout))
    if (!sound) throw new IndexError(`Entry ${entry} has values that no file has`)
  }
  if (seen !== groups) throw new IndexError('Its hardlinks are not as many as it says')
}

function allowedFlags(kind: number): number {
  const { opaque, implicit, linkElsewhere, whitedOut } = entryFlag
  if (kind === entryType.whiteout) return 0
  if (kind === entryType.directory) return opaque | implicit | whitedOut
  return kind === entryType.file ? linkElsewhere | whitedOut : whitedOut
}

function isWhole(value: number): boolean {
  return Math.floor(value) === value && value <= largest && value >= -largest
}
