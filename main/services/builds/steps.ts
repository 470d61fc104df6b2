import type { BuildStep, BuildWarning, StepState } from '../../contract/builds'
import type { BuildStatus, Vertex } from './buildLines'
import type { DockerfileInstruction } from './stages'
import { createStepOutput, type StepOutputBuffer } from './stepOutput'
import { readStepName, type StepName } from './stepPlaces'

/** What is known of one step. */
export interface KeptStep {
  readonly name: StepName
  readonly instruction: DockerfileInstruction | null
  readonly step: BuildStep
  readonly output: StepOutputBuffer
}

/** All steps of a build, as they become known. */
export interface BuildSteps {
  add(status: BuildStatus): void
  /** The build has ended otherwise than well: what was not done will not be. */
  stop(): void
  /** In the order in which they stand on each other. */
  readonly all: readonly KeptStep[]
  readonly warnings: readonly BuildWarning[]
}

/** A build of more steps than that is shown by its first ones. */
const mostSteps = 1000
const mostWarnings = 50
/** Bytes of all outputs of a build; those of the first steps go first. */
const mostOutput = 2 * 1024 * 1024

/**
 * @param locate finds the instruction that a step is of: it is told as it stands in the file, for BuildKit puts the values
 *   of arguments in, which may be secret
 * @param without the text of another step, without such values
 */
export function createSteps(
  locate: (name: StepName) => DockerfileInstruction | null,
  without: (text: string) => string = (text) => text,
): BuildSteps {
  const steps = new Map<string, KeptStep>()
  const warnings: BuildWarning[] = []
  /** Bytes of outputs that are kept. */
  let kept = 0

  function addVertexes(vertexes: readonly Vertex[]) {
    const fresh = new Map(vertexes.map((vertex) => [vertex.digest, vertex]))
    const seen = new Set<string>()
    // BuildKit tells of the last step first.
    function place(vertex: Vertex) {
      if (seen.has(vertex.digest)) return
      seen.add(vertex.digest)
      for (const input of vertex.inputs ?? []) {
        const below = fresh.get(input)
        if (below) place(below)
      }
      if (!steps.has(vertex.digest) && vertex.name !== undefined && steps.size < mostSteps) {
        steps.set(vertex.digest, begin(vertex.digest, vertex.name))
      }
    }
    for (const vertex of fresh.values()) place(vertex)
    for (const vertex of vertexes) {
      const known = steps.get(vertex.digest)
      if (!known) continue
      const step = after(known.step, vertex)
      if (step.took !== null) finish(known.output)
      steps.set(vertex.digest, { ...known, step })
    }
  }

  function begin(id: string, given: string): KeptStep {
    const name = readStepName(given)
    const instruction = locate(name)
    const { isInstruction, stage } = name
    const text = instruction ? `${instruction.keyword} ${instruction.text}` : without(name.text)
    const step: BuildStep = {
      ...{ id, text, isInstruction, stage, line: instruction?.line ?? null },
      ...{ state: 'waiting', startedAt: null, took: null, result: null },
    }
    return { name, instruction, step, output: createStepOutput() }
  }

  function finish(output: StepOutputBuffer) {
    kept -= output.bytes
    output.end()
    kept += output.bytes
  }

  function write(vertex: string, bytes: Uint8Array) {
    const output = steps.get(vertex)?.output
    if (!output) return
    kept -= output.bytes
    output.push(bytes)
    kept += output.bytes
    for (const { output: other } of steps.values()) {
      if (kept <= mostOutput) return
      if (other === output || other.bytes === 0) continue
      kept -= other.bytes
      other.forget()
    }
  }

  return {
    add({ vertexes = [], logs = [], warnings: advice = [] }) {
      addVertexes(vertexes)
      for (const { vertex, data } of logs) write(vertex, Buffer.from(data, 'base64'))
      for (const { short, range } of advice.slice(0, mostWarnings - warnings.length)) {
        const text = Buffer.from(short, 'base64').toString('utf8')
        const line = range?.[0]?.start.line ?? null
        warnings.push({ kind: 'builder', text: text.replace(/ \(line \d+\)$/, ''), line })
      }
    },
    stop() {
      for (const [id, known] of steps) {
        const { state } = known.step
        finish(known.output)
        if (state === 'waiting' || state === 'running') {
          steps.set(id, { ...known, step: { ...known.step, state: 'cancelled' } })
        }
      }
    },
    get all() {
      return [...steps.values()]
    },
    warnings,
  }
}

/** News of a vertex may leave out what was said before, and one that reads files begins and ends more than once. */
function after(step: BuildStep, { started, completed, cached, error }: Vertex): BuildStep {
  const startedAt = started ? Date.parse(started) : step.startedAt
  const isAnew = started !== undefined && completed === undefined
  const took =
    completed && startedAt !== null
      ? Math.max(0, Date.parse(completed) - startedAt)
      : isAnew
        ? null
        : step.took
  return { ...step, startedAt, took, state: stateAfter(step.state, { startedAt, took, cached, error }) }
}

function stateAfter(
  before: StepState,
  now: { startedAt: number | null; took: number | null; cached?: boolean; error?: string },
): StepState {
  // The others are told to stop when one fails.
  if (now.error) return /context canceled/.test(now.error) ? 'cancelled' : 'failed'
  if (before === 'failed' || before === 'cancelled') return before
  if (now.cached || before === 'cached') return 'cached'
  if (now.took !== null) return 'done'
  return now.startedAt === null ? 'waiting' : 'running'
}
