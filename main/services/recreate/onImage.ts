import type { InspectedContainer } from '../../engine/api/containerAnswers'
import type { InspectedImage } from '../../engine/api/imageAnswers'

type Settings = Readonly<Record<string, unknown>>

/** What an image says for a container that says nothing itself (moby: daemon/commit.go, merge). */
const single = [
  'Cmd',
  'Entrypoint',
  'WorkingDir',
  'User',
  'Healthcheck',
  'StopSignal',
  'Shell',
  'OnBuild',
] as const
const maps = ['Labels', 'ExposedPorts', 'Volumes'] as const

const isSame = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

/**
 * A container's settings on another image: what it has of its image becomes what the other one says; what is its own stays.
 * @param brought what its own image says
 * @param brings what the other one says
 */
export function onImage(
  config: InspectedContainer['Config'],
  brought: InspectedImage['Config'],
  brings: InspectedImage['Config'],
): InspectedContainer['Config'] {
  const own = config as unknown as Settings
  const before = (brought ?? {}) as Settings
  const next = (brings ?? {}) as Settings
  const changed: Record<string, unknown> = {}
  for (const key of single) if (isSame(own[key], before[key])) changed[key] = next[key]
  for (const key of maps) changed[key] = merged(own[key], before[key], next[key])
  const inherited = new Set((before.Env as readonly string[] | null) ?? [])
  const variables = ((own.Env as readonly string[] | null) ?? []).filter((entry) => !inherited.has(entry))
  const names = new Set(variables.map(nameOf))
  const fresh = ((next.Env as readonly string[] | null) ?? []).filter((entry) => !names.has(nameOf(entry)))
  return { ...config, ...changed, Env: [...fresh, ...variables] }
}

const nameOf = (entry: string) => entry.split('=')[0]!

function merged(own: unknown, before: unknown, next: unknown): Settings | null {
  const inherited = (before ?? {}) as Settings
  const kept = Object.entries((own ?? {}) as Settings).filter(
    ([key, value]) => !(key in inherited && isSame(inherited[key], value)),
  )
  return { ...((next ?? {}) as Settings), ...Object.fromEntries(kept) }
}
