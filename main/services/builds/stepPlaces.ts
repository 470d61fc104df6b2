import type { DockerfileInstruction, ParsedDockerfile } from './stages'

/** A vertex's name, taken apart. */
export interface StepName {
  readonly text: string
  readonly isInstruction: boolean
  readonly stage: string | null
  /** Which one it is of its stage, counted from 1; null for what is no instruction. */
  readonly place: number | null
  /** Of how many; null likewise. */
  readonly of: number | null
}

/** `[2/6] RUN make`, `[build 2/6] RUN make`, `[linux/arm64 build 2/6] RUN make`. */
const instructionName = /^\[(?:(.+) )?(\d+)\/(\d+)\] (.+)$/s

/** What only reads files is `[internal] ...` or `[context ...] ...`, what comes of it `exporting to image`. */
export function readStepName(name: string): StepName {
  const [, label, place, of, text] = instructionName.exec(name) ?? []
  if (text === undefined) {
    return {
      text: name.replace(/^\[internal\] /, ''),
      isInstruction: false,
      stage: null,
      place: null,
      of: null,
    }
  }
  const stage = label?.split(' ').findLast((word) => !word.includes('/')) ?? null
  return { text, isInstruction: true, stage, place: Number(place), of: Number(of) }
}

/** Instructions that BuildKit makes a step of; all others only change the configuration. */
const steps = new Set(['ADD', 'COPY', 'RUN', 'WORKDIR'])

/**
 * Where a step stands in the Dockerfile. BuildKit names stages and counts in each of them what does something, an image that it
 * begins with first, but for scratch and for another stage; null where the instruction there is another one than the step says.
 */
export function instructionOf(parsed: ParsedDockerfile, name: StepName): DockerfileInstruction | null {
  if (!name.isInstruction || name.place === null) return null
  const stage = stageNamed(parsed, name.stage)
  if (!stage) return null
  const counted = stage.instructions.filter(({ keyword }) => steps.has(keyword))
  const begins = name.of === counted.length ? counted : [stage.from, ...counted]
  const found = begins[name.place - 1] ?? null
  return found && keywordOf(name.text) === found.keyword ? found : null
}

function stageNamed({ stages }: ParsedDockerfile, name: string | null) {
  if (name === null) return stages.length === 1 ? stages[0] : undefined
  const number = /^stage-(\d+)$/.exec(name)?.[1]
  return stages.find((stage) => stage.name === name) ?? (number ? stages[Number(number)] : undefined)
}

/** What a stage is called where it has no name, as BuildKit does. */
export function stageLabel({ stages }: Pick<ParsedDockerfile, 'stages'>, stage: number): string {
  return stages[stage]?.name ?? `stage-${stage}`
}

/**
 * Where a step of the engine's own builder stands. Docker's counts every instruction of the file, Podman's those of each stage
 * with its FROM.
 */
export function instructionAt(parsed: ParsedDockerfile, name: StepName): DockerfileInstruction | null {
  if (name.place === null) return null
  const stage = stageNamed(parsed, name.stage)
  const ofStage = stage && [stage.from, ...stage.instructions]
  const ways = name.stage === null ? [parsed.instructions, ofStage] : [ofStage]
  const found = ways.map((way) => way?.[name.place! - 1])
  return found.find((each) => each?.keyword === keywordOf(name.text)) ?? null
}

export const keywordOf = (text: string): string => (/^\s*(\w+)/.exec(text)?.[1] ?? '').toUpperCase()
