import type { InspectedContainer, WholeContainer } from '../../engine/api/containerAnswers'
import { shortId } from '../../shared/digest'
import type { RemovalRecord } from './record'
import { anonymousVolumes } from './volumes'

/** What of a removed container's configuration stands on others, as these are now. */
export interface Surroundings {
  /** What its image is to be called: its name while that is still the same image's, else its id. */
  readonly image: string
  /** Whether the image itself names an entrypoint. */
  readonly hasEntrypoint: boolean
  /** The id or the name of a container as it is by now; null where there is none any more. */
  container(idOrName: string): string | null
  /** Whether there is a volume of this name. */
  hasVolume(name: string): boolean
  /** Named volumes that a person has emptied: the engine would fill these with what the image has there. */
  readonly empty: ReadonlySet<string>
}

interface AskedMount {
  readonly Type?: string
  readonly Source?: string
  readonly Target?: string
  readonly VolumeOptions?: object | null
}

interface HostConfig {
  readonly NetworkMode?: string
  readonly PidMode?: string
  readonly IpcMode?: string
  readonly UTSMode?: string
  readonly VolumesFrom?: readonly string[] | null
  readonly Links?: readonly string[] | null
  readonly Binds?: readonly string[] | null
  readonly Mounts?: readonly AskedMount[] | null
}

/** The settings of an endpoint that a person asks for, without what the engine made of them. */
export function endpointsOf(inspection: InspectedContainer): Record<string, object> {
  const networks = (inspection.NetworkSettings.Networks ?? {}) as Record<string, Record<string, unknown>>
  return Object.fromEntries(
    Object.entries(networks).map(
      ([name, { IPAMConfig, Links, Aliases, MacAddress, DriverOpts, GwPriority }]) => {
        // Engines before 25 count the short id among the aliases; it is another one by now.
        const aliases = (Aliases as string[] | null)?.filter((alias) => alias !== shortId(inspection.Id))
        return [
          name,
          {
            IPAMConfig,
            Links,
            Aliases: aliases,
            MacAddress: MacAddress || undefined,
            DriverOpts,
            GwPriority,
          },
        ]
      },
    ),
  )
}

/** Containers that it shares the network, the processes or the memory of, by id; and those whose volumes it has. */
export function joined({ HostConfig }: InspectedContainer): string[] {
  const { NetworkMode, PidMode, IpcMode, VolumesFrom } = HostConfig as HostConfig
  const spaces = [NetworkMode, PidMode, IpcMode].flatMap((mode) => containerIn(mode) ?? [])
  return [...spaces, ...(VolumesFrom ?? []).map((from) => from.split(':')[0]!)]
}

const containerIn = (mode: string | undefined) => /^container:(.+)$/.exec(mode ?? '')?.[1] ?? null

/**
 * What creates a removed container again, just as it was: its own inspect, but for what is the engine's to say and what stands
 * on others. Only the network that it was made with is in it: before API 1.44 an engine takes no more (ContainerCreate).
 */
export function bodyOf(record: RemovalRecord, around: Surroundings): WholeContainer {
  const { inspection } = record
  const host = inspection.HostConfig as HostConfig
  const config = inspection.Config as unknown as Record<string, unknown>
  const space = (mode: string | undefined) => {
    const other = containerIn(mode)
    return other === null ? mode : `container:${around.container(other) ?? other}`
  }
  const sharedFrom = (host.VolumesFrom ?? []).flatMap((from) => {
    const [name = '', ...mode] = from.split(':')
    const now = around.container(name)
    return now === null ? [] : [[now, ...mode].join(':')]
  })
  const { mounts, binds, volumes } = volumesAgain(record, host, sharedFrom.length > 0, around)
  const mode = networkMode(record, host)
  const endpoint = mode === undefined ? undefined : endpointsOf(inspection)[mode]
  return {
    ...config,
    ...foreign(space(mode), host),
    Image: around.image,
    // Null is the image's own: it had been taken away.
    Entrypoint: config.Entrypoint ?? (around.hasEntrypoint ? [] : null),
    Volumes:
      volumes.length > 0
        ? { ...(config.Volumes as object | null), ...Object.fromEntries(volumes) }
        : config.Volumes,
    HostConfig: {
      ...host,
      NetworkMode: space(mode),
      PidMode: space(host.PidMode),
      IpcMode: space(host.IpcMode),
      VolumesFrom: host.VolumesFrom && sharedFrom,
      Links: host.Links?.map(linkOf),
      Mounts: mounts,
      Binds: binds,
    },
    NetworkingConfig: { EndpointsConfig: endpoint ? { [mode!]: endpoint } : {} },
  }
}

/** What is another's to say, and is refused where it is said: the name of the host, and in another's network its ports and addresses. */
function foreign(mode: string | undefined, { UTSMode }: HostConfig): Readonly<Record<string, unknown>> {
  const unnamed = { Hostname: '', Domainname: '' }
  if (containerIn(mode) !== null) return { ...unnamed, ExposedPorts: null, MacAddress: undefined }
  return UTSMode === 'host' ? unnamed : {}
}

/** The network's name, where it was given by its id: one that is made again has another. */
function networkMode({ networks }: RemovalRecord, { NetworkMode }: HostConfig): string | undefined {
  return networks.find(({ Id }) => Id === NetworkMode)?.Name ?? NetworkMode
}

/** Inspect says `/db:/web/alias`, and create wants `db:alias` for it. */
const linkOf = (link: string) => link.replace(/^\/?([^:/]+):(?:.*\/)?([^/]+)$/, '$1:$2')

/**
 * Anonymous volumes that come along get a fresh one to go into; those that somebody else still has are mounted by their name.
 */
function volumesAgain(
  { inspection, volumes: kept }: RemovalRecord,
  { Mounts, Binds }: HostConfig,
  isShared: boolean,
  { hasVolume, empty }: Surroundings,
) {
  const along = new Set(kept.map(({ name }) => name))
  const others = isShared
    ? []
    : anonymousVolumes(inspection).filter(({ name }) => !along.has(name) && hasVolume(name))
  const sources = new Map(others.map(({ destination, name }) => [destination, name]))
  const mounts = Mounts?.map((mount): AskedMount => {
    if (mount.Type === 'volume' && empty.has(mount.Source ?? ''))
      return { ...mount, VolumeOptions: { ...mount.VolumeOptions, NoCopy: true } }
    const source = mount.Type === 'volume' && !mount.Source && mount.Target && sources.get(mount.Target)
    if (!source) return mount
    sources.delete(mount.Target!)
    return { ...mount, Source: source }
  })
  const asked = new Set(Mounts?.map(({ Target }) => Target))
  const isReadOnly = (destination: string) =>
    inspection.Mounts?.find(({ Destination }) => Destination === destination)?.RW === false
  const bound = [...sources].map(([destination, name]) =>
    [name, destination, ...(isReadOnly(destination) ? ['ro'] : [])].join(':'),
  )
  const own = Binds?.map((bind) => (empty.has(bind.split(':')[0]!) ? unfilled(bind) : bind))
  const fresh = kept.filter(({ destination }) => !asked.has(destination))
  return {
    mounts,
    binds: bound.length > 0 ? [...(own ?? []), ...bound] : own,
    volumes: fresh.map(({ destination }) => [destination, {}] as const),
  }
}

/** `NAME:TARGET[:OPTIONS]`, with the option that nothing is copied into it. */
function unfilled(bind: string): string {
  const [name, target, options] = bind.split(':')
  const all = options?.split(',') ?? []
  return [name, target, [...all, ...(all.includes('nocopy') ? [] : ['nocopy'])].join(',')].join(':')
}
