import type { Container, PortBinding } from '../../../main/contract/containers'
import { compareWebFirst } from '../../../main/shared/webPorts'
import { isUp } from '../../data/containerState'

export const stateFilters = ['all', 'running', 'stopped', 'paused'] as const
export type StateFilter = (typeof stateFilters)[number]

export function matchesState(container: Container, filter: StateFilter): boolean {
  if (filter === 'all') return true
  if (filter === 'paused') return container.state === 'paused'
  if (filter === 'running') return container.state === 'running' || container.state === 'restarting'
  return !isUp(container)
}

export function countStates(containers: readonly Container[]): Record<StateFilter, number> {
  const counts = { all: 0, running: 0, stopped: 0, paused: 0 }
  for (const container of containers) {
    for (const filter of stateFilters) if (matchesState(container, filter)) counts[filter]++
  }
  return counts
}

/** How many ports a row shows before "+2": each with what it leads to. */
export const portsShown = 1

/** Published ports, each once: the engine lists one for IPv4 and one for IPv6. */
export function publishedPorts(
  ports: readonly PortBinding[],
): readonly (PortBinding & { hostPort: number })[] {
  const seen = new Set<string>()
  const published: (PortBinding & { hostPort: number })[] = []
  for (const port of ports) {
    if (port.hostPort === null) continue
    const key = `${port.hostPort}/${port.protocol}/${port.containerPort}`
    if (seen.has(key)) continue
    seen.add(key)
    published.push({ ...port, hostPort: port.hostPort })
  }
  // Of several the one that a browser is likeliest meant for comes first.
  return published.sort(
    (a, b) => compareWebFirst(a.containerPort, b.containerPort) || a.hostPort - b.hostPort,
  )
}
