import { existsSync, lstatSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { namesIn } from '../../base/namesIn'

/** Where one removed container lies, below `removed/` of the engine's home. */
export interface RemovedPlace {
  readonly folder: string
  readonly record: string
  /** The writable layer, while it is here. */
  readonly layer: string
  /** What lay where the layer went on its way back: an empty one, or what its creation had put there. */
  readonly fresh: string
  /** Names of the processes, or the id of the container, that stand still while a copy of theirs is made. */
  readonly still: string
  readonly paused: string
  /** What it wrote, and what of the engine's files about it is kept. */
  readonly files: string
  volume(name: string): string
  /** What lay where that volume's files went. */
  freshVolume(name: string): string
}

export const removedFolder = (home: string) => join(home, 'removed')

const containerId = /^[0-9a-f]{64}$/

export function placeOf(root: string, id: string): RemovedPlace {
  const folder = join(root, id)
  return {
    folder,
    record: join(folder, 'record.json'),
    layer: join(folder, 'layer'),
    fresh: join(folder, 'fresh'),
    still: join(folder, 'still'),
    paused: join(folder, 'paused'),
    files: join(folder, 'files'),
    volume: (name) => join(folder, `volume.${name}`),
    freshVolume: (name) => join(folder, `fresh.${name}`),
  }
}

/** Ids of all containers that lie here, whole or half. */
export function idsIn(root: string): string[] {
  return namesIn(root).filter((name) => containerId.test(name))
}

/** What is being erased: it only has to go on. */
export function doomedIn(root: string): string[] {
  return namesIn(root)
    .filter((name) => name.startsWith(doomed) && containerId.test(name.slice(doomed.length)))
    .map((name) => join(root, name))
}

const doomed = 'gone.'
/** What a folder is called from the moment on at which nobody needs it any more. */
export const doomedName = (root: string, id: string) => join(root, `${doomed}${id}`)

/** What takes up room where a writable layer or a volume went back. */
export function freshIn({ folder, fresh }: RemovedPlace): string[] {
  return namesIn(folder)
    .map((name) => join(folder, name))
    .filter((path) => path === fresh || path.startsWith(`${fresh}.`))
}

/** Directories of all that came along: the layer, the volumes, what it wrote. */
export function keptIn({ folder, record }: RemovedPlace): string[] {
  return namesIn(folder)
    .map((name) => join(folder, name))
    .filter((path) => path !== record)
}

/** Nothing of a container is in it. */
export function isBare({ folder, files }: RemovedPlace): boolean {
  const isFile = (path: string) => lstatSync(path).isFile()
  return namesIn(folder).every((name) => {
    const path = join(folder, name)
    return path === files ? namesIn(files).length === 0 : isFile(path)
  })
}

export function makePlace({ files }: RemovedPlace): void {
  mkdirSync(files, { recursive: true, mode: 0o700 })
}

export const isThere = (path: string) => existsSync(path)

/** Whether the layer can go back: a link that somebody has put in its place would lead a container to that. */
export const hasLayer = ({ layer }: RemovedPlace) =>
  lstatSync(layer, { throwIfNoEntry: false })?.isDirectory() ?? false
