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
  /** Bytes that it wrote, where sizes were asked for. */
  readonly SizeRw?: number
  readonly State: {
    readonly Status: string
    readonly ExitCode: number
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
    readonly Labels: Readonly<Record<string, string>> | null
    /** Seconds that it gets to stop; -1: as long as it takes. */
    readonly StopTimeout?: number | null
    /** `CMD` and words, or `CMD-SHELL` and a line; `NONE`: there is none. */
    readonly Healthcheck?: { readonly Test?: readonly string[] | null } | null
  }
  readonly HostConfig: {
    readonly RestartPolicy?: { readonly Name: string }
    /** As it was asked for, also while it does not run. */
    readonly PortBindings?: PublishedPorts | null
  }
  readonly NetworkSettings: {
    readonly Ports?: PublishedPorts | null
    readonly Networks?: Readonly<Record<string, { IPAddress?: string; GlobalIPv6Address?: string }>> | null
  }
  readonly Mounts: readonly MountPoint[] | null
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
