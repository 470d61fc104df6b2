import type { Container } from '../../../main/contract/containers'
import type { Volume } from '../../../main/contract/volumes'
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
