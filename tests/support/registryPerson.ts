import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../main/contract/errors'
import { createImages } from '../../main/services/images/images'
import { assembleCredentials } from '../../main/services/registries/assemble'
import { createRegistries } from '../../main/services/registries/registries'
import { docker } from './engine'
import type { ConnectedEngine } from './imageEngine'
import { collect } from './streams'
import { inspect } from './testImages'

/** A signal of somebody who never gives up. */
export const never = () => new AbortController().signal

/** A folder of one test; it goes with the engine. */
export const folderBeside = (engine: ConnectedEngine) => mkdtempSync(join(engine.home, 'person-'))

/** Main's services for a person with this docker configuration, and these answers to questions for files. */
export function personAt(
  engine: ConnectedEngine,
  {
    config,
    folder = folderBeside(engine),
    ...files
  }: { config?: unknown; folder?: string; save?: string; open?: string } = {},
) {
  const file = join(folder, 'docker/config.json')
  mkdirSync(join(folder, 'docker'), { recursive: true })
  if (config) writeFileSync(file, JSON.stringify(config))
  const credentials = assembleCredentials({
    env: { PATH: `${folder}:/usr/bin:/bin`, DOCKER_CONFIG: join(folder, 'docker') },
    personHome: folder,
    home: join(folder, 'home'),
    helpers: join(folder, 'brought'),
  })
  const desktop = {
    chooseArchive: async () => files.open ?? null,
    chooseNewFile: async () => files.save ?? null,
  }
  const images = createImages({ ...engine, desktop, credentials })
  return {
    /** Their docker configuration. */
    file,
    images,
    registries: createRegistries({ connection: engine.connection, credentials }),
    push: (reference: string, id: string, signal = never()) => images.push({ id, reference }, signal),
    pull: (reference: string) => collect(images.pull({ reference }, never())),
  }
}

export type Person = ReturnType<typeof personAt>

/** What a stream failed with, null where it did not. */
export const streamFailure = (stream: AsyncIterable<unknown>) =>
  collect(stream).then(
    () => null,
    (thrown) => AppError.from(thrown),
  )

export const tagsOf = async (engine: ConnectedEngine, id: string) =>
  (await inspect(engine.connection, id)).RepoTags

/** Takes names of images away. */
export async function forget(engine: ConnectedEngine, ...references: string[]) {
  for (const reference of references) await docker(engine, 'rmi', reference)
}
