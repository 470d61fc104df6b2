import { containerStates } from '../../contract/constants'
import type { Container, ContainerState, Health, PortBinding } from '../../contract/containers'
import { type ListedContainer, nameOfListed, type PublishedPort } from '../../engine/api/containerAnswers'
import { toolboxOf } from '../../shared/toolboxLabels'
import { labelsWithoutSecrets, withoutSecrets } from '../secrets'

/** @param since when it is up or has ended, in ms since 1970 */
export function toRow(listed: ListedContainer, since: number | null = null): Container {
  const labels = listed.Labels ?? {}
  return {
    id: listed.Id,
    name: nameOfListed(listed),
    image: listed.Image ?? '',
    imageMoved: false,
    imageId: listed.ImageID ?? '',
    commandLine: withoutSecrets(listed.Command ?? ''),
    state: toState(listed.State ?? ''),
    health: healthIn(listed.Status ?? ''),
    exitCode: exitCodeIn(listed.Status ?? ''),
    since,
    startFailed: false,
    outOfMemory: false,
    restartCount: 0,
    createdAt: (listed.Created ?? 0) * 1000,
    ports: tidyPorts((listed.Ports ?? []).map(toBinding)),
    ...composeIn(labels),
    toolboxOf: labels[toolboxOf] || null,
    volumes: volumesIn(listed),
    labels: labelsWithoutSecrets(labels),
  }
}

/** How a container ended before it was removed and came back. */
export interface LastEnd {
  readonly exitCode: number
  /** Milliseconds since 1970. */
  readonly at: number | null
}

/** What came back and did not run since, as it was. */
export const asItEnded = (row: Container, end: LastEnd | undefined): Container =>
  end ? { ...row, state: 'exited', exitCode: end.exitCode, since: end.at } : row

/** Names of the volumes that it mounts. */
export function volumesIn({ Mounts }: Pick<ListedContainer, 'Mounts'>): string[] {
  const names = (Mounts ?? []).flatMap((mount) =>
    typeof mount !== 'string' && mount.Type === 'volume' && mount.Name ? [mount.Name] : [],
  )
  return [...new Set(names)].sort()
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
  const [, code] = /^(?:Exited|Restarting) \((-?\d+)\)/.exec(status) ?? []
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
