import { randomBytes } from 'node:crypto'
import { type EngineApi, engineApi } from '../../../main/engine/api/api'
import { archive, dockerMembers, member, membersArchive } from '../../support/archives'
import { docker, dockerdOf } from '../../support/engine'
import { loadArchive } from '../../support/testImages'
import { startPrivateEngine } from './privateEngine'
import type { Tools } from './row'

/** An engine with an image of 300 MB in six layers that cannot be compressed. */
export interface RegistryEngine {
  /** Of the image. */
  readonly id: string
  /** Of dockerd, in whose network registries run. */
  readonly pid: number
  readonly api: EngineApi
  /** Milliseconds of a command of the bundled docker command line. */
  command(...words: string[]): Promise<number>
  docker(...words: string[]): Promise<string>
  end(): Promise<void>
}

const layers = 6
const layerSize = 50_000_000
export const image = 'six:1'

export async function startRegistryEngine({ note }: Tools): Promise<RegistryEngine> {
  const engine = await startPrivateEngine()
  try {
    note('making an image of 300 MB in six layers')
    const files = Array.from({ length: layers }, (_, at) =>
      archive(member({ path: `noise${at}` }, randomBytes(layerSize))),
    )
    await loadArchive(engine.connection, membersArchive(dockerMembers({ layers: files, tags: [image] })))
    const byDocker = (...words: string[]) => docker(engine.connection, ...words)
    return {
      id: await byDocker('inspect', '--format', '{{.Id}}', image),
      pid: dockerdOf(engine.home),
      api: engineApi(engine.connection),
      docker: byDocker,
      async command(...words) {
        const before = performance.now()
        await byDocker(...words)
        return performance.now() - before
      },
      end: () => engine.end(),
    }
  } catch (error) {
    await engine.end()
    throw error
  }
}

/** Milliseconds that a stream takes to its end. */
export async function timeOf(stream: AsyncIterable<unknown>): Promise<number> {
  const before = performance.now()
  for await (const _ of stream);
  return performance.now() - before
}
