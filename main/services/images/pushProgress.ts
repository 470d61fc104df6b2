import type { ImageProgress, LayerProgress } from '../../contract/images'
import type { ProgressLine } from '../../engine/api/imageAnswers'

const layerId = /^[0-9a-f]{12,64}$/

const statuses = new Map<string, LayerProgress['status']>([
  ['Preparing', 'waiting'],
  ['Waiting', 'waiting'],
  ['Pushing', 'uploading'],
  ['Pushed', 'done'],
  ['Layer already exists', 'there'],
])
/** The registry takes it from another repository of its own. */
const mounted = /^Mounted from (.+)$/
/** The last line of a push, as moby and Podman write it; Podman says the digest nowhere else. */
const accepted = /^\S+: digest: (sha256:[0-9a-f]{64}) size: \d+$/

/**
 * The newest of each layer, out of the lines of one push. Bytes are those of a layer before it is compressed, whose size
 * the engine knows but roughly: a little more than it may come.
 */
export function createPushProgress() {
  const layers = new Map<string, LayerProgress>()
  let status = ''
  let digest: string | null = null

  function next(id: string, line: ProgressLine, to: LayerProgress['status']): LayerProgress {
    const before = layers.get(id)
    const { current = 0, total = 0 } = line.progressDetail ?? {}
    const known = Math.max(0, total) || before?.total || 0
    if (to === 'uploading')
      return { id, status: to, current: known ? Math.min(current, known) : current, total: known }
    return { id, status: to, current: to === 'waiting' ? 0 : known, total: known }
  }

  return {
    add(line: ProgressLine): void {
      const text = line.status ?? ''
      digest = line.aux?.Digest ?? accepted.exec(text)?.[1] ?? digest
      if (line.id === undefined || !layerId.test(line.id)) {
        if (text !== '') status = text
        return
      }
      const from = mounted.exec(text)?.[1]
      const to = from === undefined ? statuses.get(text) : 'there'
      if (to) {
        layers.set(line.id, { ...next(line.id, line, to), ...(from !== undefined && { from }) })
        if (status.startsWith(line.id)) status = ''
      } else if (layers.has(line.id)) status = `${line.id}: ${text}`
    },
    /** By which the registry knows the image; null before the engine has said it. */
    digest: (): string | null => digest,
    /** A new value each time: readers may keep it. */
    snapshot(done: ImageProgress['done'] = null): ImageProgress {
      return { status, layers: [...layers.values()], done }
    },
  }
}
