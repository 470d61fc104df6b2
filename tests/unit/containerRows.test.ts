import { describe, expect, it } from 'vitest'
import type { InspectedContainer, ListedContainer } from '../../main/engine/api/containerAnswers'
import { containerDetails } from '../../main/services/containers/inspection'
import { publishedAddress } from '../../main/services/containers/published'
import { toRow } from '../../main/services/containers/rows'

const summary: ListedContainer = {
  Id: 'a'.repeat(64),
  Names: ['/web'],
  Image: 'nginx:1',
  ImageID: `sha256:${'b'.repeat(64)}`,
  Command: "sh -c 'sleep 1'",
  Created: 1_700_000_000,
  Ports: [],
  Labels: {},
  State: 'running',
  Status: 'Up 2 minutes',
}

describe('a row', () => {
  it('has state, health and exit code from what the engine says', () => {
    const cases = [
      ['running', 'Up 2 minutes', 'running', 'none', null],
      ['running', 'Up 2 minutes (healthy)', 'running', 'healthy', null],
      ['running', 'Up 2 minutes (unhealthy)', 'running', 'unhealthy', null],
      ['running', 'Up Less than a second (health: starting)', 'running', 'starting', null],
      ['paused', 'Up 2 minutes (Paused)', 'paused', 'none', null],
      ['exited', 'Exited (137) 3 hours ago', 'exited', 'none', 137],
      ['exited', 'Exited (0) Less than a second ago', 'exited', 'none', 0],
      ['restarting', 'Restarting (1) 5 seconds ago', 'restarting', 'none', 1],
      ['created', 'Created', 'created', 'none', null],
      ['removing', 'Removal In Progress', 'removing', 'none', null],
      ['dead', 'Dead', 'dead', 'none', null],
      // Podman's own.
      ['configured', 'Created', 'created', 'none', null],
      ['initialized', 'Initialized', 'created', 'none', null],
      ['stopping', 'Up 2 minutes', 'running', 'none', null],
      ['stopped', 'Exited (3) 2 seconds ago', 'exited', 'none', 3],
      ['something-new', 'Something new', 'dead', 'none', null],
    ] as const
    for (const [State, Status, state, health, exitCode] of cases) {
      expect(toRow({ ...summary, State, Status })).toMatchObject({ state, health, exitCode })
    }
  })

  it('has the name of its own, not what a link calls it', () => {
    expect(toRow({ ...summary, Names: ['/app/db', '/web'] }).name).toBe('web')
    expect(toRow({ ...summary, Names: null }).name).toBe('a'.repeat(12))
    expect(toRow({ ...summary, Names: [] }).name).toBe('a'.repeat(12))
  })

  it('has each port once, in order', () => {
    const Ports = [
      { IP: '::', PrivatePort: 443, PublicPort: 8443, Type: 'tcp' },
      { IP: '0.0.0.0', PrivatePort: 443, PublicPort: 8443, Type: 'tcp' },
      { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8081, Type: 'tcp' },
      { IP: '::', PrivatePort: 80, PublicPort: 8081, Type: 'tcp' },
      { IP: '127.0.0.1', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
      { IP: '::', PrivatePort: 53, PublicPort: 5353, Type: 'udp' },
      { PrivatePort: 53, Type: 'tcp' },
    ]
    expect(toRow({ ...summary, Ports }).ports.map((port) => Object.values(port).join(' '))).toEqual([
      '53 tcp  ',
      '53 udp 5353 ::',
      '80 tcp 8080 127.0.0.1',
      '80 tcp 8081 0.0.0.0',
      '443 tcp 8443 0.0.0.0',
    ])
    expect(toRow({ ...summary, Ports: null, Labels: null })).toMatchObject({ ports: [], project: null })
  })

  it('belongs to a project and a service of Compose', () => {
    const Labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'db' }
    expect(toRow({ ...summary, Labels })).toMatchObject({
      project: 'shop',
      service: 'db',
      createdAt: 1_700_000_000_000,
    })
  })
})

const inspection: InspectedContainer = {
  Id: 'a'.repeat(64),
  Name: '/web',
  Created: '2026-01-02T03:04:05.123456789Z',
  Path: 'sh',
  Args: ['-c', 'sleep 1'],
  Image: `sha256:${'b'.repeat(64)}`,
  State: {
    Status: 'exited',
    ExitCode: 2,
    StartedAt: '2026-01-02T03:04:06Z',
    FinishedAt: '2026-01-02T03:04:07Z',
    Error: '',
    OOMKilled: true,
  },
  Config: {
    Image: 'nginx:1',
    Env: ['A=b=c', 'SECRET=hush\nquiet', 'BARE'],
    Entrypoint: null,
    Cmd: null,
    WorkingDir: '',
    User: '',
    Hostname: 'aaaa',
    Tty: false,
    Labels: null,
  },
  HostConfig: { RestartPolicy: { Name: '' } },
  NetworkSettings: {
    Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }], '53/udp': null },
    Networks: null,
  },
  Mounts: null,
}

const called = { image: 'nginx:1', imageMoved: false }

describe('details', () => {
  it('of a container that has exited', () => {
    expect(containerDetails(inspection, called)).toMatchObject({
      ...called,
      name: 'web',
      commandLine: "sh -c 'sleep 1'",
      state: 'exited',
      exitCode: 2,
      startedAt: Date.parse('2026-01-02T03:04:06Z'),
      finishedAt: Date.parse('2026-01-02T03:04:07Z'),
      error: null,
      outOfMemory: true,
      restartPolicy: 'no',
      restartCount: 0,
      entrypoint: [],
      command: [],
      mounts: [],
      networks: [],
      labels: {},
      environment: [
        { name: 'A', value: null },
        { name: 'SECRET', value: null },
        { name: 'BARE', value: '' },
      ],
      ports: [
        { containerPort: 53, protocol: 'udp', hostPort: null, hostIp: null },
        { containerPort: 80, protocol: 'tcp', hostPort: 8080, hostIp: '0.0.0.0' },
      ],
    })
  })

  it('of one that never started, and of one that runs again', () => {
    const never = {
      ...inspection.State,
      Status: 'created',
      StartedAt: '0001-01-01T00:00:00Z',
      FinishedAt: '0001-01-01T00:00:00Z',
    }
    expect(containerDetails({ ...inspection, State: never }, called)).toMatchObject({
      startedAt: null,
      finishedAt: null,
      exitCode: null,
    })
    const looping = { ...inspection.State, Status: 'restarting' }
    expect(containerDetails({ ...inspection, State: looping }, called)).toMatchObject({ exitCode: 2 })
    const again = { ...inspection.State, Status: 'running' }
    expect(containerDetails({ ...inspection, State: again }, called)).toMatchObject({
      finishedAt: null,
      exitCode: null,
    })
  })
})

describe('the address of a port', () => {
  const port = (hostIp: string | null, containerPort = 80, protocol: 'tcp' | 'udp' = 'tcp') => ({
    containerPort,
    protocol,
    hostPort: 8080,
    hostIp,
  })

  it('is one that a browser here can open', () => {
    expect(publishedAddress(port('0.0.0.0'), '80/tcp', 'web')).toBe('http://localhost:8080')
    expect(publishedAddress(port('::'), '80/tcp', 'web')).toBe('http://localhost:8080')
    expect(publishedAddress(port(null), '80/tcp', 'web')).toBe('http://localhost:8080')
    expect(publishedAddress(port('127.0.0.2'), '80/tcp', 'web')).toBe('http://127.0.0.2:8080')
    expect(publishedAddress(port('::1'), '80/tcp', 'web')).toBe('http://[::1]:8080')
    expect(publishedAddress(port('0.0.0.0', 443), '443/tcp', 'web')).toBe('https://localhost:8080')
    expect(publishedAddress(port('0.0.0.0', 8443), '8443/tcp', 'web')).toBe('https://localhost:8080')
  })

  it('is refused for what is not published, or no browser speaks', () => {
    const code = (run: () => string) => {
      try {
        return run()
      } catch (error) {
        return (error as { code: string }).code
      }
    }
    expect(code(() => publishedAddress(undefined, '80/tcp', 'web'))).toBe('conflict')
    expect(code(() => publishedAddress({ ...port(null), hostPort: null }, '80/tcp', 'web'))).toBe('conflict')
    expect(code(() => publishedAddress(port('0.0.0.0', 53, 'udp'), '53/udp', 'web'))).toBe('unsupported')
  })
})
