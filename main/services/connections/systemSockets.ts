import { join } from 'node:path'
import { runtimeDirectory } from '../../engine/owned/paths'
import { engineAt } from '../../engine/owned/probe'

/** Where Docker and Podman listen when nobody told them otherwise. */
export function systemSockets(env: NodeJS.ProcessEnv): string[] {
  const runtime = runtimeDirectory(env)
  const ofPerson = runtime ? [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')] : []
  return ['/var/run/docker.sock', ...ofPerson, '/run/podman/podman.sock']
}

const pingTimeout = 1_000

/** Those that an engine answers on, within a second. */
export async function answeringSockets(sockets: readonly string[]): Promise<string[]> {
  const answering = await Promise.all(sockets.map(answers))
  return sockets.filter((_, at) => answering[at])
}

async function answers(socket: string): Promise<boolean> {
  const asking = { object: socket, timeout: pingTimeout }
  return engineAt(socket)
    .system.ping(asking)
    .then(
      () => true,
      () => false,
    )
}
