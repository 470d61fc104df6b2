import { type Connection, createConnection } from '../../../main/engine/connection'
import type { TarEntry } from '../../support/tar'
import { build, importImage, noise } from '../../support/testImages'

/** Does something on an engine through a connection of its own, and closes that. */
async function connected<T>(socket: string, run: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = createConnection({ socket })
  try {
    return await run(connection)
  } finally {
    connection.dispose()
  }
}

/**
 * Builds an image without a network; returns its id.
 * @param files what the Dockerfile can copy
 */
export function buildImage(
  engine: { socket: string },
  name: string,
  dockerfile: string,
  files: readonly TarEntry[] = [],
): Promise<string> {
  return connected(engine.socket, (connection) => build(connection, name, dockerfile, files))
}

/** Makes an image of one layer that cannot be compressed; returns its id. */
export function noiseImage(engine: { socket: string }, name: string, bytes: number): Promise<string> {
  return connected(engine.socket, (connection) =>
    importImage(connection, name, [{ path: 'noise', content: noise(bytes) }]),
  )
}
