import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { shortId } from '../../shared/digest'
import { shellWord } from '../../shared/shellWords'
import { sentence } from '../../texts/sentence'
import type { EnginePaths } from './paths'
import type { Problem } from './problem'

/** A container on the disk that dockerd passed over when it started, for which it has no word but a line of its log. */
interface Unlisted {
  readonly id: string
  /** As far as it can still be read. */
  readonly name: string | null
  /** What is wrong: the file that describes it, else all of its folder. */
  readonly path: string
}

const described = 'config.v2.json'
/** All that there may be before dockerd has described a container for the first time: seen of 30 whose creation a kill cut off. */
const unborn = /^(\.tmp-.+|hostconfig\.json|checkpoints|mounts)$/

/**
 * The containers that lie in the data-root and which the engine does not list.
 * @param since when dockerd started, in milliseconds since 1970: what was made later is no concern of it
 * @param listed asks the engine for the ids of all containers
 */
export async function unlistedContainers(
  { data }: Pick<EnginePaths, 'data'>,
  since: number,
  listed: () => Promise<Iterable<string>>,
): Promise<Unlisted[]> {
  const folder = join(data, 'containers')
  // Before the engine is asked: what is removed meanwhile is found gone, and what is made meanwhile was not there.
  const ids = await readdir(folder).catch(() => [])
  const known = new Set(await listed())
  const suspects = ids.filter((id) => isId(id) && !known.has(id))
  const found = await Promise.all(suspects.map((id) => look(join(folder, id), id, since)))
  return found.filter((one) => one !== null)
}

const isId = (name: string) => /^[\da-f]{64}$/.test(name)

async function look(folder: string, id: string, since: number): Promise<Unlisted | null> {
  const changed = await stat(folder).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  )
  if (changed === null || changed > since) return null
  const files = await readdir(folder).catch(() => [])
  // Nobody was ever told of it: it never was.
  if (files.every((name) => unborn.test(name))) return null
  const file = join(folder, described)
  const text = await readFile(file, 'utf8').catch(() => '')
  const description = parsed(text)
  if (description?.State?.Dead) return null
  const name = /"Name":"\/((?:[^"\\])+)"/.exec(text)?.[1] ?? null
  return existsSync(folder) ? { id, name, path: description ? folder : file } : null
}

/**
 * What of a description is looked at. dockerd writes that a container is dead when it begins to remove it, then takes its layer, then
 * this; cut off between the last two it passes the rest over, of which nobody misses anything.
 */
interface Description {
  readonly State?: { readonly Dead?: boolean }
}

function parsed(text: string): Description | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Names in a sentence. */
const most = 5

/** What is said of them; null when there are none. */
export function unlistedProblem({ home, data }: EnginePaths, unlisted: readonly Unlisted[]): Problem | null {
  if (unlisted.length === 0) return null
  const named = unlisted.map(({ id, name }) => (name ? `${name} (${shortId(id)})` : shortId(id)))
  const paths = unlisted.map(({ path }) => path)
  const aside = join(home, 'engine/damaged')
  const folders = unlisted.map(({ id }) => shellWord(join(data, 'containers', id)))
  return {
    reason: sentence('data/unlisted', { n: unlisted.length, names: atMost(named), files: atMost(paths) }),
    advice: `mkdir -p ${shellWord(aside)} && mv --backup=numbered -t ${shellWord(aside)} ${folders.join(' ')}`,
  }
}

const atMost = (all: readonly string[]) => (all.length > most ? [...all.slice(0, most), '…'] : all)
