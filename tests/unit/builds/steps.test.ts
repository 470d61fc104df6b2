import { describe, expect, it } from 'vitest'
import { buildError } from '../../../main/services/builds/buildError'
import { parseDockerfile } from '../../../main/services/builds/dockerfile'
import { readExcerpt } from '../../../main/services/builds/excerpt'
import { createStepOutput } from '../../../main/services/builds/stepOutput'
import { instructionOf } from '../../../main/services/builds/stepPlaces'
import { createSteps } from '../../../main/services/builds/steps'
import { recordedDockerfile, recording } from './recordings'

async function stepsOf(name: Parameters<typeof recording>[0], dockerfile = recordedDockerfile) {
  const { news, words } = await recording(name)
  const parsed = parseDockerfile(dockerfile, 'Dockerfile')
  const steps = createSteps((step) => instructionOf(parsed, step))
  for (const each of news) steps.add(each)
  const told = steps.all
    .filter(({ step }) => step.isInstruction)
    .map(({ step: { stage, line, state, text } }) => [stage, line, state, text])
  return { steps, told, words }
}

describe('the steps of a build', () => {
  it('stand in the order of the Dockerfile, each with its line', async () => {
    const { told } = await stepsOf('stages')
    expect(told).toEqual([
      ['base', 4, 'done', 'COPY busybox /bin/busybox'],
      ['base', 5, 'done', 'RUN ["/bin/busybox", "--install", "-s", "/bin"]'],
      [
        'tools',
        10,
        'done',
        'RUN echo "hello $WHO" && echo second > /tool; for i in 1 2 3; do echo $i; done; echo err >&2',
      ],
      ['tools', 12, 'done', 'WORKDIR /srv'],
      ['tools', 13, 'done', 'RUN <<END'],
      ['stage-2', 18, 'done', 'COPY --from=tools /tool /tool'],
      ['stage-2', 21, 'done', 'RUN true'],
    ])
  })

  it('have what they wrote, of both streams, and how long they took', async () => {
    const { steps } = await stepsOf('stages')
    const run = steps.all.find(({ step }) => step.line === 10)
    expect(run?.output.lines).toEqual(['hello world', 'err', '1', '2', '3'])
    expect(run?.step.took).toBe(133)
    expect(steps.all.filter(({ step }) => step.took === null)).toEqual([])
  })

  it('say that they were done before', async () => {
    const { told } = await stepsOf('cached')
    expect(told.map(([, , state]) => state)).toEqual(told.map(() => 'cached'))
  })

  it('that fail are told with their place, and buildx’s words for it', async () => {
    const failing = recordedDockerfile.replace('RUN true', 'RUN echo one && \\\n  nosuchprogram')
    const { told, words, steps } = await stepsOf('fails', failing)
    expect(told.at(-1)).toEqual(['stage-2', 21, 'failed', 'RUN echo one && nosuchprogram'])
    expect(steps.all.find(({ step }) => step.state === 'failed')?.output.lines).toEqual([
      'one',
      '/bin/sh: nosuchprogram: not found',
    ])
    expect(readExcerpt(words)).toEqual({
      file: 'Dockerfile',
      line: 21,
      lines: [
        { number: 20, text: 'LABEL x=y', marked: false },
        { number: 21, text: 'RUN echo one && \\', marked: true },
        { number: 22, text: '  nosuchprogram', marked: true },
        { number: 23, text: 'CMD ["/bin/sh"]', marked: false },
      ],
    })
    expect(buildError(words, 'shop:1')).toMatchObject({
      key: 'engine-failed/buildStep',
      details: { line: 21, reason: 'exit code: 127', instruction: 'RUN echo one && \\' },
    })
  })

  it('have no line where the file has another instruction there by now', async () => {
    const { told } = await stepsOf('stages', recordedDockerfile.replace('RUN true', 'COPY a b'))
    expect(told.at(-1)).toEqual(['stage-2', null, 'done', 'RUN true'])
  })

  it('come with what the builder advises', async () => {
    const { steps } = await stepsOf('checks', 'from scratch\nCOPY busybox /\nMAINTAINER x\nENV a b\n')
    expect(steps.warnings).toHaveLength(3)
    expect(steps.warnings[0]).toEqual({
      kind: 'builder',
      text: expect.stringMatching(/^MaintainerDeprecated: /),
      line: 3,
    })
  })

  it('that were not done when the build stopped never will be', () => {
    const steps = createSteps(() => null)
    steps.add({
      vertexes: [
        { digest: 'b', name: '[2/2] RUN b', inputs: ['a'] },
        { digest: 'a', name: '[1/2] RUN a' },
      ],
    })
    steps.add({ vertexes: [{ digest: 'a', started: '2026-11-30T03:13:09Z' }] })
    expect(steps.all.map(({ step }) => [step.text, step.state])).toEqual([
      ['RUN a', 'running'],
      ['RUN b', 'waiting'],
    ])
    steps.stop()
    expect(steps.all.map(({ step }) => step.state)).toEqual(['cancelled', 'cancelled'])
  })

  it('keep no more of all their outputs than 2 MB, the newest', () => {
    const steps = createSteps(() => null)
    const data = Buffer.from(`${'x'.repeat(8000)}\n`.repeat(10)).toString('base64')
    for (let at = 0; at < 60; at++) {
      steps.add({
        vertexes: [{ digest: `${at}`, name: `[${at + 1}/60] RUN ${at}` }],
        logs: [{ vertex: `${at}`, data }],
      })
    }
    const sizes = steps.all.map(({ output }) => output.bytes)
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(2 * 1024 * 1024)
    expect(sizes[0]).toBe(0)
    expect(steps.all[0]?.output).toMatchObject({ lines: [], dropped: 10 })
    expect(sizes.at(-1)).toBeGreaterThan(50_000)
  })

  it('without a place show no value of an argument', () => {
    const steps = createSteps(
      () => null,
      (text) => text.replaceAll('hunter2', '$KEY'),
    )
    steps.add({ vertexes: [{ digest: 'a', name: '[1/1] RUN login hunter2' }] })
    expect(steps.all[0]?.step.text).toBe('RUN login $KEY')
  })
})

describe('the output of a step', () => {
  it('is what a terminal would show', () => {
    const output = createStepOutput()
    output.push(Buffer.from('10 %\r50 %\r100 %\r\n\u001b[31mred\u001b[0m\npart'))
    expect(output.lines).toEqual(['100 %', 'red'])
    output.end()
    expect(output.lines).toEqual(['100 %', 'red', 'part'])
  })

  it('is bounded in lines and in bytes, and counts the rest', () => {
    const many = createStepOutput()
    many.push(Buffer.from(Array.from({ length: 1000 }, (_, at) => `${at}\n`).join('')))
    expect([many.lines.length, many.lines.at(-1), many.dropped]).toEqual([200, '999', 800])
    const long = createStepOutput()
    for (let at = 0; at < 100; at++) long.push(Buffer.from(`${'x'.repeat(100_000)}\n`))
    expect(long.lines.join('').length).toBeLessThan(65 * 1024)
    expect(long.dropped + long.lines.length).toBe(100)
  })
})
