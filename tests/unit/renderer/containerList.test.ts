import { describe, expect, it } from 'vitest'
import type { Container } from '../../../main/contract/containers'
import { commandLine } from '../../../main/shared/shellWords'
import { stateText } from '../../../renderer/data/containerState'
import { containerKind } from '../../../renderer/features/containers/kind'
import {
  countStates,
  matchesState,
  publishedPorts,
  type StateFilter,
  stateFilters,
} from '../../../renderer/features/containers/list'
import { filterRows } from '../../../renderer/ui/filter/filter'
import type { TableSort } from '../../../renderer/ui/table/column'
import { sortRows } from '../../../renderer/ui/table/sortRows'

/** All that an engine made is younger than the year 2000. */
const day = Date.UTC(2026, 0, 1)
const container = (name: string, more: Partial<Container> = {}): Container => ({
  id: `${name.replace(/\W/g, '')}0123456789abcdef`,
  name,
  image: 'busybox:latest',
  imageMoved: false,
  imageId: 'sha256:0',
  commandLine: 'sh',
  state: 'running',
  health: 'none',
  exitCode: null,
  since: day,
  startFailed: false,
  outOfMemory: false,
  restartCount: 0,
  createdAt: day,
  ports: [],
  project: null,
  volumes: [],
  labels: {},
  service: null,
  toolboxOf: null,
  ...more,
})
const port = (hostPort: number | null, containerPort: number, hostIp = '0.0.0.0') => ({
  hostPort,
  containerPort,
  hostIp,
  protocol: 'tcp' as const,
})
const kind = containerKind()
const now = day + 1_000_000
const filter = (list: readonly Container[], query: string) => filterRows(list, query, kind.fields, now)
const sortContainers = (list: readonly Container[], sort: TableSort) =>
  sortRows(list, kind.columns, sort, kind.rowKey)
const names = (list: readonly Container[]) => list.map(({ name }) => name)

describe('filter', () => {
  const list = [
    container('web-1', { image: 'shop-web:2.4', ports: [port(8080, 80)], project: 'shop' }),
    container('api', { image: 'shop-api:2.4', state: 'exited', labels: { tier: 'front', owner: 'ada' } }),
    container('db', { image: 'postgres:16', state: 'paused', id: 'feedbeef00112233' }),
  ]

  it('looks through name, image, port, id and project, for every word', () => {
    expect(names(filter(list, 'WEB').rows)).toEqual(['web-1'])
    expect(names(filter(list, 'shop 2.4').rows)).toEqual(['web-1', 'api'])
    expect(names(filter(list, '8080').rows)).toEqual(['web-1'])
    expect(names(filter(list, 'feedbeef').rows)).toEqual(['db'])
    expect(names(filter(list, 'shop nothing').rows)).toEqual([])
  })

  it('knows its fields', () => {
    expect(names(filter(list, 'state:exited').rows)).toEqual(['api'])
    expect(names(filter(list, 'project:shop port:8080').rows)).toEqual(['web-1'])
    expect(names(filter(list, 'port:80').rows), 'the port inside').toEqual(['web-1'])
    expect(names(filter(list, '-image:shop').rows)).toEqual(['db'])
    expect(names(filter(list, 'image:postgres:16').rows)).toEqual(['db'])
    expect(names(filter(list, 'label:tier=front').rows)).toEqual(['api'])
    expect(names(filter(list, 'label:owner').rows)).toEqual(['api'])
    expect(names(filter(list, 'age:>16m').rows)).toEqual(['web-1', 'api', 'db'])
  })

  it('says why a container is there when no column shows it', () => {
    const shown = new Set(['state', 'name', 'image', 'ports', 'age'])
    const why = (query: string) => filter(list, query).why(list[0]!, shown)?.field.key ?? null
    expect(why('project:shop')).toBe('project')
    expect(why('shop')).toBeNull()
    expect(why('port:8080')).toBeNull()
    expect(why('port:80')).toBe('port')
  })

  it('gives back the very list when nothing is filtered', () => {
    expect(filter(list, '  ').rows).toBe(list)
  })

  it('counts what each chip shows', () => {
    const counts = countStates(list)
    expect(counts).toEqual({ all: 3, running: 1, failed: 0, stopped: 1, paused: 1 })
    for (const filter of stateFilters) {
      expect(list.filter((one) => matchesState(one, filter))).toHaveLength(counts[filter])
    }
  })
})

describe('sort', () => {
  it('orders names as people do, and equals by name', () => {
    const list = [container('web-10'), container('web-2'), container('Web-1')]
    expect(names(sortContainers(list, { key: 'name', descending: false }))).toEqual([
      'Web-1',
      'web-2',
      'web-10',
    ])
    expect(names(sortContainers(list, { key: 'image', descending: false }))).toEqual([
      'Web-1',
      'web-2',
      'web-10',
    ])
  })

  it('puts the newest first by age, and those without a port last by port', () => {
    const list = [
      container('old', { createdAt: day + 1, ports: [port(9000, 80)] }),
      container('new', { createdAt: day + 9 }),
      container('middle', { createdAt: day + 5, ports: [port(80, 80)] }),
    ]
    expect(names(sortContainers(list, { key: 'age', descending: true }))).toEqual(['new', 'middle', 'old'])
    expect(kind.columns.find(({ key }) => key === 'age')).toMatchObject({ descendingFirst: true })
    expect(names(sortContainers(list, { key: 'ports', descending: false }))).toEqual(['middle', 'old', 'new'])
    expect(names(list)).toEqual(['old', 'new', 'middle'])
  })
})

/** One of each, oldest first. */
const crowd = [
  container('made', { state: 'created' }),
  container('broken', { state: 'created', startFailed: true }),
  container('done', { state: 'exited', exitCode: 0 }),
  container('crashed', { state: 'exited', exitCode: 1 }),
  container('stopped', { state: 'exited', exitCode: 137 }),
  container('asked', { state: 'exited', exitCode: 143 }),
  container('starved', { state: 'exited', exitCode: 137, outOfMemory: true }),
  container('never-again', { state: 'exited', exitCode: 127, startFailed: true }),
  container('loops', { state: 'restarting', exitCode: 1, restartCount: 10 }),
  container('sick', { health: 'unhealthy' }),
  container('well', { health: 'healthy' }),
  container('asleep', { state: 'paused' }),
  container('corpse', { state: 'dead' }),
  container('plain'),
].map((one, index) => ({ ...one, createdAt: day + index * 1000 }))
const named = (name: string) => crowd.find((one) => one.name === name)!

describe('trouble', () => {
  const trouble = ['corpse', 'sick', 'loops', 'never-again', 'starved', 'crashed', 'broken']

  it('comes first, then what runs, then the rest, of each the newest', () => {
    expect(names(sortContainers(crowd, kind.sort))).toEqual([
      ...trouble,
      ...['plain', 'well'],
      ...['asleep', 'asked', 'stopped', 'done', 'made'],
    ])
    const twins = [container('b'), container('a'), container('c')]
    expect(names(sortContainers(twins, kind.sort)), 'equals by name').toEqual(['a', 'b', 'c'])
  })

  it('has a word and a mark of its own', () => {
    const shown = Object.fromEntries(crowd.map((one) => [one.name, stateText(one)]))
    expect(shown).toMatchObject({
      broken: { mark: 'startFailed', word: 'failed to start' },
      crashed: { mark: 'failed', word: 'exited 1' },
      starved: { mark: 'outOfMemory', word: 'out of memory' },
      loops: { mark: 'looping', word: 'restarting, exit 1, 10 times' },
      sick: { mark: 'unhealthy', word: 'unhealthy' },
      corpse: { mark: 'dead', word: 'dead' },
      stopped: { mark: 'exited', word: 'exited 137' },
      done: { mark: 'exited', word: 'exited 0' },
      made: { mark: 'created', word: 'created' },
    })
    expect(stateText(named('broken'), 'start').mark, 'what is being done comes first').toBe('starting')
    expect(stateText(named('crashed'), null, { asOfThen: true }).mark).toBe('unknown')
  })

  it('is counted by its chip, and what was never started is not stopped', () => {
    const of = (filter: StateFilter) => names(crowd.filter((one) => matchesState(one, filter))).sort()
    expect(of('failed')).toEqual([...trouble].sort())
    expect(of('stopped')).toEqual(
      ['asked', 'corpse', 'crashed', 'done', 'never-again', 'starved', 'stopped'].sort(),
    )
    expect(of('running')).toEqual(['loops', 'plain', 'sick', 'well'])
  })

  it('is found by its word, and by the field', () => {
    expect(names(filter(crowd, 'state:failed').rows).sort()).toEqual([...trouble].sort())
    expect(names(filter(crowd, 'failed').rows).sort()).toEqual([...trouble].sort())
    expect(names(filter(crowd, 'unhealthy').rows)).toEqual(['sick'])
    expect(names(filter(crowd, 'state:restarting').rows)).toEqual(['loops'])
    expect(names(filter(crowd, 'health:healthy').rows)).toEqual(['well'])
    expect(filter(crowd, 'dea').rows, 'no half words').toEqual([])
    expect(filter(crowd, 'failed').why(named('crashed'), new Set(['state']))).toBeNull()
  })
})

describe('an id', () => {
  const list = [
    container('port', { ports: [port(8080, 80)], id: 'aaaa' }),
    container('holds', { id: 'ab8080cd' }),
    container('begins', { id: 'feedbeef' }),
  ]

  it('is found from its start alone, by four digits or its field', () => {
    expect(names(filter(list, '8080').rows)).toEqual(['port'])
    expect(names(filter(list, 'FEED').rows)).toEqual(['begins'])
    expect(names(filter(list, 'fee').rows)).toEqual([])
    expect(names(filter(list, 'id:fe').rows)).toEqual(['begins'])
  })
})

it('fewer words are advised only where words were typed', () => {
  expect(kind.noMatch('3', true)).toContain('Fewer words find more')
  expect(kind.noMatch('3', false)).toBe('None of the 3 containers is in this state.')
})

it('a label is found by its whole, where no field is said', () => {
  const list = [container('a', { labels: { tier: 'front' } }), container('b')]
  expect(names(filter(list, 'tier=front').rows)).toEqual(['a'])
  expect(names(filter(list, 'tier').rows)).toEqual([])
  expect(names(filter(list, 'label:tier').rows)).toEqual(['a'])
})

describe('ports', () => {
  it('shows a published port once, whatever addresses it is bound to, and no exposed ones', () => {
    expect(publishedPorts([port(8080, 80), port(8080, 80, '::'), port(null, 443), port(22, 22)])).toEqual([
      port(8080, 80),
      port(22, 22),
    ])
  })

  it('puts the port for a browser first, whatever its number on the host', () => {
    const shown = publishedPorts([port(32_768, 9000), port(32_769, 8080), port(32_770, 443), port(1, 443)])
    expect(shown.map(({ containerPort, hostPort }) => [containerPort, hostPort])).toEqual([
      [443, 1],
      [443, 32_770],
      [8080, 32_769],
      [9000, 32_768],
    ])
  })
})

describe('commandLine', () => {
  it('quotes only what a shell would split', () => {
    expect(commandLine(['nginx', '-g', 'daemon off;'])).toBe("nginx -g 'daemon off;'")
    expect(commandLine(['echo', "it's", ''])).toBe(`echo 'it'\\''s' ''`)
  })
})
