import { randomBytes } from 'node:crypto'
import { enginePath } from '../../main/engine/api/enginePath'
import type { Connection } from '../../main/engine/client/connection'
import { jsonLines } from '../../main/engine/client/jsonLines'
import { type TarEntry, tar } from './tar'

/** Sends a body and reads the answer's lines to their end; fails as the engine says. */
async function send(connection: Connection, path: string, query: object, body: Buffer) {
  const answer = await connection.stream({
    method: 'POST',
    path,
    query: { ...query },
    headers: { 'Content-Type': 'application/x-tar' },
    body,
    object: 'test image',
    timeout: 120_000,
  })
  const lines: Record<string, unknown>[] = []
  for await (const line of jsonLines(answer, 'test image')) lines.push(line)
  return lines
}

/** Imports files as an image with one layer, as `docker import` does. */
export async function importImage(connection: Connection, name: string, entries: readonly TarEntry[]) {
  const [repo, tag = 'latest'] = name.split(':') as [string, string?]
  const lines = await send(connection, '/images/create', { fromSrc: '-', repo, tag }, tar(entries))
  return String(lines.at(-1)!.status)
}

/** Builds without a network, with the engine's classic builder; returns the image's id. */
export async function build(
  connection: Connection,
  name: string,
  dockerfile: string,
  files: readonly TarEntry[] = [],
): Promise<string> {
  const context = tar([{ path: 'Dockerfile', content: dockerfile }, ...files])
  await send(connection, '/build', { t: name, networkmode: 'none', version: '1' }, context)
  return (await inspect(connection, name)).Id
}

/** Loads a docker archive, as `docker load` does. */
export function loadArchive(connection: Connection, archive: Buffer): Promise<unknown> {
  return send(connection, '/images/load', {}, archive)
}

export function inspect(
  connection: Connection,
  name: string,
): Promise<{ Id: string; RootFS: { Layers: string[] }; RepoTags: string[] }> {
  return connection.request({ method: 'GET', path: enginePath`/images/${name}/json`, object: name })
}

/** What cannot be compressed. */
export const noise = (bytes: number): Buffer => randomBytes(bytes)
