import { createHash } from 'node:crypto'
import { isAbsolute, normalize } from 'node:path'
import type { StorageOf } from '../engine/api/storage'
import { sha256Digest } from '../shared/digest'

/** One layer where it lies on disk. */
export interface LayerDirectory {
  readonly diffId: string
  /**
   * Names the layer together with all below it. What lies in the directory may depend on these: an engine without
   * native overlay diffs, such as an ordinary user's Docker 26, unpacks a layer on what is below, so that an opaque directory of its
   * archive becomes whiteouts of just what was there, and a directory that the archive only implies is a copy.
   */
  readonly chainId: string
  /** Absolute. */
  readonly directory: string
}

/** A container's layers: those of its image, and what lies on top. */
export interface ContainerDirectories {
  /** Base first. */
  readonly image: readonly LayerDirectory[]
  /** What the engine itself put on the image: mount points and /etc/hosts, for example. */
  readonly init: string
  /** What the container has written; it may change at any time. */
  readonly writable: string
}

/**
 * Where the layers of an image lie, base first. The topmost is the storage's UpperDir; LowerDir has the rest, from top to
 * bottom.
 * @param diffIds `RootFS.Layers` of the image, base first
 * @returns null when the engine keeps them in another way, or what it says does not fit together
 */
export function imageDirectories(image: StorageOf, diffIds: readonly string[]): LayerDirectory[] | null {
  if (diffIds.length === 0) return []
  const stack = stackOf(image)
  return stack && pair(stack, diffIds)
}

/**
 * Where the layers of a container lie. The first of its lower directories is the engine's own, the others are its image's.
 * @param diffIds `RootFS.Layers` of its image, base first
 * @returns null as for an image
 */
export function containerDirectories(
  container: StorageOf,
  diffIds: readonly string[],
): ContainerDirectories | null {
  const [writable, init, ...rest] = stackOf(container) ?? []
  const image = pair(rest, diffIds)
  return writable && init && image ? { image, init, writable } : null
}

/** Where the layers of a container lie whose image is gone, and with it their names: those of the image base first. */
export function unnamedDirectories(
  container: StorageOf,
): (Omit<ContainerDirectories, 'image'> & { readonly image: readonly string[] }) | null {
  const [writable, init, ...rest] = stackOf(container) ?? []
  return writable && init ? { image: rest.reverse(), init, writable } : null
}

/** All directories from top to bottom; null when they are not overlay2's. */
export function stackOf({ GraphDriver }: StorageOf): string[] | null {
  const { UpperDir, LowerDir } = GraphDriver?.Data ?? {}
  if (GraphDriver?.Name !== 'overlay2' || !UpperDir) return null
  const directories = [UpperDir, ...(LowerDir ? LowerDir.split(':') : [])]
  const isPlain = (path: string) => isAbsolute(path) && normalize(path) === path
  // A data-root with a colon in its path comes apart here.
  return directories.every(isPlain) ? directories : null
}

function pair(topFirst: readonly string[], diffIds: readonly string[]): LayerDirectory[] | null {
  if (topFirst.length !== diffIds.length) return null
  const chain = chainIds(diffIds)
  return [...topFirst]
    .reverse()
    .map((directory, position) => ({ directory, diffId: diffIds[position]!, chainId: chain[position]! }))
}

/** For each layer what names it with all below it: `ChainID` of the OCI image specification, config.md. */
export function chainIds(diffIds: readonly string[]): string[] {
  let chain = ''
  return diffIds.map((diffId) => {
    chain = chain ? sha256Digest(createHash('sha256').update(`${chain} ${diffId}`).digest('hex')) : diffId
    return chain
  })
}
