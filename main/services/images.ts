import type { Services } from '../contract/contract'
import { AppError } from '../contract/errors'
import { type ImageProgress, welcomeImage } from '../contract/images'
import type { ActiveConnection } from '../engine/activeConnection'
import { type Connection, enginePath } from '../engine/connection'
import type { EngineEvent, Events } from '../engine/events'
import type { Desktop } from './desktop'
import { buildWelcome, type WelcomeParts } from './images/build/welcome'
import { type InspectedImage, type ListedImage, toDetails, toImage } from './images/engineImage'
import { loadImage } from './images/load'
import { pullImage } from './images/pull'
import { removeImage } from './images/remove'
import { readImageLayers } from './layers/imageLayers'
import { createLiveList } from './liveList'

interface Parts {
  readonly connection: ActiveConnection
  readonly events: Events
  readonly desktop: Pick<Desktop, 'chooseArchive'>
  /** Where the welcome image can be built: null where the engine is not Slipway's own. */
  readonly welcome: () => { readonly socket: string; readonly parts: WelcomeParts } | null
}

interface OfEngine {
  readonly choice?: number
}

/** The long ways to an image; leaving such a stream cancels what it does. */
export interface ImageTransfers {
  pull(input: OfEngine & { readonly reference: string }, signal: AbortSignal): AsyncIterable<ImageProgress>
  load(input: OfEngine, signal: AbortSignal): AsyncIterable<ImageProgress>
  buildWelcome(input: OfEngine, signal: AbortSignal): AsyncIterable<ImageProgress>
}
export type Images = Omit<Services['images'], keyof ImageTransfers> & ImageTransfers

/** Images of the engine. Source: the Images section of the Engine API, 1.41 to 1.51. */
export function createImages({ connection, events, desktop, welcome }: Parts): Images {
  const list = createLiveList({ read, events, concerns: changesImages })

  /** Without the parents that the classic builder leaves behind every step. */
  async function read() {
    const listed = await connection.request<ListedImage[]>({
      method: 'GET',
      path: '/images/json',
      object: 'Images',
    })
    return listed.map(toImage)
  }

  const { held } = connection

  function inspect(engine: Connection, id: string): Promise<InspectedImage> {
    return engine.request({
      method: 'GET',
      path: enginePath`/images/${id}/json`,
      object: id.slice(7, 19),
    })
  }

  return {
    watch: (signal) => list.watch(signal),

    async details({ id }) {
      const engine = held()
      const inspected = await inspect(engine, id)
      return toDetails(inspected, await readImageLayers(engine, inspected, id.slice(7, 19)))
    },

    inspect: async ({ id }) => JSON.stringify(await inspect(held(), id), null, 2),

    pull: ({ reference, choice }, signal) => pullImage(held(choice), reference, signal),

    async *load({ choice }, signal) {
      const engine = held(choice)
      const path = await desktop.chooseArchive()
      if (path === null) throw new AppError('cancelled', 'No archive was chosen')
      yield* loadImage(engine, path, signal)
    },

    async *buildWelcome({ choice }, signal) {
      const engine = held(choice)
      const own = welcome()
      if (!own) {
        const details = { object: welcomeImage, elsewhereBuild: 1 }
        throw new AppError('unsupported', "The welcome image is built on Slipway's own engine", details)
      }
      yield* buildWelcome(engine, own.socket, own.parts, signal)
    },

    remove: ({ id, reference, choice }) => removeImage(held(choice), id, reference),
  }
}

/** Whether images may have come, gone or changed their names. */
export function changesImages({ type, action }: EngineEvent): boolean {
  if (type === 'image') return action !== 'push' && action !== 'save'
  return type === 'container' && action === 'commit'
}
