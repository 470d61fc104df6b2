import { join } from 'node:path'
import type { EngineApi } from '../../engine/api/api'
import { type ListedContainer, nameOfListed } from '../../engine/api/containerAnswers'
import type { WalkedEngine } from '../../layers/layerwalk'
import { unlessGone } from '../unlessGone'
import type { Passing } from './points'

/** What a removal or a return works on: an engine of ours, its files, and where what is removed lies. */
export interface Ground {
  readonly api: EngineApi
  readonly walked: WalkedEngine
  /** `removed/` of the engine's home. */
  readonly root: string
  /** The engine's data-root. */
  readonly data: string
  readonly pass: Passing
}

/** The engine's own folder of a container: its configuration and what it wrote. */
export const folderOf = ({ data }: Ground, id: string) => join(data, 'containers', id)

/** The id of the container that has this id or name; null where there is none. */
export async function find({ api }: Ground, idOrName: string): Promise<string | null> {
  return (await unlessGone(api.containers.inspect(idOrName)))?.Id ?? null
}

/** All containers of the engine, by id. */
export async function allContainers({ api }: Ground): Promise<Map<string, ListedContainer>> {
  const all = await api.containers.list({ all: true })
  return new Map(all.map((container) => [container.Id, container]))
}

/** The id of the container that has this name. */
export function idOfName(containers: ReadonlyMap<string, ListedContainer>, name: string): string | null {
  for (const container of containers.values()) if (nameOfListed(container) === name) return container.Id
  return null
}
