import { describe, expect, it } from 'vitest'
import { createEngineBuildLines } from '../../../main/services/builds/engineBuildLines'
import { createSteps } from '../../../main/services/builds/steps'

function read(lines: readonly object[], error?: string) {
  const steps = createSteps(() => null)
  const reader = createEngineBuildLines(steps.add, (stage) => `stage-${stage - 1}`)
  for (const line of lines) reader.add(line as never)
  if (error === undefined) reader.end()
  else reader.fail(error)
  const told = steps.all.map(({ step, output }) => [step.stage, step.text, step.state, output.lines])
  return { told, id: reader.imageId }
}
const stream = (...texts: string[]) => texts.map((text) => ({ stream: text }))

describe('what the engine’s own builder writes', () => {
  it('by Docker becomes steps', () => {
    const { told, id } = read([
      ...stream('Step 1/3 : FROM scratch', '\n', ' ---> \n', 'Step 2/3 : COPY a /', '\n'),
      ...stream(' ---> Using cache\n', ' ---> 0123456789ab\n', 'Step 3/3 : RUN make', '\n'),
      ...stream(
        ' ---> Running in 0123456789ab\n',
        'all ',
        'well\n',
        ' ---> Removed intermediate container x\n',
      ),
      { aux: { ID: 'sha256:abc' } },
      ...stream('Successfully built 0123456789ab\n'),
    ])
    expect(told).toEqual([
      [null, 'FROM scratch', 'done', [' ---> ']],
      [null, 'COPY a /', 'cached', []],
      [null, 'RUN make', 'done', ['all well']],
    ])
    expect(id).toBe('0123456789ab')
  })

  it('by Podman becomes steps of stages', () => {
    const { told, id } = read(
      stream(
        '[1/2] STEP 1/2: FROM scratch AS base\n',
        '[1/2] STEP 2/2: COPY a /\n--> 0123456789ab\n',
        '[2/2] STEP 1/1: RUN make\nmaking\n',
        'COMMIT shop:1\n',
        '--> 0123456789ab\n',
        `${'1'.repeat(64)}\n`,
      ),
    )
    expect(told).toEqual([
      ['stage-0', 'FROM scratch AS base', 'done', []],
      ['stage-0', 'COPY a /', 'done', []],
      ['stage-1', 'RUN make', 'done', ['making']],
    ])
    expect(id).toBe('1'.repeat(64))
  })

  it('ends with the step that failed, or was stopped', () => {
    const lines = stream('Step 1/2 : RUN false\n', 'no\n')
    expect(read(lines, 'exit code 1').told).toEqual([[null, 'RUN false', 'failed', ['no']]])
    expect(read(lines, 'context canceled').told).toEqual([[null, 'RUN false', 'cancelled', ['no']]])
  })
})
