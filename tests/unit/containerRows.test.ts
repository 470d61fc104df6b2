import { describe, expect, it } from 'vitest'
import type { InspectedContainer, ListedContainer } from '../../main/engine/api/containerAnswers'
import { containerDetails } from '../../main/services/containers/inspection'
import { publishedAddress } from '../../main/services/containers/published'
import { toRow } from '../../main/services/containers/rows'
import { say } from '../../main/texts/sentence'

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
        { name: 'A', value: 'b=c' },
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

describe('a start that failed', () => {
  const never = (error: string) => {
    const State = { Status: 'created', ExitCode: 127, StartedAt: '0001-01-01T00:00:00Z', Error: error }
    return containerDetails({ ...inspection, State }, called)
  }
  const text = (error: string) => {
    const { startProblem } = never(error)
    return startProblem && say(startProblem)
  }
  const oci =
    'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: '

  it('is told as a sentence, and in the words of the engine', () => {
    const missing = `${oci}error during container init: exec: "/no/such/binary": stat /no/such/binary: no such file or directory: unknown`
    expect(text(missing)).toBe('The program /no/such/binary does not exist in nginx:1.')
    expect(never(missing)).toMatchObject({ error: missing, startFailed: true })
    expect(text(`${oci}exec: "nope": executable file not found in $PATH: unknown`)).toBe(
      'The program nope does not exist in nginx:1.',
    )
    expect(text(`${oci}exec: "/etc/passwd": permission denied: unknown`)).toBe(
      'The program /etc/passwd of nginx:1 may not be run.',
    )
    expect(
      text(
        'driver failed programming external connectivity on endpoint web (aa): Bind for 0.0.0.0:8080 failed: port is already allocated',
      ),
    ).toMatch(/8080/)
    expect(text('invalid mount config for type "bind": bind source path does not exist: /srv/gone')).toMatch(
      /^\/srv\/gone does not exist/,
    )
  })

  it('has no sentence where nobody knows what it means, nor while it runs', () => {
    expect(never('something new')).toMatchObject({ error: 'something new', startProblem: null })
    expect(never('')).toMatchObject({ error: null, startProblem: null, startFailed: false })
    const State = { ...inspection.State, Status: 'running', Error: `${oci}exec: "a": permission denied` }
    expect(containerDetails({ ...inspection, State }, called)).toMatchObject({
      startProblem: null,
      startFailed: false,
    })
  })
})

describe('a health check', () => {
  const health = (Test: readonly string[] | null, Health: InspectedContainer['State']['Health']) =>
    containerDetails(
      {
        ...inspection,
        State: { ...inspection.State, Status: 'running', Health },
        Config: { ...inspection.Config, Healthcheck: { Test } },
      },
      called,
    ).healthcheck
  const run = (minute: number, Output: string) => ({
    End: `2026-01-02T03:0${minute}:00Z`,
    ExitCode: 1,
    Output,
  })

  it('has its command, its streak and what was said last', () => {
    const Log = [run(1, 'old'), run(2, 'older'), run(3, 'curl: refused\n'), run(4, `password=hush`)]
    expect(
      health(['CMD-SHELL', 'curl -f http://ada:hush@localhost || exit 1'], {
        Status: 'unhealthy',
        FailingStreak: 4,
        Log,
      }),
    ).toEqual({
      command: ['curl -f http://ada:••••••@localhost || exit 1'],
      failingStreak: 4,
      checks: [
        { at: Date.parse('2026-01-02T03:04:00Z'), exitCode: 1, output: 'password=••••••' },
        { at: Date.parse('2026-01-02T03:03:00Z'), exitCode: 1, output: 'curl: refused' },
        { at: Date.parse('2026-01-02T03:02:00Z'), exitCode: 1, output: 'older' },
      ],
    })
    const words = health(['CMD', 'check', '--token', 'hush'], { Status: 'healthy' })
    expect(words).toEqual({ command: ['check', '--token', '••••••'], failingStreak: 0, checks: [] })
  })

  it('is none where there is none', () => {
    expect(health(null, null)).toBeNull()
    expect(health(['NONE'], { Status: 'none' })).toBeNull()
    expect(containerDetails(inspection, called).healthcheck).toBeNull()
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
