import { createSharedWork } from '../../base/sharedWork'
import { AppError } from '../../contract/errors'
import type { FirstLook } from '../../contract/firstLook'
import type { Summary } from '../../contract/layerFiles'
import { compareImages } from '../analysis/compare'
import { createExplorer, type Explorer } from '../analysis/explorer'
import { type StackProgress, stackIndexes } from '../analysis/stackBuilder'
import { readIndex } from '../indexReader'
import type { LayerIndex } from '../layerIndex'
import { createDiskLayers } from './diskLayers'
import type { GivenLayer, Subject } from './subject'

/** Layers, and digests of those which have one. */
interface Layers {
  readonly indexes: readonly LayerIndex[]
  readonly digests: readonly (string | null)[]
}

interface Opened extends Layers {
  readonly explorer: Explorer
}

interface OpenOptions {
  readonly signal: AbortSignal
  /** Told while it is put together, unless somebody else asked for it first. */
  readonly onProgress?: StackProgress
}

/** As `Explorer.first`, with the summary where that is known. */
export interface FirstAnswer extends FirstLook {
  readonly summary: Summary | null
}

/** Everything that is open, up to a limit; what was not asked about for longest makes room. */
export interface StackStore {
  /** Rejects with AppErrors, `not-found` for what was never given among them. */
  open(subject: Subject, options: OpenOptions): Promise<Explorer>
  /** What is shown first, without opening it where that is kept; `summary` is null where it is still to be reckoned. */
  first(subject: Subject, options: OpenOptions): Promise<FirstAnswer>
  /** Throws IndexError for what is no index. */
  put(key: string, layers: readonly GivenLayer[]): void
  /** Forgets what was given, and what is open, under a key. */
  drop(key: string): void
  /** Makes room: what is open grows as it is asked. */
  shrink(): void
  /** Resolves when all indexes that were read are kept on disk. */
  settled(): Promise<void>
  /** Of all that is open or given, each layer once. */
  readonly bytes: number
}

/** @param limit bytes; the subject that was asked about last stays, however large */
export function createStackStore(limit: number): StackStore {
  /** The one that was asked about last comes last. */
  const open = new Map<string, Opened>()
  const given = new Map<string, Layers>()
  const disk = createDiskLayers()
  const work = createSharedWork<Opened>()

  async function read(subject: Subject, { signal, onProgress }: OpenOptions): Promise<Opened> {
    if (subject.kind === 'comparison') {
      const a = await layersOf(subject.a, signal)
      const b = await layersOf(subject.b, signal, a)
      const view = compareImages(a.indexes, b.indexes, onProgress)
      return {
        indexes: [...a.indexes, ...b.indexes],
        digests: [...a.digests, ...b.digests],
        explorer: createExplorer(view.stack, { compared: view }),
      }
    }
    const reading = layersOf(subject, signal)
    const indexes = reading.then((layers) => layers.indexes)
    const known =
      subject.kind === 'disk'
        ? await disk.stack(subject, indexes, onProgress)
        : { stack: stackIndexes(await indexes, { onProgress }) }
    return { ...(await reading), explorer: createExplorer(known.stack, known) }
  }

  /** @param beside what is in memory besides what is open */
  async function layersOf(subject: Subject, signal: AbortSignal, beside?: Layers): Promise<Layers> {
    const { key, kind } = subject
    const known = open.get(key) ?? given.get(key)
    if (known) return known
    if (kind === 'comparison') throw new AppError('invalid-input/comparison')
    if (kind === 'given') throw new AppError('not-found/layersOf', { object: subject.object })
    const digests = subject.layers.map(({ digest }) => digest)
    const layers = { indexes: await disk.read(subject, knownIndexes(beside), signal), digests }
    // What was read of a container cannot be read again; whoever does not want it any more will not drop it.
    if (digests.includes(null) && !signal.aborted) given.set(key, layers)
    return layers
  }

  /** Equal layers are one object, which saves memory and makes comparing them trivial. */
  function knownIndexes(beside?: Layers): Map<string, LayerIndex> {
    const known = new Map<string, LayerIndex>()
    for (const { indexes, digests } of [...open.values(), ...given.values(), ...(beside ? [beside] : [])]) {
      for (const [at, digest] of digests.entries()) if (digest) known.set(digest, indexes[at]!)
    }
    return known
  }

  function bytes(): number {
    const indexes = new Set<LayerIndex>()
    let sum = 0
    for (const { explorer, indexes: own } of open.values()) {
      sum += explorer.bytes
      for (const index of own) indexes.add(index)
    }
    for (const { indexes: own } of given.values()) for (const index of own) indexes.add(index)
    for (const index of indexes) sum += index.bytes.length
    return sum
  }

  async function openSubject(subject: Subject, { signal, onProgress }: OpenOptions): Promise<Explorer> {
    const { key } = subject
    const make = async (_: unknown, stop: AbortSignal) => [await read(subject, { signal: stop, onProgress })]
    const opened = open.get(key) ?? (await work.share([key], make, signal)).get(key)!
    open.delete(key)
    open.set(key, opened)
    return opened.explorer
  }

  return {
    open: openSubject,

    async first(subject, options) {
      const lasting = subject.kind === 'disk' && !open.has(subject.key) ? subject : null
      const kept = lasting && (await disk.firstLook(lasting))
      if (kept) {
        // What is asked next finds it open.
        void openSubject(subject, { signal: new AbortController().signal }).catch(() => {})
        return kept
      }
      const explorer = await openSubject(subject, options)
      const look = explorer.first()
      if (lasting) disk.keepLook(lasting, () => ({ ...look, summary: explorer.summary() }))
      return { ...look, summary: null }
    },

    put(key, layers) {
      const known = knownIndexes()
      const indexes = layers.map(({ digest, bytes: index }) => known.get(digest) ?? readIndex(index))
      given.set(key, { indexes, digests: layers.map(({ digest }) => digest) })
    },

    drop(key) {
      given.delete(key)
      open.delete(key)
    },

    shrink() {
      for (const key of [...open.keys()].slice(0, -1)) {
        if (bytes() <= limit) return
        open.delete(key)
      }
    },

    settled: () => disk.settled(),

    get bytes() {
      return bytes()
    },
  }
}
