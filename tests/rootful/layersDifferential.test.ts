import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { createConnection } from '../../main/engine/client/connection'
import { layerwalkProgram } from '../../main/layers/layerwalk'
import { describeSources } from '../support/differential'
import { importBusybox, processesOf, root, temporaryHome } from '../support/engine'
import { type Isolation, isolate } from '../support/isolation'
import type { LayeredEngine } from '../support/layerSources'

let home: string
let network: Isolation
let engine: LayeredEngine

beforeAll(async () => {
  home = temporaryHome()
  network = await isolate()
  await slipway('engine', 'start')
  const run = join(home, 'run')
  const folder = join(home, 'exported')
  mkdirSync(folder)
  engine = {
    connection: createConnection({ socket: join(run, 'docker.sock') }),
    walked: { mode: 'rootful', run, program: layerwalkProgram(root) },
    folder,
  }
  await importBusybox({ socket: join(run, 'docker.sock') }, 'busybox:latest')
})

afterAll(async () => {
  engine?.connection.dispose()
  await slipway('engine', 'stop').catch(() => {})
  const left = processesOf(home)
  for (const { pid } of left) process.kill(pid, 'SIGKILL')
  await network.dispose()
  rmSync(home, { recursive: true, force: true })
  if (left.length > 0) throw new Error(`Left behind: ${left.map(({ command }) => command).join('; ')}`)
})

function slipway(...words: string[]): Promise<string> {
  const env = { ...process.env, SLIPWAY_HOME: home }
  return network.run(process.execPath, [join(root, 'bin/slipway'), ...words], env)
}

describeSources(() => engine)
