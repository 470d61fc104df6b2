import { untilAborted } from '../../base/latch'
import { paced } from '../../base/paced'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import type { Compared, Layered, Opened, Opening } from '../../contract/layers'
import type { SwitchingConnection } from '../../engine/client/switchingConnection'
import { alignLayers } from '../../layers/analysis/compare'
import { settingDifferences } from '../../layers/imageSettings'
import type { WalkedEngine } from '../../layers/layerwalk'
import type { Subject } from '../../layers/worker/subject'
import type { Desktop } from '../desktop'
import { readFromArchive } from './archiveReading'
import { createChosenArchives } from './chosenArchives'
import { type ReadingParts, readFromEngine } from './engineReading'
import { entryOf, previewOf } from './fileOf'
import { createHandles, type Handled } from './handles'
import { asking, type LayerReadOptions, type ReadLayers, summed } from './readLayers'
import { saveEntry } from './saving'

export interface OpenParts extends Omit<ReadingParts, 'walked'> {
  readonly connection: SwitchingConnection
  /** As it is of the engine that is active. */
  walked(): WalkedEngine | null
  readonly desktop: Pick<Desktop, 'chooseArchive' | 'chooseArchiveDirectory' | 'chooseSaveDirectory'>
}

type Methods =
  | 'chooseArchive'
  | 'open'
  | 'compare'
  | 'sums'
  | 'level'
  | 'search'
  | 'treemap'
  | 'wasted'
  | 'history'
  | 'difference'
  | 'preview'
  | 'save'

/** Far more than a window shows; each may hold memory. */
const mostOpen = 16

/** Layers that were opened, and all that is asked about them. */
export function createOpenLayers(parts: OpenParts): Pick<Services['layers'], Methods> {
  const { client, desktop } = parts
  const archives = createChosenArchives(desktop)
  const handles = createHandles()
  let streams = 0

  /** Where an engine's layers lie is asked of the very engine that is then read from. */
  const here = (): ReadingParts => ({ ...parts, connection: parts.connection.held(), walked: parts.walked() })

  async function read(engine: ReadingParts, of: Layered, options: LayerReadOptions): Promise<ReadLayers> {
    if (of.kind !== 'archive') return readFromEngine(engine, of, options)
    const { path, name } = archives.get(of.archive)
    return readFromArchive(parts, { source: { from: 'path', path }, name, image: of.image }, options)
  }

  /**
   * What is read, and then nothing until it is left: with the stream its handle ends, and what is in memory for it.
   * @param work is told how to keep what it has read
   * @param more what there is to say besides, once that is on its way; null for nothing
   */
  async function* held<Item>(
    signal: AbortSignal,
    work: (options: LayerReadOptions, keep: Keep) => Promise<Item>,
    more: () => Promise<Item> | null = () => null,
  ): AsyncGenerator<Opening | Item, void> {
    if (streams >= mostOpen) throw new AppError('unsupported/layersOpen')
    const ends: (() => void)[] = []
    const keep: Keep = {
      memory: ({ key }) => ends.push(() => client.drop(key)),
      handle(opened) {
        const handle = handles.add(opened)
        ends.push(() => handles.remove(handle))
        return handle
      },
    }
    const leave = () => {
      for (const end of ends.splice(0)) end()
    }
    signal.addEventListener('abort', leave, { once: true })
    streams++
    try {
      yield* paced<Opening | Item>((report, stop) => work({ report, signal: stop }, keep), signal)
      const rest = await untilAborted(Promise.resolve(more()), signal)
      if (rest) yield rest
      await untilAborted(new Promise(() => {}), signal)
    } finally {
      streams--
      signal.removeEventListener('abort', leave)
      leave()
    }
  }

  /** Asks about what a handle stands for, in the question's own words. */
  function ask<M extends Parameters<typeof client.ask>[1]>(method: M) {
    return async ({ handle, ...question }: { readonly handle: string }) =>
      client.ask(handles.get(handle).subject, method, question as never)
  }

  return {
    chooseArchive: ({ directory }) => archives.choose(directory),

    open({ of }, signal) {
      let layers: ReadLayers
      let said: Opened
      return held<Opened>(
        signal,
        async (options, keep) => {
          const begin = performance.now()
          layers = await read(here(), of, options)
          if (layers.isOwn) keep.memory(layers.subject)
          if (layers.summary) layers = await summed(client, layers, signal)
          const { opened, first, summary } = layers
          const handle = keep.handle(handled(layers))
          const milliseconds = Math.round(performance.now() - begin)
          said = { phase: 'open', handle, ...opened, first, summary, milliseconds }
          return said
        },
        () => (said.summary ? null : inWhole()),
      )

      async function inWhole(): Promise<Opened> {
        const { opened, summary } = await summed(client, layers, signal)
        return { ...said, ...opened, summary }
      }
    },

    compare: (sides, signal) =>
      held<Compared>(signal, async (options, keep) => {
        const engine = here()
        const side = async (of: Layered) => {
          const layers = await read(engine, of, options)
          if (layers.isOwn) keep.memory(layers.subject)
          return summed(client, layers, options.signal)
        }
        const a = await side(sides.a)
        const b = await side(sides.b)
        const key = `${a.subject.key} to ${b.subject.key}`
        const object = [a.opened.name, b.opened.name].join(', ')
        const subject = { kind: 'comparison', key, a: a.subject, b: b.subject } as const
        keep.memory(subject)
        const sums = await client.ask(subject, 'sums', {}, asking(options))
        return {
          phase: 'open',
          handle: keep.handle({ subject, object, files: null }),
          a: a.opened,
          b: b.opened,
          aligned: alignLayers(namesOf(a, 'a'), namesOf(b, 'b')),
          sums,
          settings: settingDifferences(a.settings, b.settings),
        }
      }),

    sums: ask('sums'),
    level: ask('level'),
    search: ask('search'),
    treemap: ask('treemap'),
    wasted: ask('wasted'),
    history: ask('history'),
    difference: ask('difference'),
    preview: async ({ handle, ...wanted }) => previewOf(client, handles.get(handle), wanted),

    async *save({ handle, ...wanted }, signal) {
      const { entry, files } = await entryOf(client, handles.get(handle), wanted, signal)
      const directory = await untilAborted(desktop.chooseSaveDirectory(), signal)
      if (!directory) throw new AppError('cancelled')
      yield* saveEntry(files, entry, directory, signal)
    },
  }
}

interface Keep {
  /** What is in memory under the key goes with the stream. */
  memory(subject: Pick<Subject, 'key'>): void
  /** @returns a handle that is good as long as the stream */
  handle(opened: Handled): string
}

const handled = ({ subject, opened, files }: ReadLayers): Handled => ({ subject, object: opened.name, files })

/** Layers by digest; what has none is like nothing else. */
function namesOf({ opened }: ReadLayers, side: 'a' | 'b'): string[] {
  return opened.layers.map(({ diffId }, at) => diffId ?? `${side} ${at}`)
}
