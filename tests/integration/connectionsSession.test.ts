import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Composition, compose } from '../../main/compose'
import { createEngine, type Engine } from '../../main/engine/owned/lifecycle'
import type { Desktop } from '../../main/services/desktop'
import { openSettings } from '../../main/services/settings/store'
import { discard, docker, importBusybox, removeHome, root, temporaryHome } from '../support/engine'
import { until } from '../support/streams'

// Desktop sessions have run directories of their own, and one home between them.
let home: string
let sessions: [string, string]
let window: Composition
let elsewhere: Engine

const environment = (session: string): NodeJS.ProcessEnv => ({
  ...process.env,
  SLIPWAY_HOME: undefined,
  XDG_DATA_HOME: home,
  XDG_RUNTIME_DIR: session,
})

beforeEach(async () => {
  home = temporaryHome()
  sessions = [temporaryHome(), temporaryHome()]
  window = await compose({
    root,
    env: environment(sessions[0]),
    // Nothing here asks the person, or opens anything.
    desktop: {} as Desktop,
    host: {} as never,
    settings: openSettings(join(home, 'settings.json')),
    log() {},
  })
  elsewhere = createEngine({ root, env: environment(sessions[1]) })
})
afterEach(async () => {
  await window.shutdown()
  await discard(elsewhere)
  for (const folder of [home, ...sessions]) removeHome(folder)
})

it('an engine that comes back from another session is followed to where its socket is then', async () => {
  await window.bringUp()
  const lists = window.services.containers.watch(new AbortController().signal)[Symbol.asyncIterator]()
  await until(lists, ({ staleSince }) => staleSince === null)

  await elsewhere.adopt()
  await elsewhere.stop()
  const { socket } = await elsewhere.start()
  expect(socket).toBe(join(sessions[1], 'slipway/docker.sock'))
  const image = await importBusybox({ socket })
  await docker({ socket }, 'create', '--name', 'seen', image)
  await until(lists, ({ items }) => items.some(({ name }) => name === 'seen'))
  await lists.return!()
})
