import type { Container, PortBinding } from '../../../main/contract/containers'
import { isUp } from '../../data/containerState'
import type { TableSort } from '../../ui/table/table'

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

/** What the filter field looks through: name, image, published ports, id, Compose's project and service. */
function haystack(container: Container): string {
  const ports = container.ports.map((port) => `${port.hostPort ?? ''} ${port.containerPort}`)
  const words = [
    container.name,
    container.image,
    container.id,
    container.project,
    container.service,
    ...ports,
  ]
  return words.join(' ').toLowerCase()
}

/** Containers that hold every word of the query somewhere, in any order; upper and lower case are one. */
export function filterContainers(
  containers: readonly Container[],
  query: string,
  filter: StateFilter,
): readonly Container[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && filter === 'all') return containers
  return containers.filter((container) => {
    if (!matchesState(container, filter)) return false
    if (words.length === 0) return true
    const text = haystack(container)
    return words.every((word) => text.includes(word))
  })
}

const stateOrder = ['running', 'restarting', 'paused', 'created', 'removing', 'exited', 'dead']
const collator = new Intl.Collator('en', { numeric: true })

type Compare = (a: Container, b: Container) => number
const byName: Compare = (a, b) => collator.compare(a.name, b.name)
const firstPort = ({ ports }: Container) => publishedPorts(ports)[0]?.hostPort ?? Number.POSITIVE_INFINITY
/** Infinity less infinity is not a number: containers without a port are equal. */
const difference = (a: number, b: number) => (a === b ? 0 : a - b)

const orders: Record<string, Compare> = {
  name: byName,
  state: (a, b) => stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state),
  image: (a, b) => collator.compare(a.image, b.image),
  ports: (a, b) => difference(firstPort(a), firstPort(b)),
  // Ascending age: the newest first.
  age: (a, b) => b.createdAt - a.createdAt,
}

export function sortContainers(containers: readonly Container[], sort: TableSort): readonly Container[] {
  const order = orders[sort.key] ?? byName
  const direction = sort.descending ? -1 : 1
  return [...containers].sort((a, b) => direction * order(a, b) || byName(a, b) || (a.id < b.id ? -1 : 1))
}

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
  return published.sort((a, b) => a.hostPort - b.hostPort)
}
