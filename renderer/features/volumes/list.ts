import type { Container } from '../../../main/contract/containers'
import type { Volume } from '../../../main/contract/volumes'
import { shortId } from '../../../main/shared/digest'
import { runningFirst } from '../../data/containerState'

/** A row of Volumes: a volume with the containers that mount it, those that run first. */
export interface VolumeRow extends Volume {
  readonly users: readonly Container[]
  /** Bytes; undefined while nobody counted, null where it cannot be. */
  readonly bytes: number | null | undefined
}

/** Volumes beside their containers, each found by the volume's name. */
export function volumeRows(
  volumes: readonly Volume[],
  containers: readonly Container[],
  sizes: ReadonlyMap<string, number | null>,
): readonly VolumeRow[] {
  const byVolume = new Map<string, Container[]>()
  for (const container of containers) {
    for (const name of container.volumes) {
      const of = byVolume.get(name)
      if (of) of.push(container)
      else byVolume.set(name, [container])
    }
  }
  return volumes.map((volume) => ({
    ...volume,
    users: runningFirst(byVolume.get(volume.name) ?? []),
    bytes: sizes.get(volume.name),
  }))
}

/** What a volume is called where there is room for one name: of the 64 digits that an engine invents, twelve. */
export function volumeName(name: string): string {
  return /^[0-9a-f]{64}$/.test(name) ? shortId(name) : name
}
