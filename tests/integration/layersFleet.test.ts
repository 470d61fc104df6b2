import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fleet } from '../../main/contract/fleet'
import { layerwalkProgram, type WalkedEngine } from '../../main/layers/layerwalk'
import { createFleet } from '../../main/services/layers/fleet'
import { docker, importBusybox, root } from '../support/engine'
import { type ConnectedEngine, startImageEngine } from '../support/imageEngine'
import { programsInside } from '../support/namespaces'
import { until } from '../support/streams'
import { build } from '../support/testImages'

let engine: ConnectedEngine
let walked: WalkedEngine

beforeAll(async () => {
  engine = await startImageEngine()
  const mode = process.geteuid?.() === 0 ? 'rootful' : 'rootless'
  walked = { mode, run: dirname(engine.socket), program: layerwalkProgram(root) }
  await importBusybox(engine, 'busybox:latest')
})
afterAll(() => engine?.stop())

const run = (...words: string[]) => docker(engine, 'run', '--network', 'none', ...words)

async function withFleet(
  look: (fleet: AsyncIterator<Fleet>) => Promise<void>,
  from: WalkedEngine | null = walked,
) {
  const stop = new AbortController()
  const watch = createFleet({ ...engine, walked: () => from, rest: 100 })
  const fleet = watch(stop.signal)[Symbol.asyncIterator]()
  try {
    await look(fleet)
  } finally {
    stop.abort()
    await fleet.return?.()
  }
}

/** Bytes of all regular files below these directories, each inode once, as find sees them. */
async function bytesOnDisk(...directories: string[]): Promise<number> {
  const script = 'find "$@" -type f -printf "%D %i %s\\n" | sort -u'
  const [program = '', ...words] = [...programsInside(walked), 'sh', '-c', script, 'sh', ...directories]
  const { stdout } = await promisify(execFile)(program, words, { maxBuffer: 1 << 28 })
  const lines = stdout.split('\n').slice(0, -1)
  return lines.reduce((sum, line) => sum + Number(line.split(' ')[2]), 0)
}

/** Of every layer under the data-root, whomever it belongs to. */
async function layersOnDisk(): Promise<string[]> {
  const data = await docker(engine, 'info', '--format', '{{.DockerRootDir}}')
  const [program = '', ...words] = [...programsInside(walked), 'sh', '-c', `ls -d ${data}/overlay2/*/diff`]
  const { stdout } = await promisify(execFile)(program, words)
  return stdout.trim().split('\n')
}

async function writableDirectories(): Promise<string[]> {
  const ids = (await docker(engine, 'ps', '-aq')).split('\n')
  const uppers = await docker(engine, 'inspect', '--format', '{{.GraphDriver.Data.UpperDir}}', ...ids)
  return uppers.split('\n').flatMap((upper) => [upper, upper.replace(/\/diff$/, '-init/diff')])
}

function expectWithinOnePercent(bytes: number, truth: number) {
  expect(Math.abs(bytes - truth)).toBeLessThan(truth / 100)
}

describe('the bytes of a fleet', () => {
  const step = (...lines: string[]) => lines.join('\n')

  beforeAll(async () => {
    const { connection } = engine
    await build(
      connection,
      'base:1',
      step(
        'FROM busybox',
        'RUN mkdir /data && head -c 3000000 /dev/urandom > /data/a && ln /data/a /data/b && truncate -s 20M /data/sparse',
        'RUN i=0; while [ $i -lt 300 ]; do printf %01000d $i > /data/small$i; ln -s small$i /data/link$i; i=$((i+1)); done',
      ),
    )
    await build(
      connection,
      'web:1',
      step('FROM base:1', 'RUN chown -R 1000:1000 /data', 'RUN rm /data/b /data/small1*', 'WORKDIR /srv'),
    )
    await build(connection, 'api:1', step('FROM base:1', 'RUN ln /data/a /data/again && chmod 600 /data/a'))
    await build(
      connection,
      'gone:1',
      step('FROM base:1', 'RUN head -c 2000000 /dev/urandom > /orphaned', 'RUN echo 2 > /orphaned2'),
    )
    await run('--name', 'same-owner', 'web:1', 'chown', '-R', '1000:1000', '/data')
    await run(
      '--name',
      'linked',
      'api:1',
      'sh',
      '-c',
      'ln /data/sparse /data/hole; ln /data/hole /x; echo 1 > /y',
    )
    await run('--name', 'removed', 'web:1', 'sh', '-c', 'rm -rf /data; head -c 1234567 /dev/urandom > /z')
    await run(
      '-d',
      '--name',
      'runs',
      'base:1',
      'sh',
      '-c',
      'head -c 777777 /dev/urandom > /w; touch /ready; exec sleep 3600',
    )
    await run('--name', 'orphan', 'gone:1', 'sh', '-c', 'echo orphan > /o')
    await docker(engine, 'rmi', '-f', 'gone:1')
    // The image of a step before the last has no tag and is not listed.
    const parent = await docker(engine, 'inspect', '--format', '{{.Parent}}', 'web:1')
    await run('--name', 'of-step', parent, 'true')
    // A dangling image.
    await build(connection, 'api:2', step('FROM api:1', 'RUN head -c 100000 /dev/urandom > /dangling'))
    await docker(engine, 'tag', 'base:1', 'api:2')
    await docker(engine, 'exec', 'runs', 'sh', '-c', 'until [ -e /ready ]; do sleep 0.1; done')
  })

  it('are those of all layers on disk', async () => {
    await withFleet(async (fleet) => {
      const first = (await fleet.next()).value as Fleet
      expect(first.unknown).toBe(6)
      const now = await until(fleet, ({ unknown }) => unknown === 0)
      const writable = await bytesOnDisk(...(await writableDirectories()))
      expect(now.writableBytes).toBe(writable)
      // Copied by a change of owner that changed nothing: the engine of an ordinary user counts none of it.
      expect(writable).toBeGreaterThan(40_000_000)
      const all = await bytesOnDisk(...(await layersOnDisk()))
      expectWithinOnePercent(now.storedBytes + now.writableBytes, all)
      expectWithinOnePercent(now.storedBytes, all - writable)
      expect(now.unsharedBytes - now.storedBytes).toBeGreaterThan(3 * 20_000_000)
    })
  })

  it('belong to columns: dangling images and steps of a build among them', async () => {
    await withFleet(async (fleet) => {
      const now = await until(fleet, ({ unknown }) => unknown === 0)
      const names = now.columns.map(({ tags, containers }) => [
        tags.join() || 'untagged',
        ...containers.map(({ name }) => name),
      ])
      expect(names.map((each) => each.join(' ')).sort()).toEqual([
        'api:1 linked',
        'api:2,base:1 runs',
        'busybox:latest',
        'untagged',
        'untagged of-step',
        'web:1 removed same-owner',
      ])
      expect(now.orphans.map(({ name, state }) => [name, state])).toEqual([['orphan', 'exited']])
      const base = now.columns.find(({ tags }) => tags.includes('base:1'))!
      expect(base.bands.map((place) => now.bands[place]!.instruction.slice(0, 15))).toEqual([
        'IMPORT -',
        'RUN mkdir /data',
        'RUN i=0; while ',
      ])
      expect(base.uniqueBytes).toBe(0)
      const web = now.columns.find(({ tags }) => tags.includes('web:1'))!
      expect(web.bands.slice(0, 3)).toEqual(base.bands)
      expect(web.containers.find(({ name }) => name === 'same-owner')!.bytes).toBeGreaterThan(20_000_000)
    })
  })

  it('are counted by the engine where its files may not be read', async () => {
    await withFleet(async (fleet) => {
      const now = await until(fleet, ({ unknown }) => unknown === 0)
      const bytes = new Map(
        [...now.orphans, ...now.columns.flatMap(({ containers }) => containers)].map((each) => [
          each.name,
          each.bytes,
        ]),
      )
      expect(bytes.get('removed')).toBe(1234567)
      expect(bytes.get('runs')).toBe(777777)
      expect(bytes.get('of-step')).toBe(0)
    }, null)
  })

  it('are measured anew after containers and images came and went', async () => {
    await withFleet(async (fleet) => {
      const before = await until(fleet, ({ unknown }) => unknown === 0)
      await run('--name', 'job', 'base:1', 'sh', '-c', 'head -c 500000 /dev/zero >> /job')
      const size = ({ columns }: Fleet) =>
        columns.flatMap(({ containers }) => containers).find(({ name }) => name === 'job')?.bytes
      expect((await until(fleet, (now) => size(now) === 500_000)).writableBytes).toBe(
        before.writableBytes + 500_000,
      )
      await docker(engine, 'start', '-a', 'job')
      await until(fleet, (now) => size(now) === 1_000_000)
      await docker(engine, 'rename', 'job', 'renamed')
      await until(fleet, (now) =>
        now.columns.some(({ containers }) => containers.some(({ name }) => name === 'renamed')),
      )
      await docker(engine, 'rm', '-f', 'renamed', 'orphan')
      const after = await until(fleet, ({ orphans, unknown }) => orphans.length === 0 && unknown === 0)
      const settled =
        after.storedBytes < before.storedBytes - 1_900_000
          ? after
          : await until(fleet, ({ storedBytes }) => storedBytes < before.storedBytes - 1_900_000)
      expectWithinOnePercent(
        settled.storedBytes + settled.writableBytes,
        await bytesOnDisk(...(await layersOnDisk())),
      )
    })
  })
})

it('an engine with nothing has a fleet of nothing', async () => {
  const empty = await startImageEngine()
  try {
    const run = dirname(empty.socket)
    const stop = new AbortController()
    const fleet = createFleet({ ...empty, walked: () => ({ ...walked, run }) })(stop.signal)
    const { value } = await fleet[Symbol.asyncIterator]().next()
    expect(value).toEqual({
      columns: [],
      bands: [],
      orphans: [],
      storedBytes: 0,
      unsharedBytes: 0,
      writableBytes: 0,
      unknown: 0,
    })
    stop.abort()
  } finally {
    await empty.stop()
  }
})
