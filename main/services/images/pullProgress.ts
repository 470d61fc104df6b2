import type { ImageProgress, LayerProgress } from '../../contract/images'
import type { ProgressLine } from '../../engine/api/imageAnswers'

const layerId = /^[0-9a-f]{12,64}$/

const statuses = new Map<string, LayerProgress['status']>([
  ['Pulling fs layer', 'waiting'],
  ['Waiting', 'waiting'],
  ['Downloading', 'downloading'],
  ['Verifying Checksum', 'verifying'],
  ['Download complete', 'verifying'],
  ['Extracting', 'extracting'],
  ['Pull complete', 'done'],
  ['Already exists', 'done'],
])

/** The newest of each layer, out of the lines of one pull; a layer keeps the place at which it first appeared. */
export function createPullProgress() {
  const layers = new Map<string, LayerProgress>()
  let status = ''

  /** Bytes go backwards when extracting begins, and some lines give none: the known total stays. */
  function next(id: string, line: ProgressLine, to: LayerProgress['status']): LayerProgress {
    const before = layers.get(id) ?? { current: 0, total: 0 }
    const { current = 0, total = 0, units = 'bytes' } = line.progressDetail ?? {}
    if (to === 'downloading' || (to === 'extracting' && units === 'bytes' && total > 0)) {
      return { id, status: to, current, total: Math.max(total, 0) || before.total }
    }
    if (to === 'waiting') return { id, status: to, current: 0, total: before.total }
    return {
      id,
      status: to,
      current: to === 'extracting' ? before.current : before.total,
      total: before.total,
    }
  }

  return {
    add(line: ProgressLine): void {
      const text = line.status ?? ''
      const to = statuses.get(text)
      if (line.id !== undefined && layerId.test(line.id) && to) {
        layers.set(line.id, next(line.id, line, to))
        // What was told of it is over: it goes on.
        if (status.startsWith(line.id)) status = ''
      } else if (line.id !== undefined && layers.has(line.id)) status = `${line.id}: ${text}`
      else if (text !== '') status = text
    },
    /** A new value each time: readers may keep it. */
    snapshot(done: ImageProgress['done'] = null): ImageProgress {
      return { status, layers: [...layers.values()], done }
    },
  }
}
