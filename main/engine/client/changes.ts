import type { EngineEvent, EngineNews } from './events'

/**
 * What may be another than before: rows of the list of containers, of the list of images, of that of volumes, images with
 * what stands on them, or what lies in writable layers and on the disk.
 */
export type ChangeKind = 'containers' | 'images' | 'volumes' | 'stacks' | 'sizes'

const rows: readonly ChangeKind[] = ['containers', 'stacks']
const written: readonly ChangeKind[] = ['containers', 'stacks', 'sizes']
/** An image's name in a container's row goes when the image loses that name. */
const named: readonly ChangeKind[] = ['images', 'stacks', 'containers']

/**
 * What happened to which kind of object, without what follows a colon. Not `exec_*`, `attach`, `top` and the like: health checks
 * make these all the time, and nothing shows them.
 */
const changes: ReadonlyMap<string, readonly ChangeKind[]> = new Map([
  ['container create', written],
  ['container start', written],
  ['container die', written],
  ['container destroy', written],
  ['container pause', rows],
  ['container unpause', rows],
  ['container rename', rows],
  ['container restart', ['stacks']],
  ['container stop', ['containers']],
  ['container update', ['containers']],
  ['container oom', ['containers']],
  ['container health_status', ['containers']],
  ['container commit', ['images', 'stacks']],
  ['image tag', named],
  ['image untag', named],
  ['image pull', named],
  ['image load', named],
  ['image import', named],
  // One that is removed may leave its layers to a container.
  ['image delete', [...named, 'sizes']],
  ['image push', []],
  ['image save', []],
  // Who mounts a volume is said by the rows of containers.
  ['volume mount', []],
  ['volume unmount', []],
])

/** What a word may have changed that is not known. */
const unknown: ReadonlyMap<string, readonly ChangeKind[]> = new Map([
  ['image', ['images', 'stacks']],
  ['volume', ['volumes']],
])

/** What an event may have changed. */
export function changesOf({ type, action }: Pick<EngineEvent, 'type' | 'action'>): readonly ChangeKind[] {
  // Other engines have words of their own for what they do to images, such as Podman's `loadfromarchive`.
  const known = changes.get(`${type} ${action.split(':')[0]}`)
  return known ?? unknown.get(type) ?? []
}

/** Whether what was read may be out of date: by an event, or because events were missed. */
export function mayChange(what: ChangeKind, news: EngineNews): boolean {
  if (typeof news === 'string') return news === 'reconnected'
  return changesOf(news).includes(what)
}

/** The same for one container alone, with the networks that it is connected to. */
export function mayChangeContainer(id: string, news: EngineNews): boolean {
  if (typeof news === 'string') return news === 'reconnected'
  if (news.type === 'network') return news.attributes.container?.startsWith(id) ?? false
  return news.type === 'container' && news.id.startsWith(id) && changesOf(news).includes('containers')
}
