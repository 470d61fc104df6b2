import { execFileSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Identity } from '../../main/engine/owned/identity'
import { root } from './engine'

/** The two places of a home's identity, as they are. */
export function identitiesOf(home: string): { outside: Identity; inside: Identity } {
  const read = (file: string) => JSON.parse(readFileSync(join(home, 'engine', file), 'utf8'))
  return { outside: read('identity.json'), inside: read('data/slipway-identity') }
}

/** Changes what is written down about a home's data, in both places. */
export function rewriteIdentity(home: string, part: Partial<Identity>): void {
  const { outside } = identitiesOf(home)
  for (const file of ['identity.json', 'data/slipway-identity']) {
    writeFileSync(join(home, 'engine', file), JSON.stringify({ ...outside, ...part }))
  }
}

/** An application of the real programs, but for those that are given; its set-up says that it brought this Docker. */
export function applicationWith(
  folder: string,
  docker: string,
  programs: Record<string, string> = {},
): string {
  const engine = join(folder, 'native/runtime/engine')
  mkdirSync(engine, { recursive: true })
  symlinkSync(join(root, 'native/build'), join(folder, 'native/build'))
  linkPrograms(join(root, 'native/runtime/engine/bin'), join(engine, 'bin'))
  for (const [name, script] of Object.entries(programs)) {
    rmSync(join(engine, 'bin', name))
    writeFileSync(join(engine, 'bin', name), script, { mode: 0o755 })
  }
  writeFileSync(join(engine, 'versions.json'), JSON.stringify({ docker }))
  return folder
}

const older = join(root, 'native/build/older')
const previous = join(root, 'native/build/previous')
const isThere = (engine: string) => existsSync(join(engine, 'versions.json'))

/** Whether this machine's own release has an older Docker than the bundled one: see scripts/setup/olderEngine.mjs. */
export const olderThere = isThere(older)
/** Whether there is the Docker that Slipway brought before the bundled one. */
export const previousThere = isThere(previous)

/** The application as it would be with that older Docker. */
export const olderApplication = (folder: string) => applicationOf(older, folder)
/** The application as it was with the previous Docker. */
export const previousApplication = (folder: string) => applicationOf(previous, folder)

function applicationOf(engine: string, folder: string): string {
  const { docker } = JSON.parse(readFileSync(join(engine, 'versions.json'), 'utf8'))
  applicationWith(folder, docker)
  linkPrograms(join(engine, 'bin'), join(folder, 'native/runtime/engine/bin'))
  return folder
}

/** In the place of those of the same names. An engine's programs are hundreds of megabytes, and nobody writes into them. */
function linkPrograms(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) {
    rmSync(join(to, name), { force: true })
    linkSync(join(from, name), join(to, name))
  }
}

/** Does what an engine advises, as a person would in a terminal. */
export function follow(advice: string | null): void {
  execFileSync('sh', ['-c', advice ?? 'exit 1'], { stdio: 'ignore' })
}
