import { containerPid, discard, docker, dockerdOf, startEngine } from '../support/engine'
import { isAlive, type ProcessEntry, processes } from '../support/processes'
import { signal } from '../support/signal'
import { startWeb, webAnswer } from '../support/web'
import { childrenOf, expect, launch, test } from './support/app'

test('a window that is killed takes nothing with it, and the next one shows all as it was', async () => {
  const engine = await startEngine()
  try {
    const pid = await startWeb(engine)
    const before = engine.engine.state.processes
    const first = await launch({ home: engine.home })
    await expect(first.page.getByRole('row', { name: 'web' })).toBeVisible()
    const main = first.process.pid!
    const all = [main, ...childrenOf(main)]
    signal(main, 'SIGKILL')
    await expect.poll(() => all.filter(isAlive)).toEqual([])

    expect(await containerPid(engine, 'web')).toBe(pid)
    expect(await webAnswer(engine)).toBe('works')
    expect(engine.engine.state).toMatchObject({ phase: 'ready', reason: null, processes: before })

    // What died meanwhile without a word of the engine's.
    const dockerd = dockerdOf(engine.home)
    const leads = ({ parent, command }: ProcessEntry) => parent === dockerd && /docker-proxy /.test(command)
    signal(processes().find(leads)?.pid, 'SIGKILL')

    // Its locks and its profile do not keep the next one from opening.
    const second = await launch({ home: engine.home })
    const row = second.page.getByRole('row', { name: 'web' })
    await expect(row).toBeVisible()
    await expect(row).toContainText(/running|up/i)
    await expect(
      second.page.getByText(/^Published ports no longer lead anywhere.*: web \(\d+\)/),
    ).toBeVisible()
    await row.click()
    await expect(second.page.getByText(/^Nothing leads from \d+ to this container any more/)).toBeVisible()
    await second.close()
    expect(await docker(engine, 'ps', '-a', '--format', '{{.Names}} {{.State}}')).toBe('web running')
  } finally {
    await discard(engine.engine)
  }
})
