import type { BuildStep, StepResult } from '../../contract/builds'
import type { ImageLayer } from '../../contract/layers'
import { bottomOf, chainOf, type DockerfileInstruction, type ParsedDockerfile, targetStage } from './stages'
import { keywordOf } from './stepPlaces'

/** Ways in which builders write an image's history: each instruction, all but ARG, or those alone that can make a layer. */
const kept: readonly ((keyword: string) => boolean)[] = [
  () => true,
  (keyword) => keyword !== 'ARG',
  (keyword) => ['ADD', 'COPY', 'RUN', 'WORKDIR'].includes(keyword),
]

/**
 * What each instruction of a Dockerfile became in the image that was built from it, by where the instruction stands. Held
 * against the image's own history: where that has other instructions in another order, all of it is unknown.
 * @param history of the image, first instruction first: what the base image brought, then this Dockerfile's
 */
export function stepResults(
  parsed: ParsedDockerfile,
  target: string | null,
  history: readonly ImageLayer[],
): (instruction: DockerfileInstruction | null) => StepResult {
  const stage = targetStage(parsed, target)
  const chain = stage < 0 ? [] : chainOf(parsed, stage)
  const inImage = new Set(chain)
  const results = aligned(chain, history)
  const bottom = stage < 0 ? null : bottomOf(parsed, stage)
  return (instruction) => {
    if (!instruction) return { kind: 'unknown' }
    if (instruction === bottom) return { kind: 'base' }
    if (!inImage.has(instruction)) return { kind: 'elsewhere' }
    return results?.get(instruction) ?? { kind: results ? 'empty' : 'unknown' }
  }
}

function aligned(
  chain: readonly DockerfileInstruction[],
  history: readonly ImageLayer[],
): Map<DockerfileInstruction, StepResult> | null {
  for (const isKept of kept) {
    const wanted = chain.filter(({ keyword }) => isKept(keyword))
    const entries = history.filter(({ instruction }) => isKept(keywordOf(instruction)))
    if (wanted.length > entries.length) continue
    const tail = entries.slice(entries.length - wanted.length)
    if (!wanted.every(({ keyword }, at) => keywordOf(tail[at]!.instruction) === keyword)) continue
    return new Map(wanted.map((instruction, at) => [instruction, resultOf(tail[at]!)]))
  }
  return null
}

function resultOf({ diffId, size }: ImageLayer): StepResult {
  return diffId === null ? { kind: 'empty' } : { kind: 'layer', diffId, size }
}

interface ToldStep {
  readonly step: BuildStep
  readonly instruction: DockerfileInstruction | null
}

/**
 * The steps, and between them what only changed the configuration, of which BuildKit makes no step: the image's history has it
 * nevertheless.
 * @param chain all instructions that made the image, in order
 */
export function withConfiguration(
  steps: readonly ToldStep[],
  chain: readonly DockerfileInstruction[],
  resultOf: (instruction: DockerfileInstruction) => StepResult,
): readonly BuildStep[] {
  const told = [...steps]
  let after = -1
  for (const instruction of chain) {
    const at = told.findIndex((each) => each.instruction === instruction)
    if (at >= 0) {
      after = at
      continue
    }
    const result = resultOf(instruction)
    const before = told[after]?.step
    // What stands first in its stage follows nothing that tells where.
    if (result.kind !== 'empty' || !before) continue
    const { line, keyword, text } = instruction
    const step: BuildStep = {
      ...{ id: `line-${line}`, text: `${keyword} ${text}`, isInstruction: true, stage: before.stage, line },
      ...{ state: 'done', startedAt: null, took: null, result },
    }
    told.splice(++after, 0, { step, instruction })
  }
  return told.map(({ step }) => step)
}
