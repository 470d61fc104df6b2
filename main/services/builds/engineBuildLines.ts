import type { JsonObject } from '../../engine/client/jsonLines'
import type { BuildStatus, Vertex } from './buildLines'

/** `Step 2/5 : RUN make`; Podman's `STEP 2/5: RUN make`, with `[1/2] ` before it where there are several stages. */
const stepLine = /^(?:\[(\d+)\/(\d+)\] )?step (\d+)(?:\/(\d+))?\s?: (.*)$/i
const cached = /^\s*-+> Using cache/
/** What says nothing but that a step went well. */
const noise =
  /^\s*-+> (?:[0-9a-f]{7,64}\s*$|Removed intermediate|Running in |Using cache)|^(?:Removing intermediate container|Successfully (?:built|tagged)|COMMIT\b|-+> Pushing cache)/
const builtImage = /^(?:Successfully built )?(?:sha256:)?([0-9a-f]{12,64})$/

/**
 * Turns what the engine's own builder writes into news of steps, as BuildKit would tell them.
 * @param stageName of the stage with this number, counted from 1
 */
export function createEngineBuildLines(
  report: (status: BuildStatus) => void,
  stageName: (stage: number) => string,
) {
  let imageId: string | null = null
  let text = ''
  let count = 0
  let current: Vertex | null = null
  const now = () => new Date().toISOString()

  function tell(vertex: Vertex) {
    current = vertex
    report({ vertexes: [vertex] })
  }
  function finish(error?: string) {
    if (current && current.completed === undefined) {
      report({ vertexes: [{ ...current, completed: now(), ...(error !== undefined && { error }) }] })
    }
    current = null
  }

  function line(words: string) {
    const [, stage, stages, place, of, instruction = ''] = stepLine.exec(words) ?? []
    if (place !== undefined) {
      finish()
      count++
      const label = stage && stages !== '1' ? `${stageName(Number(stage))} ` : ''
      const inputs = count > 1 ? [`step-${count - 1}`] : []
      const name = `[${label}${place}/${of ?? place}] ${instruction}`
      return tell({ digest: `step-${count}`, name, inputs, started: now() })
    }
    const [, id] = builtImage.exec(words.trim()) ?? []
    if (id) imageId = id
    if (!current) return
    if (cached.test(words)) return tell({ ...current, completed: now(), cached: true })
    if (noise.test(words) || builtImage.test(words.trim()) || words.trim() === '') return
    report({ logs: [{ vertex: current.digest, data: Buffer.from(`${words}\n`).toString('base64') }] })
  }

  return {
    add({ stream, aux, status, id }: JsonObject) {
      const built = (aux as { ID?: unknown } | undefined)?.ID
      if (typeof built === 'string') imageId = built
      if (typeof status === 'string' && typeof id !== 'string') text += `${status}\n`
      if (typeof stream !== 'string') return
      const whole = (text + stream).split('\n')
      text = whole.pop() ?? ''
      for (const each of whole) line(each.replace(/\r$/, ''))
    },
    end() {
      if (text !== '') line(text)
      finish()
    },
    fail(error: string) {
      if (text !== '') line(text)
      finish(error)
    },
    /** The last that the builder named. */
    get imageId() {
      return imageId
    },
  }
}
