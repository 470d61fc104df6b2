import { describe, expect, it } from 'vitest'
import type { Container } from '../../../main/contract/containers'
import { type ContainerWays, containerActions } from '../../../renderer/features/containers/actions'
import {
  afterThose,
  dependenciesOf,
  dependencyOrder,
  reversed,
} from '../../../renderer/features/containers/dependencies'
import { containerKind } from '../../../renderer/features/containers/kind'
import { countStates } from '../../../renderer/features/containers/list'
import { type Project, projectActions, projectsOf } from '../../../renderer/features/containers/projects'
import { filterRows } from '../../../renderer/ui/filter/filter'
import { actionMenu, actionsOf, unless } from '../../../renderer/ui/list/action'
import { sortRows } from '../../../renderer/ui/table/sortRows'
import { useListLines } from '../../../renderer/ui/table/useListLines'
import { settled } from '../../support/settled'

const dependsOn = 'com.docker.compose.depends_on'
const container = (name: string, more: Partial<Container> = {}) =>
  ({
    id: name,
    name,
    image: 'busybox',
    state: 'running',
    health: 'none',
    exitCode: null,
    createdAt: Date.UTC(2026, 0, 1),
    project: 'shop',
    service: name,
    ports: [],
    labels: {},
    commandLine: '',
    ...more,
  }) as unknown as Container

const done: string[] = []
const ways = {
  runAll: async (action, all) => void done.push(`${action} ${all.map(({ id }) => id)}`),
  askRemoval: (ids) => void done.push(`remove containers ${ids}`),
  lacks: () => null,
} as Partial<ContainerWays> as ContainerWays
const actions = projectActions(
  containerActions(ways),
  ({ name }) => void done.push(`remove ${name}`),
  ({ name }) => void done.push(`logs ${name}`),
)
const idsOf = (project: Project) => actionsOf(actions, project).map(({ id }) => id)

describe('a project', () => {
  const list = [
    container('web'),
    container('db', { state: 'exited', exitCode: 0 }),
    container('task', { state: 'exited', exitCode: 0, labels: { 'com.docker.compose.oneoff': 'True' } }),
    container('shop-stranger', { project: null }),
    container('shopping', { project: 'shopping' }),
    container('sho', { project: 'sho', state: 'paused' }),
  ]
  const shop = projectsOf(list).get('shop')!

  it('is what bears its label, and no stranger of such a name', () => {
    expect([...projectsOf(list).keys()]).toEqual(['shop', 'shopping', 'sho'])
    expect(shop.containers.map(({ id }) => id)).toEqual(['web', 'db', 'task'])
  })

  it('has the actions of its containers, for those that they are for', () => {
    expect(idsOf(shop)).toEqual(['start', 'stop', 'restart', 'logs', 'remove'])
    expect(idsOf({ name: 'up', containers: [container('a')] })).toEqual(['stop', 'restart', 'logs', 'remove'])
    expect(idsOf({ name: 'down', containers: [container('a', { state: 'created' })] })).toEqual([
      'start',
      'logs',
      'remove',
    ])
    done.length = 0
    for (const action of actionsOf(actions, shop)) void action.run(shop)
    expect(done, 'a task that ran once is not started with it').toEqual([
      'start db',
      'stop web',
      'restart web',
      'logs shop',
      'remove shop',
    ])
    expect(actions.find(({ key }) => key === 'Delete')?.id).toBe('remove')
    expect(actions[1]!.command!('shop')).toBe('Stop all of shop')
  })

  it('says why nothing can be done while the engine is away', () => {
    const away = projectActions(
      unless(() => 'nobody answers', containerActions(ways)),
      () => {},
      () => {},
    )
    expect(actionMenu(away, shop)[0]).toMatchObject({ reason: 'nobody answers' })
  })
})

describe('the order of a project', () => {
  const web = container('web', {
    labels: { [dependsOn]: 'api:service_started:true,cache:service_started:false' },
  })
  const api = container('api', { labels: { [dependsOn]: 'db:service_healthy:true' } })
  const cache = container('cache')
  const db = container('db')
  const other = container('other', { project: 'else', service: 'db' })
  const names = (rows: readonly Container[]) => rows.map(({ id }) => id)

  it('is the one that Compose noted, within the project', () => {
    expect(dependenciesOf(web)).toEqual(['api', 'cache'])
    expect(dependenciesOf(db)).toEqual([])
    const order = dependencyOrder([web, other, api, cache, db])
    expect(names(order.rows)).toEqual(['db', 'api', 'cache', 'web', 'other'])
    expect(order.before('api')).toEqual(['db'])
    expect(order.before('web')).toEqual(['api', 'cache'])
    expect(order.before('other')).toEqual([])
    const back = reversed(order)
    expect(names(back.rows)).toEqual(['other', 'web', 'cache', 'api', 'db'])
    expect(back.before('db')).toEqual(['api'])
    expect(back.before('web')).toEqual([])
  })

  it('is cut where it is a ring', () => {
    const a = container('a', { labels: { [dependsOn]: 'b' } })
    const b = container('b', { labels: { [dependsOn]: 'a,a' } })
    const order = dependencyOrder([a, b])
    expect(names(order.rows)).toEqual(['b', 'a'])
    expect(order.before('b')).toEqual([])
    expect(order.before('a')).toEqual(['b'])
  })

  it('has each wait for those before it, also when these fail', async () => {
    const order = dependencyOrder([web, api, cache, db])
    const begun: string[] = []
    const releases = new Map<string, (fails: boolean) => void>()
    const act = afterThose(order, ({ id }) => {
      begun.push(id)
      return new Promise<void>((resolve, reject) =>
        releases.set(id, (fails) => (fails ? reject(new Error(id)) : resolve())),
      )
    })
    const turns = order.rows.map((row) => act(row).catch(() => 'failed'))
    await settled()
    expect(begun).toEqual(['db', 'cache'])
    releases.get('db')!(true)
    await settled()
    expect(begun).toEqual(['db', 'cache', 'api'])
    releases.get('cache')!(false)
    releases.get('api')!(false)
    await settled()
    expect(begun).toEqual(['db', 'cache', 'api', 'web'])
    releases.get('web')!(false)
    expect(await Promise.all(turns)).toEqual(['failed', undefined, undefined, undefined])
  })
})

describe('10,000 containers in 500 projects', () => {
  let looks = 0
  const many = Array.from({ length: 10_000 }, (_, index) => {
    const project = `project-${index % 500}`
    const state = index % 7 === 0 ? 'exited' : 'running'
    const labels = { [dependsOn]: index >= 500 ? `s${Math.floor(index / 500) - 1}` : '' }
    const one = container(`c${index}`, { service: `s${Math.floor(index / 500)}`, labels, state, exitCode: 1 })
    const look = () => {
      looks++
      return project
    }
    return Object.defineProperty({ ...one }, 'project', { get: look, enumerable: true })
  })
  const kind = containerKind()

  it('are counted, ordered, filtered and grouped, each looked at a few times', () => {
    expect(countStates(many)).toMatchObject({ all: 10_000, failed: 1429, stopped: 1429 })
    const shown = sortRows(many, kind.columns, kind.sort, kind.rowKey)
    expect(shown[0]!.state).toBe('exited')
    looks = 0
    const lines = useListLines<Container>({
      rows: () => shown,
      rowKey: kind.rowKey,
      groupOf: () => kind.group!.of,
      closed: () => new Set(),
      toggle() {},
    })
    expect(lines.count).toBe(10_500)
    expect(lines.at(0)?.group).toMatchObject({ key: 'project-0', count: 20 })
    expect(lines.indexOf('c9999')).toBeGreaterThan(0)
    expect(looks, 'once for each to be grouped').toBeLessThanOrEqual(20_000)

    looks = 0
    const projects = projectsOf(many)
    expect(projects.size).toBe(500)
    expect(projects.get('project-7')!.containers).toHaveLength(20)
    expect(looks).toBeLessThanOrEqual(30_000)

    looks = 0
    const order = dependencyOrder(projects.get('project-7')!.containers)
    expect(order.rows.map(({ service }) => service)).toEqual(Array.from({ length: 20 }, (_, at) => `s${at}`))
    expect(looks).toBeLessThan(200)
    expect(filterRows(many, 'project:"project-42"', kind.fields, 0).rows).toHaveLength(20)
  })
})
