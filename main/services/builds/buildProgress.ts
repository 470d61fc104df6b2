import type { ImageProgress, LayerProgress } from '../../contract/images'
import type { Vertex } from './buildLines'

/** `[2/6] RUN make`, `[stage-0 2/6] RUN make`: an instruction. What only reads files is `[internal] ...` or `[context ...]`. */
const instruction = /^\[(?:\S+ )?\d+\/\d+\] (.+)$/s
const exporting = /^exporting to /

/** The newest of each step of a build; a step keeps the place at which it first appeared. */
export function createBuildProgress() {
  const steps = new Map<string, LayerProgress>()
  let status = ''

  return {
    /** News of one vertex may leave out what was said of it before, but never takes back that it was completed. */
    add(vertexes: readonly Vertex[]): void {
      for (const { digest, name = '', started, completed } of vertexes) {
        const [, words] = instruction.exec(name) ?? []
        if (!steps.has(digest) && words === undefined && !exporting.test(name)) continue
        const isDone = completed !== undefined || steps.get(digest)?.status === 'done'
        const isBegun = started !== undefined || steps.get(digest)?.status === 'building'
        if (isBegun && !isDone) status = words ?? name
        const now = isDone ? 'done' : isBegun ? 'building' : 'waiting'
        steps.set(digest, { id: digest, status: now, current: 0, total: 0 })
      }
    },
    /** A new value each time: readers may keep it. */
    snapshot(done: ImageProgress['done'] = null): ImageProgress {
      return { status, layers: [...steps.values()], done }
    },
  }
}
