import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../main/cli/layers/report'
import {
  isArchivePath,
  type ReportSubject,
  readArchiveSubject,
  readEngine,
} from '../../main/cli/layers/subject'
import { engineApi } from '../../main/engine/api/api'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import { createIndexCache } from '../../main/layers/indexCache'
import { entryFlag, type LayerIndex } from '../../main/layers/layerIndex'
import { layerwalkProgram } from '../../main/layers/layerwalk'
import { readPlaced } from '../../main/layers/readPlaced'
import { findLayered, placeLayers } from '../../main/services/layers/engineLayers'
import { membersArchive } from '../support/archives'
import { describedArchive } from '../support/describedArchives'
import { docker, importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import { hostileArchives } from '../support/hostileArchives'
import { describeEntry } from '../support/layerEntries'
import { tar } from '../support/tar'
import { build, inspect, loadArchive } from '../support/testImages'

const dockerfile = [
  'FROM busybox',
  'RUN mkdir /data && head -c 300000 /dev/zero > /data/big && echo small > /data/small && ln /data/small /data/again',
  'RUN rm /data/big',
  'RUN chown 1000:1000 /data/small',
  // No layer at all, and one without a file.
  'RUN true',
  'RUN chmod 700 /data',
  'CMD ["sh"]',
].join('\n')

let test: TestEngine
let connection: Connection
let folder: string
let saved: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-layers-'))
  saved = join(folder, 'saved.tar')
  test = await startEngine()
  connection = createConnection({ socket: test.socket })
  await importBusybox(test, 'busybox:latest')
  await build(connection, 'layered:1', dockerfile)
  await docker(test, 'save', '-o', saved, 'layered:1')
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  connection?.dispose()
  await test?.dispose()
})

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The real command line; by default with the home of the engine that runs. */
function layers(words: readonly string[], home = test.home): Promise<Outcome> {
  const env = { ...process.env, DOCKER_HOST: 'tcp://127.0.0.1:1', SLIPWAY_HOME: home }
  const program = [join(root, 'bin/slipway'), 'layers', ...words]
  return promisify(execFile)(process.execPath, program, { env, cwd: folder, maxBuffer: 64 << 20 }).then(
    (done) => ({ code: 0, ...done }),
    ({ code, stdout, stderr }: Outcome) => ({ code, stdout, stderr }),
  )
}

async function report(...words: string[]): Promise<Report> {
  const { code, stdout, stderr } = await layers([...words, '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

/** Where no engine runs. */
const nowhere = () => join(folder, 'nowhere')

/** A file of rules. */
function rules(name: string, lines: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, ['rules:', ...lines.map((line) => `  ${line}`), ''].join('\n'))
  return path
}

describe('an image', () => {
  it('is told layer by layer, with what it wastes', async () => {
    const { Id, RootFS } = await inspect(connection, 'layered:1')
    const told = await report('layered:1')
    expect(Object.keys(told)).toEqual(['image', 'layers', 'efficiency', 'reclaimableBytes', 'wasted'])
    const base = told.layers[0]!
    const nothing = { added: 0, modified: 0, removed: 0, files: 0, bytes: 0 }
    expect(base).toMatchObject({ modified: 0, removed: 0, command: expect.stringMatching(/^IMPORT /) })
    expect(base.files).toBe(base.added)
    expect(told.layers.map(({ diffId }) => diffId)).toEqual(RootFS.Layers)
    expect(told.layers.slice(1).map(({ diffId: _, ...rest }) => rest)).toEqual([
      { ...nothing, command: dockerfile.split('\n')[1], bytes: 300_006, added: 3, files: 3 },
      { ...nothing, command: 'RUN rm /data/big', removed: 1 },
      // One inode with two names: overlayfs copies it, and only the name that was asked for.
      { ...nothing, command: 'RUN chown 1000:1000 /data/small', bytes: 6, modified: 1, files: 1 },
      { ...nothing, command: 'RUN chmod 700 /data' },
    ])
    expect(told.image).toEqual({ id: Id, tags: ['layered:1'], bytes: base.bytes + 300_012 })
    // What was the file's other name in the layer that made it still leads to it.
    expect(told.wasted).toEqual([{ path: 'data/big', copies: 1, bytes: 300_000 }])
    expect(told.reclaimableBytes).toBe(300_000)
    expect(told.efficiency).toBe(1 - 300_000 / told.image.bytes)
  })

  it('is found by its id, and read from the cache the next time', async () => {
    const cache = join(test.home, 'cache/layers')
    rmSync(cache, { recursive: true, force: true })
    const first = await report('layered:1')
    const kept = () => readdirSync(cache).sort()
    expect(kept()).toHaveLength(5)
    expect(await report(first.image.id)).toEqual(first)
    expect(await report(first.image.id.slice(7, 19))).toEqual(first)
    for (const name of kept()) writeFileSync(join(cache, name), 'damaged')
    expect(await report('layered:1')).toEqual(first)
    expect(kept()).toHaveLength(5)
  })

  it('is told the same from an archive, without an engine', async () => {
    const { stdout: fromEngine } = await layers(['layered:1', '--json'])
    const fromArchive = await layers([saved, '--json'], nowhere())
    expect(fromArchive).toEqual({ code: 0, stderr: '', stdout: fromEngine })
    const unpacked = join(folder, 'unpacked')
    mkdirSync(unpacked)
    await promisify(execFile)('tar', ['-xf', saved, '-C', unpacked])
    expect(await layers(['unpacked', '--json'], nowhere())).toEqual({
      code: 0,
      stderr: '',
      stdout: fromEngine,
    })
  })

  it('says beside it what an archive leaves out, and what it leaves open', async () => {
    const told = async (described: string) => {
      const path = join(folder, 'described.tar')
      writeFileSync(path, describedArchive(described))
      const { code, stderr } = await layers([path, '--json'], nowhere())
      return [code, stderr.trim().replaceAll(path, 'it')]
    }
    expect(await told('docker, a layer that lies elsewhere')).toEqual([
      0,
      expect.stringMatching(/^slipway: it: the archive leaves out the layer sha256:[0-9a-f]{64}$/),
    ])
    expect(await told('a layer that writes through a link')).toEqual([
      0,
      'slipway: it: whether lib is a link or a directory depends on the engine',
    ])
    expect(await told('before 1.10')).toEqual([0, ''])
  })

  it('has the same entries where it lies and in its archive', async () => {
    const onDisk = await readEngine(test.engine, 'layered:1', undefined, { root })
    const archived = await readArchiveSubject(saved, { root })
    const indexes = ({ layers: all }: ReportSubject) => all.map(({ index }) => index)
    expect(onDisk.layers).toHaveLength(5)
    for (const [position, index] of indexes(onDisk).entries()) {
      const other = indexes(archived)[position]!
      expect(index.count).toBe(other.count)
      expect(entries(index, other)).toEqual(entries(other, index))
    }
  })

  it('may have a layer without anything', async () => {
    await loadArchive(connection, hollow())
    const told = await report('hollow:1')
    expect(told.layers).toEqual([
      expect.objectContaining({ files: 1, bytes: 4, command: 'COPY file' }),
      expect.objectContaining({ files: 0, bytes: 0, command: 'RUN nothing' }),
    ])
    expect([told.efficiency, told.reclaimableBytes, told.wasted]).toEqual([1, 0, []])
    const path = join(folder, 'hollow.tar')
    await docker(test, 'save', '-o', path, 'hollow:1')
    expect(await report(path)).toEqual(told)
  })

  it('is a table for people', async () => {
    const { code, stdout } = await layers(['layered:1'])
    expect(code).toBe(0)
    const lines = stdout.split('\n')
    expect(lines[0]).toMatch(/^layered:1 {2}[0-9a-f]{12} {2}[\d.]+ MB in 5 layers$/)
    const head = lines.find((line) => line.startsWith('LAYER'))!
    const column = head.indexOf('COMMAND')
    expect(lines.filter((line) => line.slice(column).startsWith('RUN '))).toHaveLength(4)
    expect(stdout).toMatch(/^[0-9a-f]{12} +300 kB +3 +3 +0 +0 {2}RUN mkdir/m)
    expect(stdout).toMatch(/^ *300 kB +1 {2}\/data\/big$/m)
  })
})

describe('a container', () => {
  beforeAll(async () => {
    const write = 'echo hello > /hello; rm /data/small'
    await docker(test, 'run', '--name', 'written', '--net', 'none', 'layered:1', 'sh', '-c', write)
  })

  it('has what it wrote as its top layer, which is never kept', async () => {
    const image = await report('layered:1')
    const kept = readdirSync(join(test.home, 'cache/layers'))
    const told = await report('written')
    expect(told.image).toEqual(image.image)
    expect(told.layers.slice(0, 5)).toEqual(image.layers)
    expect(told.layers).toHaveLength(7)
    expect(told.layers[6]).toEqual({
      diffId: null,
      command: '(written by written)',
      bytes: 6,
      added: 1,
      modified: 0,
      removed: 1,
      files: 1,
    })
    expect(readdirSync(join(test.home, 'cache/layers'))).toEqual(kept)
    await docker(test, 'cp', saved, 'written:/copied')
    // Copying into it makes the engine write its mount points there too: files without a byte.
    const bytes = 6 + statSync(saved).size
    expect((await report('written')).layers[6]).toMatchObject({ added: 2, removed: 1, bytes })
  })

  it('gives way to an image of the same name, but for --container', async () => {
    await docker(test, 'tag', 'busybox:latest', 'written')
    expect((await report('written')).layers).toHaveLength(1)
    expect((await report('--container', 'written')).layers).toHaveLength(7)
    expect(await layers(['--container', 'layered:1'])).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^slipway: There is no container layered:1\. .*\n$/),
    })
    await docker(test, 'rmi', 'written')
  })
})

describe('rules', () => {
  it('pass', async () => {
    const path = rules('pass.yaml', [
      'lowestEfficiency: 0.5',
      'highestWastedBytes: 1MB',
      'highestUserWastedPercent: off',
    ])
    const { code, stdout, stderr } = await layers(['layered:1', '--ci', path])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^passed +lowestEfficiency +0\.\d+ is not below 0\.5$/m)
    expect(stdout).toMatch(/^disabled +highestUserWastedPercent$/m)
  })

  it('fail with their figures, of an engine and of an archive', async () => {
    const path = rules('fail.yaml', ['lowestEfficiency: 0.999', 'highestWastedBytes: 200kB'])
    // As dive counts: the file that was removed, and the one that was stored again by its later copy.
    const wastedBytes = 300_006
    for (const [name, home] of [
      ['layered:1', test.home],
      [saved, nowhere()],
    ] as const) {
      const { code, stdout, stderr } = await layers([name, `--ci=${path}`, '--json'], home)
      expect(code).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject({ reclaimableBytes: 300_000, dive: { wastedBytes } })
      expect(stderr).toMatch(/^slipway: .* fails .*lowestEfficiency: 0\.\d+ is below 0\.999; /)
      expect(stderr).toContain(`(${wastedBytes.toLocaleString('en')} bytes) is above 200 kB (200,000 bytes)`)
      expect(stderr).toMatch(/highestUserWastedPercent: [\d.]+ is above 0\.1\n$/)
    }
  })
})

describe('what cannot be read', () => {
  it('is said in one sentence', async () => {
    writeFileSync(join(folder, 'broken.tar'), 'no archive at all')
    rules('wrong.yaml', ['lowestEfficiencies: 1'])
    const manifest = Buffer.from(JSON.stringify([{ Config: '\x1b[2Jgone' }]))
    writeFileSync(join(folder, 'escape.tar'), membersArchive(new Map([['manifest.json', manifest]])))
    const { bytes: manyWords } = hostileArchives.find(({ name }) => name.startsWith('a history of nothing'))!
    writeFileSync(join(folder, 'long.tar'), manyWords())
    const cases: readonly (readonly [words: string[], says: RegExp, home?: string])[] = [
      [['nothing:1'], /There is no image or container nothing:1/],
      [['No Name!'], /There is no image or container No Name!/],
      [['./nothing.tar'], /\.\/nothing\.tar is not there/],
      [['broken.tar'], /broken\.tar cannot be read as an archive of images: it is no archive/],
      [['escape.tar'], /escape\.tar cannot be read as an archive of images: it lacks ⟨ESC⟩\[2Jgone/],
      [
        ['long.tar'],
        /long\.tar cannot be read as an archive of images: one of its documents says far too much/,
      ],
      [['layered:1'], /The engine does not run/, nowhere()],
      [['layered:1', '--ci', 'wrong.yaml'], /wrong\.yaml: there is no rule "lowestEfficiencies"/],
      [['layered:1', '--ci', 'none.yaml'], /The rules none\.yaml cannot be read/],
    ]
    for (const [words, says, home] of cases) {
      const { code, stdout, stderr } = await layers(words, home)
      expect({ words, code, stdout }).toEqual({ words, code: 1, stdout: '' })
      expect(stderr).toMatch(says)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    }
  })

  it('shows the usage for words that make no sense', async () => {
    for (const words of [[], ['a', 'b'], ['--nonsense', 'a'], ['a', '--ci']]) {
      const { code, stdout, stderr } = await layers(words)
      expect({ words, code, stdout }).toEqual({ words, code: 2, stdout: '' })
      expect(stderr).toContain('Usage: slipway COMMAND')
    }
    expect(await layers(['--help'])).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/--ci/),
    })
  })

  it('is not kept when the image is gone after the reading', async () => {
    const placed = placeLayers(await findLayered(engineApi(connection), 'layered:1'), [])!
    const kept = join(folder, 'cache')
    const cache = createIndexCache(kept)
    const { mode } = test.engine.state
    const engine = { mode, run: test.engine.paths.run, program: layerwalkProgram(root) }
    const reading = { images: engineApi(connection).images, engine, cache, object: 'layered:1' }
    const gone = `sha256:${'0'.repeat(64)}`
    await expect(readPlaced(placed, { ...reading, imageId: gone })).rejects.toMatchObject({
      code: 'not-found',
    })
    await cache.settled()
    expect(() => readdirSync(kept)).toThrow(/ENOENT/)
    const { Id } = await inspect(connection, 'layered:1')
    expect(await readPlaced(placed, { ...reading, imageId: Id })).toHaveLength(5)
    await cache.settled()
    expect(readdirSync(kept)).toHaveLength(5)
  })

  it('is no folder that happens to bear the name of an image', () => {
    const here = process.cwd()
    expect(isArchivePath(here)).toBe(true)
    expect(isArchivePath('main')).toBe(false)
    expect(isArchivePath('package.json')).toBe(true)
    expect(isArchivePath('debian:12')).toBe(false)
  })
})

/** All entries but the root; of what an archive only implies, just the path. */
function entries(index: LayerIndex, other: LayerIndex) {
  return Array.from({ length: index.count - 1 }, (_, at) => {
    const described = describeEntry(index, at + 1)
    const found = other.find(index.path(at + 1))
    const flags = index.flags[at + 1]! | (found < 0 ? 0 : other.flags[found]!)
    return flags & entryFlag.implicit ? described.path : described
  })
}

/** An archive of an image whose second layer is empty; the engine itself never makes such a one. */
function hollow(): Buffer {
  const all = [tar([{ path: 'file', content: 'text' }]), tar([])]
  const config = JSON.stringify({
    os: 'linux',
    architecture: 'amd64',
    config: {},
    history: [{ created_by: 'COPY file' }, { created_by: 'RUN nothing' }],
    rootfs: {
      type: 'layers',
      diff_ids: all.map((layer) => `sha256:${createHash('sha256').update(layer).digest('hex')}`),
    },
  })
  const manifest = [{ Config: 'config.json', RepoTags: ['hollow:1'], Layers: ['0/layer.tar', '1/layer.tar'] }]
  return tar([
    { path: 'config.json', content: config },
    { path: 'manifest.json', content: JSON.stringify(manifest) },
    ...all.map((content, position) => ({ path: `${position}/layer.tar`, content })),
  ])
}
