import type { InspectedContainer, ListedContainer } from '../../engine/api/containerAnswers'
import type { AnonymousVolume } from './record'

/** What the engine calls a volume that nobody named. */
const unnamed = /^[0-9a-f]{64}$/

interface VolumesAskedFor {
  readonly Binds?: readonly string[] | null
  readonly Mounts?: readonly { readonly Type?: string; readonly Source?: string }[] | null
}

/** Names of the volumes that its configuration names itself. */
function named({ HostConfig }: InspectedContainer): Set<string> {
  const { Binds, Mounts } = HostConfig as VolumesAskedFor
  const bound = (Binds ?? []).map((bind) => bind.split(':')[0]!)
  const mounted = (Mounts ?? []).flatMap(({ Type, Source }) => (Type === 'volume' && Source ? [Source] : []))
  return new Set([...bound, ...mounted])
}

/** Anonymous volumes of a container, its own and those that it has of another one's. */
export function anonymousVolumes(inspection: InspectedContainer): AnonymousVolume[] {
  const known = named(inspection)
  return (inspection.Mounts ?? []).flatMap(({ Type, Name, Source, Destination }) =>
    Type === 'volume' && Name && unnamed.test(Name) && !known.has(Name)
      ? [{ name: Name, destination: Destination, path: Source }]
      : [],
  )
}

/** Who else has this volume mounted, or will have once it runs. */
export function usersOf(
  volume: string,
  besides: string,
  containers: readonly ListedContainer[],
): ListedContainer[] {
  return containers.filter(
    ({ Id, Mounts }) =>
      Id !== besides && (Mounts ?? []).some((mount) => typeof mount !== 'string' && mount.Name === volume),
  )
}
