import { describe, expect, it } from 'vitest'
import { type Container, containerStates } from '../../../main/contract/containers'
import { commandLine } from '../../../main/shared/shellWords'
import { actionsFor } from '../../../renderer/features/containers/actions'
import {
  countStates,
  filterContainers,
  publishedPorts,
  sortContainers,
} from '../../../renderer/features/containers/list'

const container = (name: string, more: Partial<Container> = {}): Container => ({
  id: `${name.replace(/\W/g, '')}0123456789abcdef`,
  name,
  image: 'busybox:latest',
  imageId: 'sha256:0',
  command: 'sh',
  state: 'running',
  health: 'none',
  exitCode: null,
  createdAt: 0,
  ports: [],
  project: null,
  service: null,
  ...more,
})
const port = (hostPort: number | null, containerPort: number, hostIp = '0.0.0.0') => ({
  hostPort,
  containerPort,
  hostIp,
  protocol: 'tcp' as const,
})
const names = (list: readonly Container[]) => list.map(({ name }) => name)

describe('filter', () => {
  const list = [
    container('web-1', { image: 'shop-web:2.4', ports: [port(8080, 80)], project: 'shop' }),
    container('api', { image: 'shop-api:2.4', state: 'exited' }),
    container('db', { image: 'postgres:16', state: 'paused', id: 'feedbeef00112233' }),
  ]

  it('looks through name, image, port, id and project, for every word', () => {
    expect(names(filterContainers(list, 'WEB', 'all'))).toEqual(['web-1'])
    expect(names(filterContainers(list, 'shop 2.4', 'all'))).toEqual(['web-1', 'api'])
    expect(names(filterContainers(list, '8080', 'all'))).toEqual(['web-1'])
    expect(names(filterContainers(list, 'feedbeef', 'all'))).toEqual(['db'])
    expect(names(filterContainers(list, 'shop nothing', 'all'))).toEqual([])
  })

  it('gives back the very list when nothing is filtered', () => {
    expect(filterContainers(list, '  ', 'all')).toBe(list)
  })

  it('counts what each chip shows', () => {
    const counts = countStates(list)
    expect(counts).toEqual({ all: 3, running: 1, stopped: 1, paused: 1 })
    for (const filter of ['all', 'running', 'stopped', 'paused'] as const) {
      expect(filterContainers(list, '', filter)).toHaveLength(counts[filter])
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
      container('old', { createdAt: 1, ports: [port(9000, 80)] }),
      container('new', { createdAt: 9 }),
      container('middle', { createdAt: 5, ports: [port(80, 80)] }),
    ]
    expect(names(sortContainers(list, { key: 'age', descending: false }))).toEqual(['new', 'middle', 'old'])
    expect(names(sortContainers(list, { key: 'ports', descending: false }))).toEqual(['middle', 'old', 'new'])
    expect(names(list)).toEqual(['old', 'new', 'middle'])
  })
})

describe('ports', () => {
  it('shows a published port once, whatever addresses it is bound to, and no exposed ones', () => {
    expect(publishedPorts([port(8080, 80), port(8080, 80, '::'), port(null, 443), port(22, 22)])).toEqual([
      port(22, 22),
      port(8080, 80),
    ])
  })
})

describe('actions', () => {
  it('offers something in every state, each action once', () => {
    for (const state of containerStates) {
      const actions = actionsFor({ state })
      expect(actions.length).toBeGreaterThan(0)
      expect(new Set(actions).size).toBe(actions.length)
    }
  })

  it('offers Start only to what does not run, and Stop only to what does', () => {
    for (const state of containerStates) {
      const actions = actionsFor({ state })
      expect(actions.includes('start')).toBe(state === 'exited' || state === 'created')
      expect(actions.includes('stop')).toBe(['running', 'paused', 'restarting'].includes(state))
    }
  })
})

describe('commandLine', () => {
  it('quotes only what a shell would split', () => {
    expect(commandLine(['nginx', '-g', 'daemon off;'])).toBe("nginx -g 'daemon off;'")
    expect(commandLine(['echo', "it's", ''])).toBe(`echo 'it'\\''s' ''`)
  })
})
