import { type Connection, createConnection } from '../../../main/engine/client/connection'
import { archive, dockerMembers, member, membersArchive } from '../../support/archives'
import { busyboxLayer } from '../../support/busyboxLayer'
import type { TarEntry } from '../../support/tar'
import { build, importImage, loadArchive, noise } from '../../support/testImages'

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

/** Makes an image of small layers on busybox's, each with a file of two bytes; by a load, for a build takes seconds each. */
export async function deepImage(engine: { socket: string }, name: string, steps: number): Promise<void> {
  const small = (_: unknown, step: number) => archive(member({ path: `step${step}` }, 'ab'))
  const layers = [busyboxLayer(), ...Array.from({ length: steps }, small)]
  const image = membersArchive(dockerMembers({ layers, tags: [name] }))
  await connected(engine.socket, (connection) => loadArchive(connection, image))
}
