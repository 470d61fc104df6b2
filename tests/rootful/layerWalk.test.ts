import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { engineApi } from '../../main/engine/api/api'
import { createConnection } from '../../main/engine/client/connection'
import { entryFlag, entryType } from '../../main/layers/layerIndex'
import { layerwalkProgram } from '../../main/layers/layerwalk'
import { imageDirectories } from '../../main/layers/overlay'
import { walkLayers } from '../../main/layers/walk'
import type { RemovalRecord } from '../../main/services/removed/record'
import { createRemovals } from '../../main/services/removed/removals'
import { importBusybox, processesOf, root, temporaryHome } from '../support/engine'
import { type Isolation, isolate } from '../support/isolation'
import { describeEntry, pathsOf } from '../support/layerEntries'
import { indexOfTree, readTree } from '../support/layerTree'
import { fingerprint } from '../support/removal/fingerprint'

let home: string
let network: Isolation

beforeAll(async () => {
  home = temporaryHome()
  network = await isolate()
  await slipway('engine', 'start')
})

afterAll(async () => {
  await slipway('engine', 'stop').catch(() => {})
  const left = processesOf(home)
  for (const { pid } of left) process.kill(pid, 'SIGKILL')
  await network.dispose()
  rmSync(home, { recursive: true, force: true })
  expect(left).toEqual([])
})

function slipway(...words: string[]): Promise<string> {
  const env = { ...process.env, SLIPWAY_HOME: home, DOCKER_BUILDKIT: '0' }
  return network.run(process.execPath, [join(root, 'bin/slipway'), ...words], env)
}

test('the layers of an engine of root: opaque directories are what a saved image says', async () => {
  await importBusybox({ socket: join(home, 'run/docker.sock') }, 'busybox:latest')
  const context = join(home, 'context')
  mkdirSync(context)
  const steps = [
    'FROM busybox',
    'RUN mkdir -p /replaced /kept && touch /replaced/a /kept/b && mknod /null c 1 3',
    'RUN rm -rf /replaced /kept/b && mkdir -p /replaced /fresh/deep && touch /replaced/new /fresh/deep/file',
  ]
  writeFileSync(join(context, 'Dockerfile'), steps.join('\n'))
  await slipway('docker', 'build', '-q', '--network', 'none', '-t', 'many', context)
  const [image] = JSON.parse(await slipway('docker', 'inspect', 'many'))
  const directories = imageDirectories(image, image.RootFS.Layers)!.map(({ directory }) => directory)
  const engine = { mode: 'rootful' as const, run: join(home, 'run'), program: layerwalkProgram(root) }
  const indexes = await walkLayers({ engine, object: 'many', directories })

  await slipway('docker', 'save', '-o', join(home, 'many.tar'), 'many')
  await network.run('tar', ['-xf', join(home, 'many.tar'), '-C', context])
  const [manifest] = JSON.parse(await network.run('cat', [join(context, 'manifest.json')]))
  for (const [layer, index] of indexes.entries()) {
    const list = await network.run('tar', ['-tf', join(context, manifest.Layers[layer])])
    const saved = list.split('\n').flatMap((name) => /^(.*)\/\.wh\.\.wh\.\.opq$/.exec(name)?.[1] ?? [])
    const opaque = pathsOf(index).filter((_, at) => index.flags[at]! & entryFlag.opaque)
    expect(opaque.sort()).toEqual(saved.sort())
    const entries = await readTree(directories[layer]!)
    expect(
      Buffer.from(index.bytes).equals(
        indexOfTree(
          entries,
          opaque.map((path) => Buffer.from(path)),
        ),
      ),
    ).toBe(true)
  }
  const at = (path: string) => describeEntry(indexes[2]!, indexes[2]!.find(Buffer.from(path)))
  expect(at('replaced').flags).toBe(entryFlag.opaque)
  expect(at('kept/b').type).toBe(entryType.whiteout)
  const device = describeEntry(indexes[1]!, indexes[1]!.find(Buffer.from('null')))
  expect(device).toMatchObject({ type: entryType.characterDevice, device: (1 << 20) | 3 })
})

test('a container of an engine of root is removed, listed, and brought back by the command line', async () => {
  const socket = join(home, 'run/docker.sock')
  const connection = createConnection({ socket })
  onTestFinished(() => connection.dispose())
  await importBusybox({ socket }, 'busybox:latest')
  const say = (word: string) => ['docker', 'exec', 'web', 'sh', '-c', word]
  await slipway(
    'docker',
    'run',
    '-d',
    '--init',
    '--network',
    'none',
    '--name',
    'web',
    '-v',
    '/data',
    'busybox',
    'sleep',
    '1000',
  )
  await slipway(...say('echo written > /file; chown 7:7 /file; rm /etc/passwd; echo in > /data/file'))
  const id = (await slipway('docker', 'inspect', '--format', '{{.Id}}', 'web')).trim()
  await slipway('docker', 'stop', '-t', '0', 'web')
  const program = layerwalkProgram(root)
  const removals = createRemovals({
    api: () => engineApi(connection),
    walked: () => ({ mode: 'rootful', run: join(home, 'run'), program }),
    home,
    data: join(home, 'engine/data'),
    program,
  })
  await removals.remove({ id, image: 'busybox', ran: true })
  expect(await slipway('docker', 'ps', '-aq')).toBe('')
  expect(await slipway('removed')).toContain(`${id.slice(0, 12)}  web  busybox`)
  expect(await slipway('engine', 'doctor')).toContain('are kept: 1.')

  expect(await slipway('undo', 'web')).toContain('Brought back web')
  expect(await slipway('removed')).toContain('Nothing')
  const found = await slipway(...say('cat /file /data/file; stat -c %u /file; ls /etc'))
  expect(found.split('\n').slice(0, 3)).toEqual(['written', 'in', '7'])
  expect(found).not.toContain('passwd')

  // Made anew with another configuration, and copied, all of it is as it was.
  const engine = { mode: 'rootful', run: join(home, 'run'), program } as const
  const inspected = async (name: string) => JSON.parse(await slipway('docker', 'inspect', name))[0]
  const written = async (name: string) => {
    await slipway('docker', 'stop', '-t', '0', name)
    return fingerprint(engine, (await inspected(name)).GraphDriver.Data.UpperDir)
  }
  const before = await written('web')
  const labelled = (record: RemovalRecord): RemovalRecord => {
    const { inspection } = record
    return { ...record, inspection: { ...inspection, Config: { ...inspection.Config, Labels: { a: 'b' } } } }
  }
  const { Id } = await inspected('web')
  await removals.remake({ id: Id, image: 'busybox', ran: false }, (own) => ({
    next: labelled(own),
    fallback: own,
  }))
  const { Id: now, Config } = await inspected('web')
  expect(Config.Labels).toEqual({ a: 'b' })
  expect(await written('web')).toEqual(before)
  await removals.clone({ id: now, image: 'busybox', starts: false }, (own) => ({ ...own, name: 'twin' }))
  expect(await written('twin')).toEqual(before)
  await slipway('docker', 'rm', '-fv', 'web', 'twin')
})
