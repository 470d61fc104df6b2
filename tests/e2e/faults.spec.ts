import { docker, dockerdOf } from '../support/engine'
import { isAlive } from '../support/processes'
import { expect, test } from './support/app'
import { ContainersPage } from './support/pages/containersPage'
import { EnginePage } from './support/pages/enginePage'
import { LogView } from './support/pages/logView'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()

test('kill -9 of dockerd: the window says so, and is right again by itself', async ({ engine }) => {
  const containers = new ContainersPage(window.page)
  const view = new EnginePage(window.page)
  const tick = 'i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.1; done'
  await docker(engine, 'run', '-d', '--name', 'web', engine.image, 'sh', '-c', tick)
  await docker(engine, 'create', '--name', 'idle', engine.image)
  const pid = await docker(engine, 'inspect', '--format', '{{.State.Pid}}', 'web')
  const logs = new LogView(window.page)
  await logs.show('web')
  await expect(logs.line(/tick 5/)).toBeVisible()

  await expect(view.connection).toContainText('ready')
  const said = await window.page.evaluateHandle(() => {
    const header = document.querySelector('header')!
    const texts: string[] = []
    const look = new MutationObserver(() => texts.push(header.textContent ?? ''))
    look.observe(header, { subtree: true, childList: true, characterData: true })
    return texts
  })
  const dead = dockerdOf(engine.home)
  process.kill(dead, 'SIGKILL')
  await expect.poll(async () => (await said.jsonValue()).join('\n')).toMatch(/starting/)
  await window.slipway.screen('fault-dockerd-killed')

  await expect.poll(() => isAlive(dead)).toBe(false)
  await expect(view.connection).toContainText('ready')
  await expect(view.main.getByText(/What you see is from/)).toHaveCount(0)
  expect(dockerdOf(engine.home)).not.toBe(dead)
  expect(await docker(engine, 'inspect', '--format', '{{.State.Pid}}', 'web'), 'it ran on').toBe(pid)

  // The list and the log are live again, without anything having been pressed.
  await docker(engine, 'rename', 'idle', 'renamed')
  await docker(engine, 'create', '--name', 'later', engine.image)
  await expect(containers.row('later')).toBeVisible()
  await expect.poll(() => containers.names()).toHaveLength(3)
  const listed = (await docker(engine, 'ps', '-a', '--format', '{{.Names}} {{.State}}')).split('\n')
  for (const line of listed) {
    const [name = '', state = ''] = line.split(' ')
    await containers.expectState(name, state)
  }
  const tickNow = async () =>
    Number(/tick (\d+)$/.exec(await docker(engine, 'logs', '--tail', '1', 'web'))?.[1])
  const now = await tickNow()
  await expect(logs.line(new RegExp(`tick ${now + 5}$`))).toBeVisible()
  await window.page.getByRole('tab', { name: 'Overview' }).click()
  await expect(containers.stateIn('web')).toHaveText('running')
})

test('what was asked of an engine that dies is answered in a sentence, and nothing stays pending', async ({
  engine,
}) => {
  const containers = new ContainersPage(window.page)
  await docker(engine, 'run', '-d', '--stop-timeout', '30', '--name', 'web', engine.image, 'sleep', '1000')
  await containers.press('web', 'Stop')
  await containers.expectState('web', 'stopping')
  process.kill(dockerdOf(engine.home), 'SIGKILL')
  await expect(containers.messages.filter({ hasText: /engine|web/i }).first()).toBeVisible()
  // It may have stopped before its engine died.
  const running = () => docker(engine, 'inspect', '--format', '{{.State.Running}}', 'web').catch(String)
  await expect.poll(running).toMatch(/^(true|false)$/)
  await expect(new EnginePage(window.page).connection).toContainText('ready')
  await containers.expectState('web', /^(running|exited \d+)$/)
  if ((await running()) === 'true') await containers.kill('web')
  await containers.expectState('web', /^exited/)
})
