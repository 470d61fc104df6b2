import { describe, expect, it } from 'vitest'
import { engineFeatures } from '../../../main/contract/connections'
import { containerStates } from '../../../main/contract/constants'
import type { Container } from '../../../main/contract/containers'
import { type ContainerWays, containerActions } from '../../../renderer/features/containers/actions'
import { rawText, t } from '../../../renderer/ui/i18n'
import { actionMenu, actionOfKey, actionsOf, takersOf, unless } from '../../../renderer/ui/list/action'

const done: string[] = []
const ways = (lacking: readonly string[] = []): ContainerWays => ({
  run: async (id, action) => void done.push(`${action} ${id}`),
  runAll: async (action, all) => void done.push(`${action} ${all.map(({ id }) => id)}`),
  askRemoval: (ids) => done.push(`remove ${ids}`),
  askName: (id) => done.push(`rename ${id}`),
  askSignal: (ids) => done.push(`kill ${ids}`),
  askCommit: (id) => done.push(`commit ${id}`),
  exportFiles: (id) => done.push(`export ${id}`),
  askSnapshot: (id) => done.push(`snapshot ${id}`),
  showLogs: (id) => done.push(`logs ${id}`),
  showTerminal: ({ id }) => done.push(`terminal ${id}`),
  askTerminal: (id) => done.push(`ask terminal ${id}`),
  openToolbox: ({ id }) => done.push(`toolbox ${id}`),
  attach: ({ id }) => done.push(`attach ${id}`),
  showSeveralLogs: (ids) => done.push(`logs ${ids}`),
  showInspect: (id) => done.push(`inspect ${id}`),
  openPort: (id, port) => done.push(`open ${id} ${port.hostPort}`),
  edit: (id, clone) => done.push(`${clone ? 'clone' : 'edit'} ${id}`),
  runLike: (id) => done.push(`like ${id}`),
  copy: (text) => done.push(`copy ${text}`),
  showLayers: (id) => done.push(`layers ${id}`),
  showPath: (id) => done.push(`path ${id}`),
  lacks: (feature) => (lacking.includes(feature) ? `not ${feature}` : null),
})
const actions = containerActions(ways())
const container = (state: Container['state'], id = state as string) =>
  ({ id, name: `name-${id}`, state, ports: [] as Container['ports'] }) as Container
const port = (hostPort: number | null, containerPort: number, protocol: 'tcp' | 'udp' = 'tcp') => ({
  hostPort,
  containerPort,
  protocol,
  hostIp: '0.0.0.0',
})
const web = { ...container('running', 'web'), ports: [port(null, 9), port(53, 53, 'udp'), port(8080, 80)] }
const idsOf = (state: Container['state']) => actionsOf(actions, container(state)).map(({ id }) => id)

describe('the actions of a container', () => {
  it('are what its state asks for, most likely first', () => {
    const look = ['inspect', 'layers', 'path', 'edit', 'clone', 'runLike']
    const inside = ['terminal', 'terminalWith', 'attach', 'toolbox']
    const copies = ['copyName', 'copyId']
    const rest = ['logs', ...look, 'commit', 'snapshot', 'export', 'rename', ...copies, 'remove']
    expect(idsOf('running')).toEqual([
      'stop',
      'restart',
      'pause',
      'kill',
      'logs',
      ...inside,
      ...rest.slice(1),
    ])
    expect(idsOf('paused')).toEqual(['resume', 'stop', 'restart', 'kill', ...rest])
    expect(idsOf('restarting')).toEqual(['stop', 'restart', 'kill', ...rest])
    expect(idsOf('created')).toEqual(['start', ...rest])
    expect(idsOf('exited')).toEqual(['start', ...rest])
    const lookOnly = look.filter((id) => !/^(edit|clone)$/.test(id))
    expect(idsOf('dead')).toEqual(['logs', ...lookOnly, ...copies, 'remove'])
    expect(idsOf('removing')).toEqual(['logs', 'inspect', ...copies])
  })

  it('have at most three buttons in the row: the logs, and a terminal where there can be one', () => {
    for (const state of containerStates) {
      const row = container(state)
      const inRow = actionsOf(actions, row).filter((action) => action.inRow?.(row))
      expect(inRow.length, state).toBeLessThanOrEqual(3)
      const inside = state === 'running' ? ['logs', 'terminal'] : ['logs']
      expect(inRow.map(({ id }) => id).slice(-inside.length), state).toEqual(inside)
    }
  })

  it('are said to be out of reach once for all of them, and are taken by none', () => {
    let away: string | null = 'nobody answers'
    const offered = unless(() => away, containerActions(ways(['layersOnDisk'])))
    const row = container('running')
    const [why, ...rest] = actionMenu(offered, row)
    expect(why).toMatchObject({ reason: 'nobody answers' })
    expect(rest.map(({ disabled, reason }) => [disabled, reason])).toEqual(rest.map(() => [true, undefined]))
    expect(rest).toHaveLength(actionsOf(offered, row).length)
    for (const action of offered) expect(takersOf(action, [row]), action.id).toEqual([])
    away = null
    expect(actionMenu(offered, row)).toEqual(actionMenu(containerActions(ways(['layersOnDisk'])), row))
  })

  it('keep what the engine lacks in its place in the menu, with the reason', () => {
    const lacking = containerActions(ways(['pause', 'layersOnDisk']))
    const menu = actionMenu(lacking, container('running'))
    expect(menu.map(({ key }) => key)).toEqual(idsOf('running'))
    expect(menu.filter(({ reason }) => reason).map(({ key, reason }) => [key, reason])).toEqual([
      ['pause', 'not pause'],
      ['layers', 'not layersOnDisk'],
      ['snapshot', t('action.noSnapshot')],
    ])
    for (const feature of engineFeatures) expect(rawText(`lacks.${feature}`), feature).toMatch(/\.$/)
  })

  it('are found by the keys that the menu shows, each once, and only where they make sense', () => {
    const plain = { ctrlKey: false, altKey: false, metaKey: false }
    const row = web
    const keyed = actions.filter(({ key }) => key)
    expect(new Set(keyed.map(({ key }) => key)).size).toBe(keyed.length)
    for (const action of keyed) {
      expect(actionOfKey(actions, row, { ...plain, key: action.key! })).toBe(action)
      expect(actionOfKey(actions, row, { ...plain, key: action.key!, ctrlKey: true })).toBeUndefined()
      expect(actionMenu(actions, row).find(({ key }) => key === action.id)?.hint).toMatch(
        /^(K|L|T|O|I|Y|W|E|C|F2|Del)$/,
      )
    }
    expect(actionOfKey(actions, container('removing'), { ...plain, key: 'Delete' })).toBeUndefined()
  })

  it('open a port where one is published, inspect, edit, copy, and run another', async () => {
    done.length = 0
    const act = (id: string, row: Container) =>
      actionsOf(actions, row)
        .find((one) => one.id === id)
        ?.run(row)
    const ids = ['openPort', 'inspect', 'edit', 'clone', 'runLike', 'copyName', 'copyId']
    for (const id of ids) await act(id, web)
    expect(done).toEqual([
      ...['open web 8080', 'inspect web', 'edit web', 'clone web', 'like web'],
      ...['copy name-web', 'copy web'],
    ])
    const isOffered = (row: Container) => actionsOf(actions, row).some(({ id }) => id === 'openPort')
    expect(isOffered({ ...web, state: 'exited' })).toBe(false)
    expect(isOffered({ ...web, ports: [port(null, 80), port(53, 53, 'udp')] })).toBe(false)
    const far = containerActions(ways(['sameMachine']))
    expect(actionMenu(far, web).find(({ key }) => key === 'openPort')?.reason).toBe('not sameMachine')
  })

  it('are done with those of many that they are for', () => {
    done.length = 0
    const many = containerStates.map((state) => container(state))
    for (const action of actions.filter(({ bulk }) => bulk)) action.bulk?.(takersOf(action, many))
    expect(done).toEqual([
      'start created,exited',
      'resume paused',
      'stop running,paused,restarting',
      'restart running,paused,restarting',
      'pause running',
      'kill running,paused,restarting',
      'logs created,running,paused,restarting,removing,exited,dead',
      'remove created,running,paused,restarting,exited,dead',
    ])
    const pause = containerActions(ways(['pause'])).find(({ id }) => id === 'pause')!
    expect(takersOf(pause, many), 'not what the engine lacks').toEqual([])
  })
})
