import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BuildLine, buildLines } from '../../../main/services/builds/buildLines'
import { cutAt, streamOf } from '../../support/cuts'
import { collect } from '../../support/streams'

const read = (chunks: readonly Uint8Array[]) => collect(buildLines(streamOf(chunks)))
const of = (...lines: (string | object)[]) =>
  read([
    Buffer.from(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')),
  ])
const news = (...vertexes: object[]) => ({ status: { vertexes }, text: null })
const words = (text: string) => ({ status: null, text })

describe('the lines of a build', () => {
  it('are news of its steps, or words for a person', async () => {
    const step = { digest: 'sha256:1', name: '[1/2] RUN make', started: '2026-11-29T21:03:21.591960915Z' }
    expect(
      await of({ vertexes: [step] }, '', 'Dockerfile:3', '   2 | >>> RUN false', 'ERROR: failed to build'),
    ).toEqual([
      news(step),
      words('Dockerfile:3'),
      words('   2 | >>> RUN false'),
      words('ERROR: failed to build'),
    ])
  })

  it('may hold fields that nobody knows yet, and leave out those that are known', async () => {
    const line = {
      statuses: [{ id: 'extracting', vertex: 'sha256:1', current: 1 }],
      logs: [{ vertex: 'sha256:1', data: 'aGVsbG8K' }],
      progressGroups: {},
    }
    expect(await of(line, {}, { vertexes: [{ digest: 'sha256:1', weight: 3, inputs: null }] })).toEqual([
      { status: { logs: [{ vertex: 'sha256:1', data: 'aGVsbG8K' }] }, text: null },
      { status: {}, text: null },
      news({ digest: 'sha256:1', inputs: null }),
    ])
  })

  it.each([
    ['is no JSON', '{"vertexes":[{"digest":'],
    ['is JSON of another kind', '[1,2]'],
    ['is a bare word', 'null'],
    ['says something else by a known name', '{"vertexes":[{"digest":7}]}'],
    ['has no list of steps', '{"vertexes":"none"}'],
  ])('are words where a line %s', async (_, line) => {
    expect(await of(line, { vertexes: [] })).toEqual([words(line), news()])
  })

  it('mean nothing when they are too long to be kept', async () => {
    const long = JSON.stringify({ logs: [{ vertex: 'sha256:1', data: 'A'.repeat(5_000_000) }] })
    expect(await of(long, 'ERROR: failed')).toEqual([words('ERROR: failed')])
  })

  it('do not depend on how the bytes were cut', async () => {
    const name = fc.constantFrom('[1/2] RUN make', '[internal] ünïcode €𝄞', 'exporting to image')
    const line = fc.oneof(
      fc
        .record({ digest: fc.string(), name, started: fc.string() })
        .map((vertex) => JSON.stringify({ vertexes: [vertex] })),
      fc.constantFrom('', 'ERROR: failed', '{"vertexes":', '}', '   3 | >>> RUN €𝄞'),
    )
    const end = fc.constantFrom('\n', '\r\n')
    const bytes = fc
      .tuple(fc.array(fc.tuple(line, end), { maxLength: 8 }), line)
      .map(([lines, last]) => Buffer.from(lines.flat().join('') + last))
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(fc.nat(), { maxLength: 12 }), async (bytes, places) => {
        const whole: BuildLine[] = await read([bytes])
        expect(await read(cutAt(bytes, places))).toEqual(whole)
      }),
    )
  })
})
