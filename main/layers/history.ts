import type { ImageLayer } from '../contract/layers'
import { instruction, type Step } from './instruction'

/** One entry of `GET /images/ID/history`. */
export interface HistoryEntry extends Step {
  /** Milliseconds since 1970; null when the builder gave no time. */
  readonly createdAt: number | null
  /** Bytes. */
  readonly size: number
}

/**
 * Gives each entry of an image's history the layer that it made.
 *
 * @param diffIds `RootFS.Layers`, base first
 * @param history first instruction first (the engine answers it the other way round)
 * @param empty for each entry whether it made no layer, as the image's own configuration says
 *   (`history[].empty_layer`, OCI image specification, config.md); null when the configuration could not be read
 * @returns all entries in order, then the layers of which the history says nothing, with an empty instruction
 */
export function pairHistory(
  diffIds: readonly string[],
  history: readonly HistoryEntry[],
  empty: readonly boolean[] | null,
): ImageLayer[] {
  const stated = empty?.length === history.length && count(empty, false) <= diffIds.length ? empty : null
  const made = stated ? stated.map((none) => !none) : likelyLayers(history, diffIds.length)
  const certain = stated ? () => true : certainty(history, diffIds.length)
  let next = 0
  const entries = history.map(
    (entry, index): ImageLayer => ({
      diffId: made[index] ? (diffIds[next++] ?? null) : null,
      instruction: instruction(entry),
      size: entry.size,
      createdAt: entry.createdAt,
      inferred: !certain(index),
    }),
  )
  const unspoken = diffIds
    .slice(next)
    .map((diffId): ImageLayer => ({ diffId, instruction: '', size: 0, createdAt: null, inferred: !stated }))
  return [...entries, ...unspoken]
}

/** Instructions by how surely they make a layer; what a builder may write without one comes last. */
const ranks = [/^(?:COPY|ADD|IMPORT) /, /^WORKDIR /, /^RUN /, /^(?![A-Z]+ )/]

/**
 * Which entries made a layer, by counting: those with bytes did, and of those without bytes as many as are missing,
 * the likeliest first.
 */
function likelyLayers(history: readonly HistoryEntry[], layers: number): boolean[] {
  const made = history.map((entry) => entry.size > 0)
  const rank = (index: number) => {
    const text = instruction(history[index]!)
    const position = ranks.findIndex((pattern) => pattern.test(text))
    return position === -1 ? ranks.length : position
  }
  const candidates = history
    .map((_, index) => index)
    .filter((index) => !made[index])
    .map((index) => ({ index, rank: rank(index) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
  const missing = Math.max(0, layers - count(made, true))
  for (const { index } of candidates.slice(0, missing)) made[index] = true
  return made
}

/**
 * Tells of an entry whether counting alone leaves no choice. Entries without bytes may or may not have made a layer;
 * one with bytes has a fixed place only when the number of layers below it is the same for every choice.
 */
function certainty(history: readonly HistoryEntry[], layers: number): (index: number) => boolean {
  const zero = history.map((entry) => entry.size === 0)
  const zeros = count(zero, true)
  const missing = layers - (history.length - zeros)
  if (missing < 0 || missing > zeros) return () => false
  return (index) => {
    if (zero[index]) return missing === 0 || missing === zeros
    const before = count(zero.slice(0, index), true)
    return Math.max(0, missing - (zeros - before)) === Math.min(missing, before)
  }
}

function count(values: readonly boolean[], wanted: boolean): number {
  return values.filter((value) => value === wanted).length
}
