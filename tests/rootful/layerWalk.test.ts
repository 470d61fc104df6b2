import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entryFlag, entryType } from '../../main/layers/layerIndex'
import { layerwalkProgram } from '../../main/layers/layerwalk'
import { imageDirectories } from '../../main/layers/overlay'
import { walkLayers } from '../../main/layers/walk'
import { importBusybox, processesOf, root, temporaryHome } from '../support/engine'
import { type Isolation, isolate } from '../support/isolation'
import { describeEntry, pathsOf } from '../support/layerEntries'
import { indexOfTree, readTree } from '../support/layerTree'

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
