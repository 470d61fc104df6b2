import { join, resolve } from 'node:path'
import { programOnPath } from '../../base/programs'
import { dockerFolder } from '../connections/dockerContexts'
import { type Credentials, createCredentials } from './credentials'
import { openKeyringNote } from './keyringNote'

interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  /** The person's home directory. */
  readonly personHome: string
  /** SLIPWAY_HOME. */
  readonly home: string
  /** The folder of the credential helpers that Slipway brings. */
  readonly helpers: string
}

/** What opens registries for this person. */
export function assembleCredentials({ env, personHome, home, helpers }: Surroundings): Credentials {
  return createCredentials({
    file: join(resolve(dockerFolder(env, personHome)), 'config.json'),
    helpers: { env, brought: helpers },
    note: openKeyringNote(join(home, 'registries.json')),
    isOwn: (program) => programOnPath(program, env.PATH) !== null,
  })
}
