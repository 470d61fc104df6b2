import { describe, expect, it } from 'vitest'
import type { ImageLayer } from '../../../main/contract/layers'
import { parseDockerfile } from '../../../main/services/builds/dockerfile'
import { targetStage } from '../../../main/services/builds/stages'
import { stepResults } from '../../../main/services/builds/stepResults'
import { recordedDockerfile } from './recordings'

const parse = (text: string) => parseDockerfile(text, 'Dockerfile')

describe('a Dockerfile', () => {
  it('tells its targets and its arguments', () => {
    expect(parse(recordedDockerfile).facts).toEqual({
      targets: ['base', 'tools'],
      args: [
        { name: 'BASE', value: 'scratch' },
        { name: 'WHO', value: 'world' },
      ],
    })
    expect(parse('ARG A\nFROM a\nARG A\nARG B=" x "\nARG C=1 D').facts.args).toEqual([
      { name: 'A', value: null },
      { name: 'B', value: ' x ' },
      { name: 'C', value: '1' },
      { name: 'D', value: null },
    ])
  })

  it.each([
    ['', 'invalid-input/emptyDockerfile', 1],
    ['# only a comment\n', 'invalid-input/emptyDockerfile', 1],
    ['FROM a\n\nCOPI b c\n', 'invalid-input/dockerfile', 3],
    ['<html>\n', 'invalid-input/dockerfile', 1],
    ['ARG A=1\nRUN x\nFROM a\n', 'invalid-input/dockerfile', 2],
    ['ARG A=1\n', 'invalid-input/dockerfile', 1],
  ])('that is none is refused with its line: %j', (text, key, line) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ key, details: expect.objectContaining({ line }) }),
    )
  })

  it('may name a syntax of its own, whose words are taken', () => {
    expect(parse('# syntax=docker/dockerfile:1\nFROM a\nFROBNICATE b\n').stages).toHaveLength(1)
  })

  it('is read whatever its lines end with', () => {
    const { instructions } = parse('\uFEFFFROM a\r\nRUN one \\\r\n # a comment\r\n  two\r\nCMD x')
    expect(instructions.map(({ keyword, text, line, lastLine }) => [keyword, text, line, lastLine])).toEqual([
      ['FROM', 'a', 1, 1],
      ['RUN', 'one two', 2, 4],
      ['CMD', 'x', 5, 5],
    ])
  })

  it('may begin a stage with what an argument names', () => {
    const text = 'ARG FROM_STAGE=one\nFROM a AS one\nFROM b AS two\nFROM $FROM_STAGE\n'
    expect(parse(text).stages[2]?.base).toBe(0)
    expect(parseDockerfile(text, 'Dockerfile', { FROM_STAGE: 'two' }).stages[2]?.base).toBe(1)
  })

  it('names the images that it takes something from, and no stage of its own', () => {
    const text = `ARG BASE=here.example:5000/team/Base:1
ARG VERSION
FROM \${BASE} AS one
COPY --chown=1:1 --from=far.example/tools:2 /a /b
RUN --mount=type=cache,target=/c --mount=type=bind,from=far.example/data,target=/d make --from=no/image
FROM one
COPY --from=one /a /b
COPY --from=0 /a /b
COPY --from=ONE /a /b
COPY --from=far.example/tools:2 /c /d
RUN cp --from=no/image /a
FROM scratch
FROM plain:$VERSION
FROM plain:$UNKNOWN
`
    const images = (values = {}) =>
      parseDockerfile(text, 'Dockerfile', values).images.map(({ reference, line }) => `${line} ${reference}`)
    const copied = ['4 far.example/tools:2', '5 far.example/data', '10 far.example/tools:2']
    // As they stand there one has capitals, and one an empty tag.
    expect(images()).toEqual(copied)
    expect(images({ BASE: 'here.example:5000/team/base:1', VERSION: '3' })).toEqual([
      '3 here.example:5000/team/base:1',
      ...copied,
      '13 plain:3',
    ])
  })

  it('has stages by name and number', () => {
    const parsed = parse(recordedDockerfile)
    expect(['tools', 'TOOLS', '0', null, '7', 'none'].map((target) => targetStage(parsed, target))).toEqual([
      1, 1, 0, 2, -1, -1,
    ])
  })
})

describe('what steps became in the image', () => {
  const entry = (instruction: string, diffId: string | null = null): ImageLayer => ({
    ...{ instruction, diffId, size: diffId ? 5 : 0, createdAt: null, inferred: false },
  })
  const history = [
    entry('COPY busybox /bin/busybox', 'one'),
    entry('RUN /bin/busybox --install -s /bin', 'two'),
    entry('COPY /tool /tool', 'three'),
    entry('EXPOSE 80/tcp'),
    entry('LABEL x=y'),
    entry('RUN true', 'four'),
    entry('CMD ["/bin/sh"]'),
  ]
  const parsed = parse(recordedDockerfile)
  const at = (line: number) => parsed.instructions.find((each) => each.line === line)!
  const results = (from: readonly ImageLayer[], target: string | null = null) => {
    const resultOf = stepResults(parsed, target, from)
    return [3, 4, 5, 10, 18, 19, 21].map((line) => {
      const result = resultOf(at(line))
      return result.kind === 'layer' ? result.diffId : result.kind
    })
  }

  it('is told by the image’s own history', () => {
    expect(results(history)).toEqual(['base', 'one', 'two', 'elsewhere', 'three', 'empty', 'four'])
  })

  it('lies above what the base image brought', () => {
    const brought = [entry('ADD file:1 in /', 'zero'), entry('CMD ["sh"]')]
    expect(results([...brought, ...history])[1]).toBe('one')
  })

  it('is unknown where the history is another one', () => {
    const other = history.map((each, index) => (index === 5 ? entry('COPY a b', 'four') : each))
    expect(results(other)).toEqual([
      'base',
      'unknown',
      'unknown',
      'elsewhere',
      'unknown',
      'unknown',
      'unknown',
    ])
    expect(results(history.slice(1))[1]).toBe('unknown')
  })

  it('is that of the target', () => {
    const tools = [
      ...history.slice(0, 2),
      entry('ARG WHO=world'),
      entry('ENV A=b'),
      entry('RUN echo', 'x'),
      entry('WORKDIR /srv', 'y'),
      entry('RUN echo heredoc', 'z'),
    ]
    expect(results(tools, 'tools')).toEqual([
      'base',
      'one',
      'two',
      'x',
      'elsewhere',
      'elsewhere',
      'elsewhere',
    ])
    const withoutArg = tools.filter(({ instruction }) => !instruction.startsWith('ARG'))
    expect(results(withoutArg, 'tools')[3]).toBe('x')
  })
})
