import {
  type Container,
  type ContainerState,
  containerStates,
  type Health,
  type PortBinding,
} from '../../contract/containers'
import { shortId } from '../../shared/digest'

/** An entry of `GET /containers/json`, as far as the list needs it. */
export interface ContainerSummary {
  readonly Id: string
  readonly Names: readonly string[] | null
  readonly Image: string
  readonly ImageID: string
  readonly Command: string
  /** Seconds since 1970. */
  readonly Created: number
  readonly Ports: readonly PublishedPort[] | null
  readonly Labels: Readonly<Record<string, string>> | null
  readonly State: string
  /** For people: `Up 2 minutes (healthy)`, `Exited (1) 3 hours ago`. */
  readonly Status: string
}
interface PublishedPort {
  readonly IP?: string
  readonly PrivatePort: number
  readonly PublicPort?: number
  readonly Type: string
}

export function toRow(summary: ContainerSummary): Container {
  const labels = summary.Labels ?? {}
  return {
    id: summary.Id,
    name: ownName(summary.Names ?? []) || shortId(summary.Id),
    image: summary.Image,
    imageId: summary.ImageID,
    command: summary.Command,
    state: toState(summary.State),
    health: healthIn(summary.Status),
    exitCode: exitCodeIn(summary.Status),
    createdAt: summary.Created * 1000,
    ports: tidyPorts((summary.Ports ?? []).map(toBinding)),
    ...composeIn(labels),
  }
}

/** A name with a second slash is what another container calls it (a link). */
function ownName(names: readonly string[]): string {
  const name = names.find((candidate) => candidate.lastIndexOf('/') <= 0) ?? names[0] ?? ''
  return name.replace(/^\//, '')
}

/** Podman has states of its own, on the way from one of Docker's to the next. */
const between: Readonly<Record<string, ContainerState>> = {
  configured: 'created',
  initialized: 'created',
  stopping: 'running',
  stopped: 'exited',
}

export function toState(word: string): ContainerState {
  const name = word.toLowerCase()
  return containerStates.find((state) => state === name) ?? between[name] ?? 'dead'
}

function healthIn(status: string): Health {
  const [, word] = /\((healthy|unhealthy|health: starting)\)$/.exec(status) ?? []
  return word === 'health: starting' ? 'starting' : ((word as Health | undefined) ?? 'none')
}

function exitCodeIn(status: string): number | null {
  const [, code] = /^Exited \((-?\d+)\)/.exec(status) ?? []
  return code === undefined ? null : Number(code)
}

function toBinding({ IP, PrivatePort, PublicPort, Type }: PublishedPort): PortBinding {
  return {
    containerPort: PrivatePort,
    protocol: Type as PortBinding['protocol'],
    hostPort: PublicPort || null,
    hostIp: PublicPort ? IP || null : null,
  }
}

/** In order; a port that is open on all addresses is told twice by the engine, for IPv4 and IPv6, and kept once. */
export function tidyPorts(ports: readonly PortBinding[]): PortBinding[] {
  const places = new Map<string, PortBinding>()
  for (const port of ports) {
    const everywhere = port.hostIp === '0.0.0.0' || port.hostIp === '::'
    const place = `${port.containerPort}/${port.protocol} ${everywhere ? '*' : port.hostIp}:${port.hostPort}`
    if (!places.has(place) || port.hostIp === '0.0.0.0') places.set(place, port)
  }
  return [...places.values()].sort(
    (a, b) =>
      a.containerPort - b.containerPort ||
      a.protocol.localeCompare(b.protocol) ||
      (a.hostPort ?? 0) - (b.hostPort ?? 0),
  )
}

/** Compose says what belongs together with labels. Source: https://docs.docker.com/reference/compose-file/services/#labels */
export function composeIn(labels: Readonly<Record<string, string>>): Pick<Container, 'project' | 'service'> {
  return {
    project: labels['com.docker.compose.project'] || null,
    service: labels['com.docker.compose.service'] || null,
  }
}
