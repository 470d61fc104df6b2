import type { Summary } from '../../contract/layerFiles'
import { checksumFrom } from '../checksum'
import { type LayerIndex, wordAt } from '../layerIndex'
import { aligned, padded, sectionsOf } from '../sections'
import { Stack } from './stack'
import type { SummedStack } from './summary'

/** The bytes of a kept stack: docs/layer-index.md. */
const magic = 'SLIPSTAK'
/** Another one whenever a stack or a summary of the same layers says something else, or says it otherwise. */
const version = 2
const headerBytes = 40
/** The checksum covers all bytes from here on. */
const checkedFrom = 16

/** What the header says of how much there is. */
interface StackShape {
  readonly nodes: number
  readonly events: number
  readonly layers: number
  readonly summaryBytes: number
}

/** The file of a stack and its summary. */
export function writeStack({ stack, summary }: SummedStack): Uint8Array {
  const text = Buffer.from(JSON.stringify(summary))
  const { layers, count: nodes } = stack
  const shape = { nodes, events: stack.eventLayer.length, layers: layers.length, summaryBytes: text.length }
  const bytes = new Uint8Array(fileBytes(shape))
  const { checksums, summaryText, ...columns } = partsOf(bytes, shape)
  checksums.set(layers.map(checksumOf))
  for (const name of Object.keys(columns) as (keyof typeof columns)[]) columns[name].set(stack[name])
  summaryText.set(text)

  bytes.set(Buffer.from(magic, 'latin1'))
  const header = new Uint32Array(bytes.buffer, 8, 8)
  header.set([version, 0, bytes.length % 2 ** 32, Math.floor(bytes.length / 2 ** 32)])
  header.set([nodes, shape.events, shape.layers, shape.summaryBytes], 4)
  header[1] = checksumFrom(bytes, checkedFrom)
  return bytes
}

/**
 * A stack as it was written; its columns are views of the bytes, which must not be written to again.
 * @param layers those whose stack it is to be, base first
 * @returns null for what is damaged, of another version, or of other layers
 */
export function readStack(bytes: Uint8Array, layers: readonly LayerIndex[]): SummedStack | null {
  if (bytes.length < headerBytes || Buffer.from(bytes.subarray(0, 8)).toString('latin1') !== magic)
    return null
  const shape = {
    nodes: wordAt(bytes, 24),
    events: wordAt(bytes, 28),
    layers: wordAt(bytes, 32),
    summaryBytes: wordAt(bytes, 36),
  }
  const length = wordAt(bytes, 16) + wordAt(bytes, 20) * 2 ** 32
  if (wordAt(bytes, 8) !== version || length !== bytes.length || length !== fileBytes(shape)) return null
  const whole = aligned(bytes)
  if (checksumFrom(whole, checkedFrom) !== wordAt(whole, 12)) return null
  const { checksums, summaryText, ...columns } = partsOf(whole, shape)
  const areTheirs =
    shape.layers === layers.length && layers.every((each, at) => checksumOf(each) === checksums[at])
  if (!areTheirs) return null
  const summary = JSON.parse(Buffer.from(summaryText).toString()) as Summary
  return { stack: new Stack(layers, columns), summary }
}

/** A layer's own, of its index. */
const checksumOf = ({ bytes }: LayerIndex) => wordAt(bytes, 12)

function fileBytes({ nodes, events, layers, summaryBytes }: StackShape): number {
  const perNode = 4 * padded(4 * nodes) + padded(4 * (nodes + 1)) + padded(2 * nodes)
  const perEvent = padded(4 * events) + padded(2 * events) + padded(events)
  return headerBytes + padded(4 * layers) + perNode + perEvent + padded(summaryBytes)
}

/** Views of all that follows the header, in its order. */
function partsOf(bytes: Uint8Array, { nodes, events, layers, summaryBytes }: StackShape) {
  const sections = sectionsOf(bytes, headerBytes)
  return {
    checksums: sections.words(layers),
    parent: sections.words(nodes),
    firstChild: sections.words(nodes),
    childCount: sections.words(nodes),
    nameEntry: sections.words(nodes),
    eventStart: sections.words(nodes + 1),
    nameLayer: sections.shorts(nodes),
    eventEntry: sections.words(events),
    eventLayer: sections.shorts(events),
    eventKind: sections.bytes(events),
    summaryText: sections.bytes(summaryBytes),
  }
}
