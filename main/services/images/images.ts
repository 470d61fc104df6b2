import { welcomeImage } from '../../contract/constants'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import type { ImageProgress } from '../../contract/images'
import { engineApi } from '../../engine/api/api'
import { inspectedImage } from '../../engine/api/imageShapes'
import { sound } from '../../engine/api/shape'
import type { Events } from '../../engine/client/events'
import type { SwitchingConnection } from '../../engine/client/switchingConnection'
import type { ReaderClient } from '../../layers/reader/readerClient'
import { shortId } from '../../shared/digest'
import { buildWelcome, type WelcomeParts } from '../builds/welcome'
import { chosenPath } from '../chosenPath'
import type { Desktop } from '../desktop'
import { readImageLayers } from '../layers/imageLayers'
import { createLiveList } from '../liveList'
import type { Credentials } from '../registries/credentials'
import { guardedSettings, inspectText } from '../secrets'
import { imageDetails, toImage } from './engineImage'
import { type Import, importImage } from './import'
import { loadImage } from './load'
import { pullImage } from './pull'
import { pushImage } from './push'
import { removeImage } from './remove'
import { lookUp, saveImages, suggestedFile } from './save'
import { createImageSizes } from './sizes'
import { tagImage } from './tag'

interface Dependencies {
  readonly connection: SwitchingConnection
  readonly events: Events
  readonly desktop: Pick<Desktop, 'chooseArchive' | 'chooseNewFile'>
  /** Reads what is in an archive, in a thread of its own. */
  readonly reader: ReaderClient
  /** What opens registries. */
  readonly credentials: Pick<Credentials, 'of'>
  /** Where the welcome image can be built: null where the engine is not Slipway's own. */
  readonly welcome: () => { readonly socket: string; readonly parts: WelcomeParts } | null
}

interface OfEngine {
  readonly session?: number
}

/** The long ways to an image; leaving such a stream cancels what it does. */
export interface ImageTransfers {
  pull(input: OfEngine & { readonly reference: string }, signal: AbortSignal): AsyncIterable<ImageProgress>
  push(
    input: OfEngine & { readonly id: string; readonly reference: string },
    signal: AbortSignal,
  ): AsyncIterable<ImageProgress>
  load(input: OfEngine, signal: AbortSignal): AsyncIterable<ImageProgress>
  save(
    input: OfEngine & { readonly ids: readonly string[] },
    signal: AbortSignal,
  ): AsyncIterable<ImageProgress>
  import(input: OfEngine & Import, signal: AbortSignal): AsyncIterable<ImageProgress>
  buildWelcome(input: OfEngine, signal: AbortSignal): AsyncIterable<ImageProgress>
}
export type Images = Omit<Services['images'], keyof ImageTransfers> & ImageTransfers

/** Images of the engine. Source: the Images section of the Engine API, 1.41 to 1.51. */
export function createImages({
  connection,
  events,
  desktop,
  reader,
  credentials,
  welcome,
}: Dependencies): Images {
  async function read() {
    const { rows, unread } = await engineApi(connection).images.listed()
    return { rows: rows.map(toImage), unread }
  }
  const list = createLiveList({ read, events, of: 'images' })

  /** The engine of this session, for one piece of work. */
  const held = (wanted?: number) => engineApi(connection.held(wanted))

  return {
    watch: (signal) => list.watch(signal),
    readAgain: async () => list.readAgain(),

    async details({ id }) {
      const engine = held()
      const inspected = sound(await engine.images.inspect(id), inspectedImage, shortId(id))
      return imageDetails(inspected, await readImageLayers(engine, inspected, shortId(id)))
    },

    sizes: createImageSizes(connection),
    revealed: async ({ id }) => guardedSettings((await held().images.inspect(id)).Config ?? {}, true),
    inspect: async ({ id, reveal }) => inspectText(await held().images.inspect(id), reveal),

    pull: ({ reference, session }, signal) => pullImage(held(session), reference, credentials, signal),

    push: ({ id, reference, session }, signal) =>
      pushImage(held(session), { id, reference }, credentials, signal),

    async *load({ session }, signal) {
      const engine = held(session)
      const path = await chosenPath(desktop.chooseArchive(), signal)
      yield* loadImage({ engine, reader }, path, signal)
    },

    async *save({ ids, session }, signal) {
      const engine = held(session)
      const wanted = await lookUp(engine, ids, signal)
      const file = await chosenPath(desktop.chooseNewFile(suggestedFile(wanted)), signal)
      yield* saveImages(engine, wanted, file, signal)
    },

    async *import({ session, ...wanted }, signal) {
      const engine = held(session)
      const path = await chosenPath(desktop.chooseArchive('files'), signal)
      yield* importImage(engine, path, wanted, signal)
    },

    async *buildWelcome({ session }, signal) {
      const engine = held(session)
      const own = welcome()
      if (!own) {
        throw new AppError('unsupported/elsewhereBuild', { object: welcomeImage })
      }
      yield* buildWelcome(engine, own.socket, own.parts, signal)
    },

    tag: ({ id, reference, session }) => tagImage(held(session), id, reference),

    remove: ({ id, reference, session }) => removeImage(held(session), id, reference),
  }
}
