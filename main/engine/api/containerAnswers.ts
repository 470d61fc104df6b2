import { shortId } from '../../shared/digest'
import type { StorageOf } from './storage'

/** An entry of ContainerList, as far as it is used. */
export interface ListedContainer {
  readonly Id: string
  /** With a slash before each. Links add names with more than one slash. */
  readonly Names?: readonly string[] | null
  readonly Image?: string | null
  readonly ImageID?: string | null
  readonly Command?: string | null
  /** Seconds since 1970. */
  readonly Created?: number | null
  readonly Ports: readonly PublishedPort[] | null
  readonly Labels: Readonly<Record<string, string>> | null
  readonly State?: string | null
  /** For people: `Up 2 minutes (healthy)`, `Exited (1) 3 hours ago`. */
  readonly Status?: string | null
  /** Bytes that it wrote, where sizes were asked for; a size of 0 is left out. */
  readonly SizeRw?: number
  /** Older Podmans leave it out, or have paths in it. */
  readonly Mounts?: readonly (MountPoint | string)[] | null
}

export interface MountPoint {
  /** `volume`, `bind`, `tmpfs`, ... */
  readonly Type: string
  /** Of a volume. */
  readonly Name?: string
  readonly Source: string
  readonly Destination: string
  readonly RW: boolean
}

/** An entry of ContainerChanges. */
export interface ChangedPath {
  readonly Path: string
  /** 0: modified, 1: added, 2: removed. */
  readonly Kind: number
}

export interface PublishedPort {
  readonly IP?: string
  readonly PrivatePort: number
  readonly PublicPort?: number
  readonly Type: string
}

/** Where each port is published: `80/tcp`. */
export type PublishedPorts = Readonly<
  Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>
>

export interface InspectedHealth {
  readonly Status: string
  readonly FailingStreak?: number
  /** The oldest first. */
  readonly Log?:
    | readonly { readonly End?: string; readonly ExitCode?: number; readonly Output?: string }[]
    | null
}

/** The answer of ContainerInspect, as far as it is used. */
export interface InspectedContainer extends StorageOf {
  readonly Id: string
  /** With a slash before it. */
  readonly Name: string
  readonly Created: string
  readonly Path: string
  readonly Args: readonly string[] | null
  /** The image's id. */
  readonly Image: string
  readonly RestartCount?: number
  /** Bytes that it wrote, and of all its files, where sizes were asked for. */
  readonly SizeRw?: number
  readonly SizeRootFs?: number
  readonly State: {
    readonly Status: string
    readonly ExitCode: number
    /** Of its first process, as the engine sees it; 0 while it does not run. */
    readonly Pid?: number
    readonly Error?: string
    readonly OOMKilled?: boolean
    readonly StartedAt?: string
    readonly FinishedAt?: string
    readonly Health?: InspectedHealth | null
  }
  readonly Config: {
    readonly Image: string
    readonly Env: readonly string[] | null
    readonly Entrypoint: readonly string[] | null
    readonly Cmd: readonly string[] | null
    readonly WorkingDir: string
    readonly User: string
    readonly Hostname: string
    readonly Tty: boolean
    readonly OpenStdin?: boolean
    readonly Labels: Readonly<Record<string, string>> | null
    /** Seconds that it gets to stop; -1: as long as it takes. */
    readonly StopTimeout?: number | null
    /** `CMD` and words, or `CMD-SHELL` and a line; `NONE`: there is none. */
    readonly Healthcheck?: { readonly Test?: readonly string[] | null } | null
  }
  readonly HostConfig: {
    /** The most that it may have, in bytes; 0: no limit. */
    readonly Memory?: number
    readonly RestartPolicy?: { readonly Name: string }
    /** `json-file`, `local`, `none`, ... */
    readonly LogConfig?: { readonly Type?: string } | null
    /** As it was asked for, also while it does not run. */
    readonly PortBindings?: PublishedPorts | null
    /** Whose processes it sees, and whose network it has: its own where nothing is said; `host`, `container:ID`, or the name of a network. */
    readonly PidMode?: string
    readonly NetworkMode?: string
  }
  readonly NetworkSettings: {
    readonly Ports?: PublishedPorts | null
    readonly Networks?: Readonly<Record<string, { IPAddress?: string; GlobalIPv6Address?: string }>> | null
  }
  readonly Mounts: readonly MountPoint[] | null
}

/** The answer of ContainerStats, as far as it is used; what a machine or an engine does not count is left out. */
export interface ContainerStats {
  /** When it was counted, by the engine's clock. */
  readonly read?: string
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } | null } | null
  readonly memory_stats?: {
    readonly usage?: number
    /** As cgroup v1 has them, or v2. */
    readonly stats?: { readonly total_inactive_file?: number; readonly inactive_file?: number } | null
  } | null
  readonly pids_stats?: { readonly current?: number } | null
  /** Left out where the network is another container's. */
  readonly networks?: Readonly<
    Record<string, { readonly rx_bytes?: number; readonly tx_bytes?: number }>
  > | null
  readonly blkio_stats?: {
    readonly io_service_bytes_recursive?: readonly { readonly op?: string; readonly value?: number }[] | null
  } | null
}

/** The answer of ContainerTop: a line a process, a cell for each title. */
export interface ContainerTop {
  readonly Titles?: readonly string[] | null
  readonly Processes?: readonly (readonly string[])[] | null
}

/** What ContainerCreate is sent, as far as it is used. */
export interface NewContainer {
  readonly Image: string
  /** In place of the image's. */
  readonly Cmd?: readonly string[]
  readonly Env: readonly string[]
  readonly Tty: boolean
  readonly OpenStdin: boolean
  readonly ExposedPorts: Readonly<Record<string, object>>
  readonly HostConfig: {
    readonly PortBindings: Readonly<
      Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>
    >
    readonly RestartPolicy: { readonly Name: string }
    readonly Mounts: readonly {
      readonly Type: 'bind' | 'volume'
      readonly Source: string
      readonly Target: string
      readonly ReadOnly: boolean
    }[]
  }
}

/** The same as another container's inspect says it, with all that this engine knows of it. */
export interface WholeContainer {
  readonly Image: string
  readonly HostConfig: Readonly<Record<string, unknown>>
  readonly NetworkingConfig: { readonly EndpointsConfig: Readonly<Record<string, object>> }
  readonly [setting: string]: unknown
}

/** The same of one that joins another, of a program that somebody types into. */
export interface NewToolbox {
  readonly Image: string
  readonly Cmd: readonly string[]
  readonly Env: readonly string[]
  readonly User: string
  readonly Tty: true
  readonly OpenStdin: true
  readonly Labels: Readonly<Record<string, string>>
  readonly HostConfig: {
    /** It goes as soon as it ends. */
    readonly AutoRemove: true
    readonly PidMode: string
    readonly NetworkMode: string
    readonly CapAdd: readonly string[]
    readonly LogConfig: { readonly Type: 'none' }
  }
}

/** The answer of ContainerCreate. */
export interface CreatedContainer {
  readonly Id: string
  readonly Warnings?: readonly string[] | null
}

/** The container's own name, and not what another one calls it; twelve digits of its id where it has none. */
export function nameOfListed({ Id, Names }: Pick<ListedContainer, 'Id' | 'Names'>): string {
  const name = Names?.find((candidate) => candidate.lastIndexOf('/') <= 0) ?? Names?.[0]
  return name?.replace(/^\//, '') || shortId(Id)
}

export const nameOfInspected = ({ Name }: Pick<InspectedContainer, 'Name'>): string => Name.replace(/^\//, '')
