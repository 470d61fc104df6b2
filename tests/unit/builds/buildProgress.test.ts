import { describe, expect, it } from 'vitest'
import { buildError } from '../../../main/services/builds/buildError'
import { createBuildProgress } from '../../../main/services/builds/buildProgress'

const started = '2026-11-29T21:03:21Z'
const completed = '2026-11-29T21:03:22Z'

describe('progress of a build', () => {
  it('counts instructions and what comes of them, and nothing that only reads files', () => {
    const progress = createBuildProgress()
    progress.add([
      { digest: 'a', name: '[internal] load build definition from Dockerfile', started, completed },
      { digest: 'b', name: '[context busybox] load from client', started },
      { digest: 'c', name: '[stage-0 2/2] RUN make' },
      { digest: 'd', name: '[1/2] COPY . /src', started },
    ])
    progress.add([{ digest: 'e', name: 'exporting to image', started }])
    expect(progress.snapshot()).toEqual({
      status: 'exporting to image',
      layers: [
        { id: 'c', status: 'waiting', current: 0, total: 0 },
        { id: 'd', status: 'building', current: 0, total: 0 },
        { id: 'e', status: 'building', current: 0, total: 0 },
      ],
      done: null,
    })
  })

  it('says the instruction that is worked on, over several lines where it has them', () => {
    const progress = createBuildProgress()
    progress.add([{ digest: 'c', name: '[build 2/2] RUN <<EOF\nmake\nEOF', started }])
    expect(progress.snapshot().status).toBe('RUN <<EOF\nmake\nEOF')
  })

  it('takes nothing back: later news may name a step no more, or say nothing of its end', () => {
    const progress = createBuildProgress()
    progress.add([{ digest: 'c', name: '[1/1] RUN make', started }])
    const [before] = progress.snapshot().layers
    progress.add([{ digest: 'c', completed }])
    progress.add([{ digest: 'c', name: '[1/1] RUN make', started }])
    expect(progress.snapshot().layers.map(({ status }) => status)).toEqual(['done'])
    expect(before?.status, 'what was given out stays as it was').toBe('building')
  })

  it('counts a step that was cached as done', () => {
    const progress = createBuildProgress()
    progress.add([{ digest: 'c', name: '[1/1] RUN make', completed }])
    expect(progress.snapshot({ id: 'sha256:1', tags: ['a:1'] })).toMatchObject({
      layers: [{ status: 'done' }],
      done: { id: 'sha256:1', tags: ['a:1'] },
    })
  })
})

describe('a build that failed', () => {
  const excerpt = ['Dockerfile:2', '--------------------', '   2 | >>> RUN false', '--------------------']
  const failed = (...lines: string[]) => buildError([...excerpt, ...lines], 'site:1')

  it('is told in the last sentence of buildx, with the rest beside it', () => {
    const sentence =
      'failed to build: failed to solve: process "/bin/sh -c false" did not complete: exit code: 1'
    const { code, details } = failed(`ERROR: ${sentence}`)
    expect(code).toBe('engine-failed')
    expect(details).toMatchObject({
      object: 'site:1',
      engine: sentence,
      output: [...excerpt, `ERROR: ${sentence}`].join('\n'),
    })
  })

  it.each([
    ['ERROR: failed to solve: write /tmp/x: no space left on device', 'disk-full'],
    [
      'ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
      'engine-unreachable',
    ],
    ['ERROR: failed to build: failed to solve: Canceled: context canceled', 'cancelled'],
    [
      'ERROR: Cannot connect to the Docker daemon at unix:///x/docker.sock. Is the docker daemon running?',
      'engine-unreachable',
    ],
    [
      'ERROR: failed to solve: debian:12: failed to resolve: pull access denied for debian',
      'registry-denied',
    ],
  ])('%s is %s', (line, code) => {
    expect(failed(line).code).toBe(code)
  })

  it('for want of a file names that file', () => {
    const sentence =
      'failed to build: failed to solve: failed to compute cache key: failed to calculate checksum of ref 25c8::0mar: "/nothing": not found'
    const lines = [
      'Dockerfile:2',
      '-'.repeat(20),
      '   2 | >>> COPY nothing /',
      '-'.repeat(20),
      `ERROR: ${sentence}`,
    ]
    const error = buildError(lines, 'site:1')
    expect(error.key).toBe('engine-failed/buildFile')
    expect(error.message).toMatch(
      /^site:1 was not built: COPY nothing \/ in line 2 of Dockerfile needs \/nothing, which is not there\./,
    )
  })

  it('that says nothing at all is told nevertheless', () => {
    expect(buildError([], 'site:1').key).toBe('engine-failed/buildSilent')
    expect(buildError(['panic: out of memory'], 'site:1').details?.engine).toBe('panic: out of memory')
  })
})
