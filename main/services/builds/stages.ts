import type { DockerfileFacts } from '../../contract/builds'

/** An instruction as it stands in the file. */
export interface DockerfileInstruction {
  /** In capitals: `RUN`. */
  readonly keyword: string
  /** What stands behind it, on one line. */
  readonly text: string
  /** Counted from 1; the last of its lines. */
  readonly line: number
  readonly lastLine: number
}

/** An image that a Dockerfile takes something from. */
export interface UsedImage {
  readonly reference: string
  /** Of the instruction that does. */
  readonly line: number
}

export interface DockerfileStage {
  /** As the file names it, in small letters; null without a name. */
  readonly name: string | null
  readonly from: DockerfileInstruction
  /** The stage that it stands on; null for an image, and for scratch. */
  readonly base: number | null
  readonly instructions: readonly DockerfileInstruction[]
}

export interface ParsedDockerfile {
  readonly facts: DockerfileFacts
  readonly stages: readonly DockerfileStage[]
  /** The images that stages begin with, copy from or mount; without those that only a build would tell. */
  readonly images: readonly UsedImage[]
  /** All of it, also what stands before the first FROM, in order. */
  readonly instructions: readonly DockerfileInstruction[]
  readonly lines: readonly string[]
}

/** The stage that is built: by its name, by its number, or the last one; -1 where there is no such stage. */
export function targetStage({ stages }: Pick<ParsedDockerfile, 'stages'>, target: string | null): number {
  if (target === null) return stages.length - 1
  const named = stages.findIndex(({ name }) => name === target.toLowerCase())
  if (named >= 0) return named
  return /^\d+$/.test(target) && Number(target) < stages.length ? Number(target) : -1
}

/** All instructions that make the image of a stage, those of the stages that it stands on first. */
export function chainOf(
  { stages }: Pick<ParsedDockerfile, 'stages'>,
  stage: number,
): readonly DockerfileInstruction[] {
  const chain: DockerfileInstruction[] = []
  for (let at: number | null = stage; at !== null && at >= 0; at = stages[at]!.base) {
    chain.unshift(...stages[at]!.instructions)
  }
  return chain
}

/** The FROM that the image of a stage begins with. */
export function bottomOf(
  { stages }: Pick<ParsedDockerfile, 'stages'>,
  stage: number,
): DockerfileInstruction | null {
  let at = stage
  for (let base = stages[at]?.base; base !== null && base !== undefined; base = stages[at]?.base) at = base
  return stages[at]?.from ?? null
}
