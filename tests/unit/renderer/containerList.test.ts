import { describe, expect, it } from 'vitest'
import type { Container } from '../../../main/contract/containers'
import { commandLine } from '../../../main/shared/shellWords'
import { containerKind } from '../../../renderer/features/containers/kind'
import { countStates, matchesState, publishedPorts } from '../../../renderer/features/containers/list'
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
  createdAt: day,
  ports: [],
  project: null,
  volumes: [],
  labels: {},
  service: null,
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
    expect(counts).toEqual({ all: 3, running: 1, stopped: 1, paused: 1 })
    for (const filter of ['all', 'running', 'stopped', 'paused'] as const) {
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
    expect(names(sortContainers(list, { key: 'age', descending: false }))).toEqual(['new', 'middle', 'old'])
    expect(names(sortContainers(list, { key: 'ports', descending: false }))).toEqual(['middle', 'old', 'new'])
    expect(names(list)).toEqual(['old', 'new', 'middle'])
  })
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
