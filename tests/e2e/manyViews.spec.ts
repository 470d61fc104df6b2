import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { ContainersPage } from './support/pages/containersPage'
import { TerminalPage } from './support/pages/terminalPage'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()

/** How much main has open of each kind: sockets, pipes, files and so on. */
function descriptors(): Map<string, number> {
  const folder = `/proc/${window.slipway.process.pid}/fd`
  const counts = new Map<string, number>()
  for (const name of readdirSync(folder)) {
    let target: string
    try {
      target = readlinkSync(join(folder, name))
    } catch {
      continue
    }
    const kind = target.startsWith('/') ? 'file' : target.replace(/:\[\d+\]$/, '')
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}

/** The same twice in a row, a second apart. */
async function atRest(): Promise<{ streams: number; open: Map<string, number> }> {
  let last = ''
  let now = { streams: -1, open: new Map<string, number>() }
  const look = async () => {
    const before = last
    now = { streams: await window.slipway.openStreams(), open: descriptors() }
    last = JSON.stringify([now.streams, ...now.open])
    return last === before
  }
  await expect.poll(look, { intervals: [1_000] }).toBe(true)
  return now
}

test('after 500 changes of what is shown, with a terminal open, main has nothing more open than before', async ({
  engine,
}) => {
  const view = new ContainersPage(window.page)
  await docker(engine, 'run', '-d', '--name', 'here', engine.image, 'sleep', '1000')
  const container = await docker(engine, 'inspect', '--format', '{{.Id}}', 'here')
  const image = await docker(engine, 'inspect', '--format', '{{.Image}}', 'here')
  const paths = [
    '#/images',
    `#/containers/${container}`,
    '#/layers',
    `#/containers/${container}/logs`,
    '#/containers',
    `#/layers/${image}`,
    `#/containers/${container}/usage`,
    '#/engine',
    `#/images/${image}`,
    `#/containers/${container}/inspect`,
    '#/engine/settings',
  ]
  /** Goes as links do; some views are left before they have anything to show, the others once they have. */
  const wander = (times: number, pauses: readonly number[]) =>
    view.page.evaluate(
      async ([paths, times, pauses]) => {
        const { __vue_app__ } = document.getElementById('app') as unknown as {
          __vue_app__: { config: { globalProperties: { $router: { push(path: string): Promise<void> } } } }
        }
        const { $router } = __vue_app__.config.globalProperties
        for (let time = 0; time < times; time++) {
          await $router.push(paths[time % paths.length]!.slice(1))
          await new Promise((resolve) => setTimeout(resolve, pauses[time % pauses.length]))
        }
        await $router.push('/containers')
      },
      [paths, times, pauses] as const,
    )

  const terminal = new TerminalPage(view.page)
  await view.choose('here', 'Terminal')
  await terminal.shows('#')
  // What is read or started once, at first use, such as a thread: each view has time for it.
  await wander(2 * paths.length, [400])
  await expect(view.row('here')).toBeVisible()
  const { streams, open } = await atRest()

  // Of more than two hundred in ten seconds Chromium drops the rest, and the address is not what is shown any more.
  await wander(500, [120, 30, 30])
  await expect(view.row('here')).toBeVisible()
  await expect.poll(window.slipway.openStreams).toBe(streams)
  const more = () => [...descriptors()].filter(([kind, count]) => count > (open.get(kind) ?? 0))
  await expect.poll(more).toEqual([])
  await terminal.run('echo still $((40 + 2))')
  await terminal.shows('still 42')
  await terminal.close.click()
  await expect.poll(() => docker(engine, 'inspect', '--format', '{{len .ExecIDs}}', 'here')).toBe('0')
})
