import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Vertex } from '../../../main/services/builds/buildLines'
import { runBuildx } from '../../../main/services/builds/buildx'
import { isAlive } from '../../support/processes'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-buildx-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Runs a shell script in place of buildx; `begun` is called with its process once it says its first step. */
async function run(
  script: string,
  {
    signal = new AbortController().signal,
    silence = 60_000,
    begun = () => {},
  }: { signal?: AbortSignal; silence?: number; begun?(): void } = {},
) {
  const program = join(folder, 'buildx')
  await writeFile(
    program,
    `#!/bin/sh\necho $$ >${folder}/pid\necho "$@" >${folder}/words\nenv >${folder}/env\n${script}\n`,
  )
  await chmod(program, 0o755)
  const seen: Vertex[] = []
  const env = { DOCKER_HOST: 'unix:///run/it.sock', PATH: '/usr/bin:/bin' }
  const outcome = await runBuildx(
    { program, words: ['--tag=site:1', '.'], env, object: 'site:1', silence, grace: 200 },
    ({ vertexes = [] }) => {
      seen.push(...vertexes)
      begun()
    },
    signal,
  ).catch((error) => error)
  return { outcome, seen }
}
const pid = async () => Number(await readFile(join(folder, 'pid'), 'utf8'))
const step = `echo '{"vertexes":[{"digest":"a","name":"[1/1] RUN make"}]}' >&2`

describe('a run of buildx', () => {
  it('reports what it says, and is given the words and the environment that were asked for, and no other', async () => {
    const { outcome, seen } = await run(`${step}\nexit 0`)
    expect(outcome).toBeUndefined()
    expect(seen).toEqual([{ digest: 'a', name: '[1/1] RUN make' }])
    expect(await readFile(join(folder, 'words'), 'utf8')).toBe('build --progress=rawjson --tag=site:1 .\n')
    const env = await readFile(join(folder, 'env'), 'utf8')
    expect(env).toContain('DOCKER_HOST=unix:///run/it.sock\n')
    expect(env).not.toContain('HOME=')
  })

  it('fails with what it said last', async () => {
    const { outcome } = await run(`${step}\necho 'ERROR: failed to solve: nothing fits' >&2\nexit 1`)
    expect(outcome).toMatchObject({
      code: 'engine-failed',
      details: { engine: 'failed to solve: nothing fits' },
    })
  })

  it('fails when somebody ends it, and when it cannot be started', async () => {
    expect((await run('kill -KILL $$')).outcome.details.signal).toBe('SIGKILL')
    const words = { words: [], env: {}, object: 'site:1', silence: 60_000 }
    const program = join(folder, 'nothing')
    const { signal } = new AbortController()
    const failure = await runBuildx({ program, ...words }, () => {}, signal).catch((error) => error)
    expect(failure).toMatchObject({ code: 'engine-failed', details: { object: 'site:1' } })
  })

  it.each([
    ['ends in order', `trap 'echo "ERROR: context canceled" >&2; exit 1' INT`],
    ['does not listen', `trap '' INT TERM`],
  ])('that %s is cancelled, and is gone then', async (_, trap) => {
    const stop = new AbortController()
    const script = `${trap}\n${step}\nwhile :; do sleep 0.05; done`
    const { outcome } = await run(script, { signal: stop.signal, begun: () => stop.abort() })
    expect(outcome).toMatchObject({ code: 'cancelled' })
    expect(isAlive(await pid())).toBe(false)
  })

  it.each([
    ['ends', 'wait'],
    ['does not listen', "trap '' INT TERM; while :; do sleep 0.05; done"],
  ])('that %s is cancelled with what it has started, which holds its output', async (_, rest) => {
    const stop = new AbortController()
    const script = `sleep 600 &\necho $! >${folder}/helper\n${step}\n${rest}`
    const { outcome } = await run(script, { signal: stop.signal, begun: () => stop.abort() })
    expect(outcome).toMatchObject({ code: 'cancelled' })
    const helper = Number(await readFile(join(folder, 'helper'), 'utf8'))
    await expect.poll(() => isAlive(helper)).toBe(false)
  })

  it('is not begun once it was cancelled', async () => {
    const { outcome } = await run('exit 0', { signal: AbortSignal.abort() })
    expect(outcome).toMatchObject({ code: 'cancelled' })
    await expect(pid()).rejects.toThrow('ENOENT')
  })

  it('that falls silent is ended', async () => {
    const { outcome } = await run(`${step}\nexec sleep 600`, { silence: 2000 })
    expect(outcome).toMatchObject({ code: 'timeout', details: { object: 'site:1' } })
    expect(isAlive(await pid())).toBe(false)
  })
})
