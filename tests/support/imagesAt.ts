import { createConnection } from '../../main/engine/client/connection'
import { createEvents } from '../../main/engine/client/events'
import { createSwitchingConnection } from '../../main/engine/client/switchingConnection'
import { createImages } from '../../main/services/images/images'
import { noCredentials } from './noCredentials'
import { readerHere } from './readerHere'

/**
 * The service of images over the engine at a socket.
 * @param file what the person answers to each question for one
 */
export function imagesAt(socket: string, file: () => string) {
  const connection = createSwitchingConnection(createConnection({ socket }))
  const events = createEvents(connection, { onWake: () => () => {} })
  const desktop = { chooseArchive: async () => file(), chooseNewFile: async () => file() }
  return {
    connection,
    images: createImages({
      connection,
      events,
      desktop,
      reader: readerHere,
      credentials: noCredentials,
      welcome: () => null,
    }),
    dispose() {
      events.dispose()
      connection.dispose()
    },
  }
}
