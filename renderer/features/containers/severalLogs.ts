import type { Container } from '../../../main/contract/containers'

/** Whose logs are shown as one. */
export type LogSelection =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'project'; readonly project: string }
  | { readonly kind: 'all' }

/** As many as are read at a time. */
const most = 500

/** The containers of a selection that are there, by name. */
export function selectedForLogs(containers: readonly Container[], of: LogSelection): readonly Container[] {
  const isMeant = ({ id, project }: Container) =>
    of.kind === 'all' || (of.kind === 'ids' ? of.ids.includes(id) : project === of.project)
  const found = containers.filter(isMeant)
  // What runs comes first where there are too many.
  const running = found.filter(({ state }) => state === 'running')
  const chosen = found.length > most ? [...running, ...found.filter((one) => !running.includes(one))] : found
  return chosen.slice(0, most).sort((a, b) => (a.name < b.name ? -1 : 1))
}
