import type {
  ContainerDetails,
  EnvironmentVariable,
  Health,
  PortBinding,
  RestartPolicy,
} from '../../contract/containers'
import { composeIn, tidyPorts, toState } from './rows'

/** The answer of `GET /containers/ID/json`, as far as Slipway reads it. */
export interface Inspection {
  readonly Id: string
  readonly Name: string
  readonly Created: string
  readonly Path: string
  readonly Args: readonly string[] | null
  readonly Image: string
  readonly RestartCount?: number
  readonly State: {
    readonly Status: string
    readonly ExitCode: number
    readonly Error?: string
    readonly OOMKilled?: boolean
    readonly StartedAt?: string
    readonly FinishedAt?: string
    readonly Health?: { readonly Status: string } | null
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
  }
  readonly HostConfig: { readonly RestartPolicy?: { readonly Name: string } }
  readonly NetworkSettings: {
    readonly Ports?: Readonly<
      Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>
    > | null
    readonly Networks?: Readonly<Record<string, { IPAddress?: string; GlobalIPv6Address?: string }>> | null
  }
  readonly Mounts:
    | readonly { Type: string; Name?: string; Source: string; Destination: string; RW: boolean }[]
    | null
}

export function toDetails(inspection: Inspection): ContainerDetails {
  const { State: state, Config: config } = inspection
  const status = toState(state.Status)
  const labels = config.Labels ?? {}
  const runs = status === 'running' || status === 'paused'
  return {
    id: inspection.Id,
    name: nameIn(inspection),
    image: config.Image || inspection.Image,
    imageId: inspection.Image,
    command: [
      inspection.Path,
      ...(inspection.Args ?? []).map((word) => (/\s/.test(word) ? `'${word}'` : word)),
    ].join(' '),
    state: status,
    health: (state.Health?.Status as Health | undefined) ?? 'none',
    exitCode: status === 'exited' ? state.ExitCode : null,
    createdAt: Date.parse(inspection.Created),
    ports: tidyPorts(portsIn(inspection)),
    ...composeIn(labels),
    startedAt: toTime(state.StartedAt),
    finishedAt: runs ? null : toTime(state.FinishedAt),
    error: state.Error || null,
    outOfMemory: state.OOMKilled ?? false,
    entrypoint: config.Entrypoint ?? [],
    args: config.Cmd ?? [],
    workingDir: config.WorkingDir,
    user: config.User,
    hostname: config.Hostname,
    tty: config.Tty,
    restartPolicy: (inspection.HostConfig.RestartPolicy?.Name || 'no') as RestartPolicy,
    restartCount: inspection.RestartCount ?? 0,
    environmentNames: environmentIn(inspection).map(({ name }) => name),
    mounts: (inspection.Mounts ?? []).map(({ Type, Name, Source, Destination, RW }) => ({
      type: Type,
      source: (Type === 'volume' && Name) || Source,
      target: Destination,
      readOnly: !RW,
    })),
    networks: Object.entries(inspection.NetworkSettings.Networks ?? {}).map(([name, network]) => ({
      name,
      ip: network.IPAddress || network.GlobalIPv6Address || '',
    })),
    labels,
  }
}

export function nameIn({ Name }: Inspection): string {
  return Name.replace(/^\//, '')
}

export function environmentIn({ Config }: Inspection): EnvironmentVariable[] {
  return (Config.Env ?? []).map((entry) => {
    const [name = '', ...value] = entry.split('=')
    return { name, value: value.join('=') }
  })
}

const mask = '••••••'

/** The whole answer as JSON text for people. */
export function toText(inspection: Inspection, reveal: boolean): string {
  if (reveal) return JSON.stringify(inspection, null, 2)
  const Env = inspection.Config.Env?.map((entry) => entry.replace(/=.*/s, `=${mask}`)) ?? null
  return JSON.stringify({ ...inspection, Config: { ...inspection.Config, Env } }, null, 2)
}

/** Where each port is published: only while it runs. */
export function portsIn({ NetworkSettings }: Inspection): PortBinding[] {
  return Object.entries(NetworkSettings.Ports ?? {}).flatMap(([exposed, bindings]): PortBinding[] => {
    const [containerPort, protocol = 'tcp'] = exposed.split('/')
    const port = { containerPort: Number(containerPort), protocol: protocol as PortBinding['protocol'] }
    if (!bindings?.length) return [{ ...port, hostPort: null, hostIp: null }]
    return bindings.map(({ HostIp, HostPort }) => ({
      ...port,
      hostPort: Number(HostPort) || null,
      hostIp: HostIp || null,
    }))
  })
}

/** The engine writes the year 1 for what has not happened. */
function toTime(text: string | undefined): number | null {
  const time = text ? Date.parse(text) : Number.NaN
  return time > 0 ? time : null
}
