import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Digest } from '../../shared/digest'
import { engineAt } from './probe'

/** What an engine has, each by its id; the value is the name that people know. */
export interface Inventory {
  readonly images: Named
  readonly containers: Named
  /** By their names, which are their ids. */
  readonly volumes: Named
}
type Named = Readonly<Record<string, string>>

/** Of a large engine; nobody waits for it but an upgrade. */
const answerTimeout = 60_000

/**
 * What lies in a data-root, without starting an engine on it. What dockerd itself removes when it starts (containers of
 * `docker run --rm` and their anonymous volumes) is left out.
 * @param driver the storage driver, whose images are looked for
 */
export async function inventoryOnDisk(data: string, driver: string): Promise<Inventory> {
  const store = join(data, 'image', driver)
  const images = await names(join(store, 'imagedb/content/sha256'))
  const titles = imageTitles(await json(join(store, 'repositories.json')))
  const { containers, passing } = await containersIn(join(data, 'containers'))
  const volumes = await names(join(data, 'volumes'), 'directories')
  return {
    images: Object.fromEntries(
      images.map((digits) => [sha256Digest(digits), titles.get(sha256Digest(digits)) ?? digits]),
    ),
    containers,
    volumes: Object.fromEntries(volumes.filter((name) => !passing.has(name)).map((name) => [name, name])),
  }
}

/** Names of what the engine no longer has of it, by its own word. */
export async function missingFrom(socket: string, before: Inventory): Promise<string[]> {
  const engine = engineAt(socket)
  const [images, containers, volumes] = await Promise.all([
    engine.images.list({ all: true, timeout: answerTimeout }),
    engine.containers.list({ all: true, timeout: answerTimeout }),
    engine.volumes.list({ timeout: answerTimeout }),
  ])
  return [
    ...absent(
      before.images,
      images.map(({ Id }) => Id),
    ),
    ...absent(
      before.containers,
      containers.map(({ Id }) => Id),
    ),
    ...absent(
      before.volumes,
      volumes.map(({ Name }) => Name),
    ),
  ]
}

function absent(before: Named, now: readonly string[]): string[] {
  const there = new Set(now)
  return Object.entries(before).flatMap(([id, name]) => (there.has(id) ? [] : [name]))
}

/** The first tag of each image: `{"Repositories": {"busybox": {"busybox:latest": "sha256:..."}}}`. */
function imageTitles(repositories: unknown): Map<string, string> {
  const all = (repositories as { Repositories?: Record<string, Record<string, string>> } | null)?.Repositories
  const pairs = Object.values(all ?? {}).flatMap((tags) => Object.entries(tags))
  return new Map(pairs.reverse().map(([tag, id]) => [id, tag]))
}

interface ContainerFile {
  readonly ID: string
  readonly Name: string
  readonly MountPoints?: Record<string, { Name?: string; Type?: string; Spec?: { Source?: string } }>
}

async function containersIn(folder: string) {
  const containers: Record<string, string> = {}
  /** Anonymous volumes that go when their container goes. */
  const passing = new Set<string>()
  for (const id of await names(folder)) {
    const config = (await json(join(folder, id, 'config.v2.json'))) as ContainerFile | null
    if (!config) continue
    const host = (await json(join(folder, id, 'hostconfig.json'))) as { AutoRemove?: boolean } | null
    // One that is removed at this moment has the one file still and the other no longer.
    if (!host && !existsSync(join(folder, id, 'config.v2.json'))) continue
    if (!host?.AutoRemove) containers[id] = config.Name.replace(/^\//, '')
    else {
      for (const { Name, Spec } of Object.values(config.MountPoints ?? {})) {
        if (Name && !Spec?.Source) passing.add(Name)
      }
    }
  }
  return { containers, passing }
}

/** What is in a folder; empty when there is no such folder. */
async function names(folder: string, which: 'all' | 'directories' = 'all'): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => which === 'all' || entry.isDirectory()).map(({ name }) => name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Null when the file is not there, or cannot be understood: dockerd passes over it, too. */
async function json(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return null
  }
}
