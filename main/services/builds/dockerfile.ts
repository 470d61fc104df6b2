import { DockerfileParser, type Instruction } from 'dockerfile-ast'
import { AppError } from '../../contract/errors'
import { ImageReference } from '../../contract/values'
import { type Sentence, sentence } from '../../texts/sentence'
import type { DockerfileInstruction, DockerfileStage, ParsedDockerfile, UsedImage } from './stages'

const keywords = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
)

/**
 * What a Dockerfile says, without building it.
 * Source: https://docs.docker.com/reference/dockerfile/
 * @param file its name, for errors
 * @param values that arguments are set to
 * @throws AppError `invalid-input/dockerfile` (details.line) or `invalid-input/emptyDockerfile`. One that names a syntax of its
 *   own may hold instructions that only that syntax knows.
 */
export function parseDockerfile(
  content: string,
  file: string,
  values: Readonly<Record<string, string>> = {},
): ParsedDockerfile {
  const text = content.replace(/^\uFEFF/, '')
  const parsed = DockerfileParser.parse(text)
  const lines = text.split(/\r?\n/)
  const instructions = parsed.getInstructions().map((each) => toInstruction(each, lines))
  const [first] = instructions
  if (!first) throw new AppError('invalid-input/emptyDockerfile', { file, object: file, line: 1 })
  const hasOwnSyntax = parsed.getDirectives().some((each) => each.getName().toLowerCase() === 'syntax')
  const fail = (line: number, reason: Sentence) =>
    new AppError('invalid-input/dockerfile', { file, object: file, line, reason })
  const strange = hasOwnSyntax ? undefined : instructions.find(({ keyword }) => !keywords.has(keyword))
  if (strange) throw fail(strange.line, sentence('unparsed/unknownInstruction', { word: strange.keyword }))
  const early = instructions.find(({ keyword }) => keyword !== 'ARG')
  if (early?.keyword !== 'FROM') {
    throw fail((early ?? first).line, sentence('unparsed/noFrom', { word: (early ?? first).keyword }))
  }
  const args = new Map<string, string | null>()
  for (const arg of parsed.getARGs()) {
    for (const property of arg.getProperties()) {
      const name = property.getName()
      // What is declared anew within a stage, without a value, is what was said before.
      if (!args.has(name) || property.getValue() !== null) args.set(name, property.getValue())
    }
  }
  const before = parsed.getInitialARGs().flatMap((arg) => arg.getProperties().map((each) => each.getName()))
  const known = new Map(before.map((name) => [name, values[name] ?? args.get(name) ?? '']))
  const froms = parsed.getFROMs().map((from) => ({
    image: withValues(from.getImage() ?? '', known),
    name: from.getBuildStage()?.toLowerCase() ?? null,
  }))
  const stages = stagesOf(froms, instructions)
  return {
    facts: {
      targets: stages.flatMap(({ name }) => name ?? []),
      args: [...args].map(([name, value]) => ({ name, value })),
    },
    stages,
    images: imagesOf(froms, stages),
    instructions,
    lines,
  }
}

function toInstruction(instruction: Instruction, lines: readonly string[]): DockerfileInstruction {
  const { start, end } = instruction.getRange()
  const keyword = instruction.getKeyword()
  const own = lines.slice(start.line, end.line + 1)
  // What a line ends with goes on in the next; comments may stand between them. Of what stands in for files, the name is enough.
  const told = /<<-?["']?\w/.test(own[0] ?? '') ? own.slice(0, 1) : own.filter((line) => !/^\s*#/.test(line))
  const text = told.map((line) => line.replace(/[\\`]\s*$/, '')).join(' ')
  const behind = text.trim().slice(keyword.length)
  return { keyword, text: behind.replace(/\s+/g, ' ').trim(), line: start.line + 1, lastLine: end.line + 1 }
}

/** Behind FROM only arguments that stand before the first one count. */
function withValues(text: string, known: ReadonlyMap<string, string>): string {
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, bare) => known.get(braced ?? bare) ?? whole)
}

interface From {
  readonly image: string
  /** The stage's, in small letters. */
  readonly name: string | null
}

function stagesOf(froms: readonly From[], instructions: readonly DockerfileInstruction[]): DockerfileStage[] {
  const starts = instructions.flatMap(({ keyword }, at) => (keyword === 'FROM' ? [at] : []))
  const names = froms.map(({ name }) => name)
  return starts.map((start, stage) => {
    const base = names.slice(0, stage).lastIndexOf(froms[stage]?.image.toLowerCase() ?? '')
    return {
      name: names[stage] ?? null,
      from: instructions[start]!,
      base: base < 0 ? null : base,
      instructions: instructions.slice(start + 1, starts[stage + 1]),
    }
  })
}

/** `--from=IMAGE` of COPY, `--mount=type=bind,from=IMAGE,...` of RUN, among the flags that stand first. */
function copiedFrom({ keyword, text }: DockerfileInstruction): string[] {
  const flags = /^(?:--\S+\s+)*/.exec(text)?.[0].split(/\s+/) ?? []
  if (keyword === 'COPY') return flags.flatMap((flag) => /^--from=(.+)/.exec(flag)?.[1] ?? [])
  if (keyword !== 'RUN') return []
  return flags.flatMap((flag) => /^--mount=(?:.*,)?from=([^,]+)/.exec(flag)?.[1] ?? [])
}

function imagesOf(froms: readonly From[], stages: readonly DockerfileStage[]): UsedImage[] {
  const isStage = (name: string) =>
    stages.some((stage) => stage.name === name.toLowerCase()) ||
    (/^\d+$/.test(name) && Number(name) < stages.length)
  const images = stages.flatMap(({ base, from, instructions }, at) => [
    ...(base === null ? [{ reference: froms[at]?.image ?? '', line: from.line }] : []),
    ...instructions.flatMap((each) =>
      copiedFrom(each)
        .filter((name) => !isStage(name))
        .map((reference) => ({ reference, line: each.line })),
    ),
  ])
  return images.filter(
    ({ reference }) => reference !== 'scratch' && ImageReference.safeParse(reference).success,
  )
}
