import type { Container, PortBinding } from '../../../main/contract/containers'
import { compareWebFirst } from '../../../main/shared/webPorts'
import { countsAsRunning } from '../../data/containerState'
import { troubleOf } from '../../data/trouble'

export const stateFilters = ['all', 'running', 'failed', 'stopped', 'paused'] as const
export type StateFilter = (typeof stateFilters)[number]

export function matchesState(container: Container, filter: StateFilter): boolean {
  const { state } = container
  switch (filter) {
    case 'all':
      return true
    case 'running':
      return countsAsRunning(container)
    case 'failed':
      return troubleOf(container) !== null
    case 'stopped':
      return state === 'exited' || state === 'dead'
    case 'paused':
      return state === 'paused'
  }
}

export function countStates(containers: readonly Container[]): Record<StateFilter, number> {
  const counts = { all: 0, running: 0, failed: 0, stopped: 0, paused: 0 }
  for (const container of containers) {
    for (const filter of stateFilters) if (matchesState(container, filter)) counts[filter]++
  }
  return counts
}

/** What a container's state is called in a filter: by the engine, and by what is wrong with it. */
export function namesOfState(container: Container): readonly string[] {
  const { state, health } = container
  const trouble = troubleOf(container)
  return [state, ...(trouble ? ['failed'] : []), ...(health === 'none' ? [] : [health])]
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

/** Where a port is published: `127.0.0.1:8080`; null for one that is only exposed. */
export function portAddress({ hostIp, hostPort }: PortBinding): string | null {
  if (hostPort === null) return null
  return `${hostIp?.includes(':') ? `[${hostIp}]` : (hostIp ?? '')}:${hostPort}`
}

/** What exit codes mean that a shell or the kernel gives, by the key of their words. */
const meanings: Readonly<Record<number, string>> = {
  125: 'refused',
  126: 'notRun',
  127: 'notFound',
  130: 'interrupted',
  134: 'aborted',
  137: 'killed',
  139: 'crashed',
  143: 'terminated',
}

/** Null where a code says no more than its number. */
export const exitMeaning = (code: number | null): string | null =>
  code === null ? null : (meanings[code] ?? null)
