import type { Container } from '../../../main/contract/containers'

type Service = Pick<Container, 'id' | 'project' | 'service' | 'labels'>

/**
 * The services that a container's service wants up before it, as Compose noted them: `db:service_healthy:true,cache:...`.
 * Source: `com.docker.compose.depends_on`, github.com/docker/compose, pkg/api/labels.go
 */
export function dependenciesOf({ labels }: Pick<Container, 'labels'>): readonly string[] {
  const noted = labels['com.docker.compose.depends_on'] ?? ''
  return noted.split(',').flatMap((part) => part.split(':')[0]!.trim() || [])
}

/** What comes before what, among containers that something is done with at once. */
export interface Order<T> {
  /** Each after all that come before it. */
  readonly rows: readonly T[]
  /** Ids of those whose turn has to be over first. */
  before(id: string): readonly string[]
}

/** Databases first, then what asks them. What waits for each other in a ring is taken as it comes. */
export function dependencyOrder<T extends Service>(containers: readonly T[]): Order<T> {
  const placeOf = (project: string | null, service: string | null) => `${project}\0${service}`
  const byPlace = new Map<string, T[]>()
  for (const container of containers) {
    const place = placeOf(container.project, container.service)
    const known = byPlace.get(place)
    if (known) known.push(container)
    else byPlace.set(place, [container])
  }
  const rows: T[] = []
  const before = new Map<string, readonly string[]>()
  const seen = new Set<string>()

  function visit(container: T) {
    if (seen.has(container.id)) return
    seen.add(container.id)
    const needed =
      container.project === null
        ? []
        : dependenciesOf(container).flatMap((name) => byPlace.get(placeOf(container.project, name)) ?? [])
    for (const one of needed) visit(one)
    before.set(
      container.id,
      needed.flatMap(({ id }) => (before.has(id) ? [id] : [])),
    )
    rows.push(container)
  }
  for (const container of containers) visit(container)
  return { rows, before: (id) => before.get(id) ?? [] }
}

/** The other way round: what asks the databases first, then these. */
export function reversed<T extends Service>({ rows, before }: Order<T>): Order<T> {
  const after = new Map<string, string[]>()
  for (const { id } of rows) {
    for (const needed of before(id)) {
      const known = after.get(needed)
      if (known) known.push(id)
      else after.set(needed, [id])
    }
  }
  return { rows: [...rows].reverse(), before: (id) => after.get(id) ?? [] }
}

/** Has each wait for those before it; one that fails holds nobody up. Rows have to be begun in their order. */
export function afterThose<T extends Service>(
  { before }: Order<T>,
  act: (row: T) => Promise<unknown>,
): (row: T) => Promise<unknown> {
  const turns = new Map<string, Promise<unknown>>()
  return (row) => {
    const turn = Promise.allSettled(before(row.id).map((id) => turns.get(id))).then(() => act(row))
    turns.set(row.id, turn)
    return turn
  }
}
