import type {
  Build,
  BuildProgress,
  BuildRequest,
  BuildState,
  BuildWarning,
  StepOutput,
} from '../../contract/builds'
import type { AppError } from '../../contract/errors'
import type { ImageProgress } from '../../contract/images'
import type { ImageLayer } from '../../contract/layers'
import type { BuildStatus } from './buildLines'
import { createBuildProgress } from './buildProgress'
import { excerptOf, readExcerpt } from './excerpt'
import type { ChosenFolder, ChosenSecret } from './folder'
import { chainOf, type ParsedDockerfile, targetStage } from './stages'
import { instructionAt, instructionOf } from './stepPlaces'
import { stepResults, withConfiguration } from './stepResults'
import { createSteps, type KeptStep } from './steps'

/** What is asked for, all of it known. */
export interface BuildPlan {
  readonly request: BuildRequest
  readonly folder: ChosenFolder
  readonly secrets: readonly ChosenSecret[]
  readonly parsed: ParsedDockerfile
  /** By which the person knows what is built. */
  readonly name: string
  /** The connection's id. */
  readonly connection: string
}

/** A build of this run: what was asked for, and all that became known of it. */
export interface BuildRecord {
  readonly plan: BuildPlan
  readonly build: Build
  /** How far it is, as its activity tells it. */
  progress(done?: ImageProgress['done']): ImageProgress
  add(status: BuildStatus): void
  warn(warning: BuildWarning): void
  /** Of the step that failed, in the Dockerfile; null where none did, or its place is not known. */
  readonly failedLine: number | null
  /** All is done anew by the engine's own builder. */
  useEngineBuilder(): void
  succeed(image: string, history: readonly ImageLayer[]): void
  fail(error: AppError): void
  cancel(): void
  /**
   * All of it, with the outputs of the steps that have written something since the reader looked last.
   * @param seen the reader's own, to begin with an empty map: it is changed
   */
  look(seen: Map<string, number>): BuildProgress
}

export function createBuildRecord(plan: BuildPlan, id: number, onChange: () => void): BuildRecord {
  const { request, folder, parsed, name, connection } = plan
  const locate = { buildkit: instructionOf, engine: instructionAt }
  let builder: Build['builder'] = 'buildkit'
  let steps = newSteps()
  let overall = createBuildProgress()
  let state: BuildState = 'running'
  let error: AppError | null = null
  let image: string | null = null
  let endedAt: number | null = null
  let resultOf: ReturnType<typeof stepResults> | null = null
  const warnings: BuildWarning[] = []
  const startedAt = Date.now()

  function newSteps() {
    return createSteps((step) => locate[builder](parsed, step), withoutValues(request.args))
  }
  function end(how: BuildState) {
    state = how
    endedAt = Date.now()
    onChange()
  }

  function failedStep(): KeptStep | null {
    return steps.all.find(({ step }) => step.state === 'failed') ?? null
  }
  function excerpt() {
    if (state !== 'failed') return null
    const shown = readExcerpt(String(error?.details?.output ?? '').split('\n'))
    const instruction = failedStep()?.instruction
    if (shown) return { ...shown, file: request.file }
    return instruction ? excerptOf(parsed, request.file, instruction) : null
  }

  const record: BuildRecord = {
    plan,
    get build() {
      const instructions = steps.all.filter(({ step }) => step.isInstruction)
      const count = (...states: string[]) =>
        instructions.filter(({ step }) => states.includes(step.state)).length
      return {
        ...{ id, name, tags: request.tags, folder: folder.name, place: folder.place, file: request.file },
        ...{ target: request.target, args: request.args.map((arg) => arg.name), connection, builder },
        ...{ state, startedAt, endedAt, image, error: error?.toData() ?? null },
        ...{ steps: instructions.length, stepsDone: count('done', 'cached'), stepsCached: count('cached') },
      }
    },
    get failedLine() {
      return failedStep()?.step.line ?? null
    },
    progress(done = null) {
      const running = steps.all.find(({ step }) => step.state === 'running')
      return { ...overall.snapshot(done), status: running?.step.text ?? '' }
    },
    add(status) {
      steps.add(status)
      overall.add(status.vertexes ?? [])
      onChange()
    },
    warn(warning) {
      warnings.push(warning)
      onChange()
    },
    useEngineBuilder() {
      builder = 'engine'
      steps = newSteps()
      overall = createBuildProgress()
      onChange()
    },
    succeed(built, history) {
      image = built
      resultOf = stepResults(parsed, request.target, history)
      end('done')
    },
    fail(why) {
      error = why
      steps.stop()
      end('failed')
    },
    cancel() {
      steps.stop()
      end('cancelled')
    },
    look(seen) {
      const outputs: StepOutput[] = []
      const all = steps.all
      const told = all.map(({ step, instruction }) => ({
        step: resultOf && step.isInstruction ? { ...step, result: resultOf(instruction) } : step,
        instruction,
      }))
      for (const { step, output } of all) {
        if ((seen.get(step.id) ?? 0) === output.version) continue
        seen.set(step.id, output.version)
        outputs.push({ step: step.id, lines: output.lines, dropped: output.dropped })
      }
      return {
        build: record.build,
        steps: resultOf
          ? withConfiguration(told, chainOf(parsed, targetStage(parsed, request.target)), resultOf)
          : told.map(({ step }) => step),
        outputs,
        warnings: [...warnings, ...steps.warnings],
        failedStep: failedStep()?.step.id ?? null,
        excerpt: excerpt(),
      }
    },
  }
  return record
}

/** Names in place of what arguments were set to. */
function withoutValues(args: BuildRequest['args']): (text: string) => string {
  const told = args.filter(({ value }) => value.length > 2)
  return (text) => told.reduce((rest, { name, value }) => rest.replaceAll(value, () => `$${name}`), text)
}
