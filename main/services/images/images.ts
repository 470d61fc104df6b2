import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import { welcomeImage } from '../../contract/images'
import { enginePath } from '../../engine/api/enginePath'
import type { ActiveConnection } from '../../engine/client/activeConnection'
import type { Connection } from '../../engine/client/connection'
import type { EngineEvent, Events } from '../../engine/client/events'
import { shortId } from '../../shared/digest'
import type { Desktop } from '../desktop'
import { readImageLayers } from '../layers/imageLayers'
import { createLiveList } from '../liveList'
import { buildWelcome, type WelcomeParts } from './build/welcome'
import { type InspectedImage, type ListedImage, toDetails, toImage } from './engineImage'
import { loadImage } from './load'
import { pullImage } from './pull'
import { removeImage } from './remove'

interface Parts {
  readonly connection: ActiveConnection
  readonly events: Events
  readonly desktop: Pick<Desktop, 'chooseArchive'>
  /** Where the welcome image can be built: null where the engine is not Slipway's own. */
  readonly welcome: () => { readonly socket: string; readonly parts: WelcomeParts } | null
}

/** Images of the engine. Source: the Images section of the Engine API, 1.41 to 1.51. */
export function createImages({ connection, events, desktop, welcome }: Parts): Services['images'] {
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
      object: shortId(id),
    })
  }

  return {
    watch: (signal) => list.watch(signal),

    async details({ id }) {
      const engine = held()
      const inspected = await inspect(engine, id)
      return toDetails(inspected, await readImageLayers(engine, inspected, shortId(id)))
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
