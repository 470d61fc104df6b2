import { DockerfileParser, type Instruction } from 'dockerfile-ast'
import { AppError } from '../../contract/errors'
import { type Sentence, sentence } from '../../texts/sentence'
import type { DockerfileInstruction, DockerfileStage, ParsedDockerfile } from './stages'

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
  const stages = stagesOf(parsed.getFROMs(), instructions, known)
  return {
    facts: {
      targets: stages.flatMap(({ name }) => name ?? []),
      args: [...args].map(([name, value]) => ({ name, value })),
    },
    stages,
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

function stagesOf(
  froms: ReturnType<ReturnType<typeof DockerfileParser.parse>['getFROMs']>,
  instructions: readonly DockerfileInstruction[],
  /** Arguments that stand before the first FROM. */
  known: ReadonlyMap<string, string>,
): DockerfileStage[] {
  const starts = instructions.flatMap(({ keyword }, at) => (keyword === 'FROM' ? [at] : []))
  const names = froms.map((from) => from.getBuildStage()?.toLowerCase() ?? null)
  return starts.map((start, stage) => {
    const given = froms[stage]?.getImage() ?? ''
    const image = given
      .replace(/\$(?:\{(\w+)\}|(\w+))/g, (text, braced, bare) => known.get(braced ?? bare) ?? text)
      .toLowerCase()
    const base = names.slice(0, stage).lastIndexOf(image)
    return {
      name: names[stage] ?? null,
      from: instructions[start]!,
      base: base < 0 ? null : base,
      instructions: instructions.slice(start + 1, starts[stage + 1]),
    }
  })
}
