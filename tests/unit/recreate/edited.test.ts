import { describe, expect, it } from 'vitest'
import type { RunRequest } from '../../../main/contract/containers'
import type { InspectedContainer } from '../../../main/engine/api/containerAnswers'
import { asAnother } from '../../../main/services/recreate/clone'
import { changedIn, type EditImages, edited } from '../../../main/services/recreate/edited'
import { trialTime, verdictOn } from '../../../main/services/recreate/trial'
import { newRecord } from '../../../main/services/removed/record'

const before: RunRequest = {
  image: 'shop:1',
  name: 'web',
  command: [],
  ports: [{ hostIp: '', hostPort: 8080, containerPort: 80, protocol: 'tcp' }],
  environment: [{ name: 'OWN', value: '1' }],
  mounts: [{ source: 'data', target: '/data', readOnly: false }],
  restartPolicy: 'no',
  tty: false,
}
const config = {
  Image: 'shop:1',
  Env: ['PATH=/bin', 'OWN=1'],
  Cmd: ['serve'],
  Entrypoint: ['/run'],
  ExposedPorts: { '80/tcp': {}, '9000/sctp': {} },
  Volumes: { '/anonymous': {} },
  Labels: { 'com.docker.compose.project': 'p', own: 'yes' },
  Hostname: 'a'.repeat(12),
}
const host = {
  PortBindings: {
    '80/tcp': [{ HostIp: '', HostPort: '8080' }],
    '9000/sctp': [{ HostIp: '', HostPort: '9000' }],
  },
  Binds: ['data:/data:z', '/home:/home:ro'],
  RestartPolicy: { Name: 'no' },
  ShmSize: 5,
}
const image: EditImages = { own: { Cmd: ['serve'], Env: ['PATH=/bin'], Entrypoint: ['/run'] }, next: null }

function inspectionWith(more: object = {}) {
  return {
    Id: 'a'.repeat(64),
    Name: '/web',
    Config: config,
    HostConfig: host,
    State: { Status: 'running', ExitCode: 0 },
    NetworkSettings: { Networks: { net: { IPAMConfig: { IPv4Address: '10.0.0.9' }, Aliases: ['db'] } } },
    Mounts: [{ Type: 'volume', Name: 'b'.repeat(64), Destination: '/anonymous', Source: '/v', RW: true }],
    ...more,
  } as unknown as InspectedContainer & Record<string, unknown>
}
const record = newRecord({
  id: 'a'.repeat(64),
  name: 'web',
  image: 'shop:1',
  imageId: 'sha256:1',
  layer: '/l',
  volumes: [],
  removedAt: 1,
  ran: true,
  inspection: inspectionWith(),
  networks: [],
})
const after = (change: Partial<RunRequest>, images = image) => {
  const { inspection, ...rest } = edited(record, before, { ...before, ...change }, images)
  return { ...rest, config: inspection.Config, host: inspection.HostConfig, mounts: inspection.Mounts }
}

describe('a change laid over a container', () => {
  it('changes nothing that was not changed', () => {
    expect(edited(record, before, before, image)).toEqual(record)
    expect(changedIn(before, { ...before, tty: true, name: 'x' })).toEqual(['name', 'tty'])
  })

  it('of ports leaves those that the form has no row for', () => {
    const ports = [{ hostIp: '127.0.0.1', hostPort: null, containerPort: 81, protocol: 'tcp' }] as const
    const { config, host } = after({ ports: [...ports] })
    expect(host.PortBindings).toEqual({
      '81/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }],
      '9000/sctp': [{ HostIp: '', HostPort: '9000' }],
    })
    expect(config).toMatchObject({ ExposedPorts: { '81/tcp': {}, '9000/sctp': {} } })
    expect(host).toMatchObject({ ShmSize: 5 })
  })

  it('of one port leaves the others as the engine has them', () => {
    const ranged = { ...host, PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8000-8010' }] } }
    const shown = { ...before.ports[0]!, hostPort: null }
    const more = { ...shown, containerPort: 81 }
    const { inspection } = edited(
      { ...record, inspection: inspectionWith({ HostConfig: ranged }) },
      { ...before, ports: [shown] },
      { ...before, ports: [shown, more] },
      image,
    )
    expect(inspection.HostConfig.PortBindings).toEqual({
      '80/tcp': [{ HostIp: '', HostPort: '8000-8010' }],
      '81/tcp': [{ HostIp: '', HostPort: '' }],
    })
  })

  it('of variables leaves those of the image, unless one takes the place of one', () => {
    expect(after({ environment: [{ name: 'PATH', value: '/own' }] }).config.Env).toEqual(['PATH=/own'])
    expect(after({ environment: [] }).config.Env).toEqual(['PATH=/bin'])
  })

  it('of mounts keeps what a row that nobody touched had besides, and gives anonymous volumes their place', () => {
    const mounts = [...before.mounts, { source: '/srv', target: '/anonymous', readOnly: true }]
    const changed = after({ mounts })
    expect(changed.host).toMatchObject({
      Binds: host.Binds,
      Mounts: [{ Type: 'bind', Source: '/srv', Target: '/anonymous', ReadOnly: true }],
    })
    expect(changed.mounts).toEqual([])
    expect(changed.config).toMatchObject({ Volumes: {} })
    expect(after({ mounts: [] }).host).toMatchObject({ Binds: ['/home:/home:ro'], Mounts: [] })
  })

  it('to no command is the command of the image', () => {
    const words = { ...before, command: ['other'] }
    expect(edited(record, words, before, image).inspection.Config.Cmd).toEqual(['serve'])
    expect(after({ command: ['other', 'b c'] }).config.Cmd).toEqual(['other', 'b c'])
  })

  it('of the image takes what that says for what the image of before had said', () => {
    const next = { Cmd: ['go'], Env: ['PATH=/new', 'OWN=image'], Labels: { of: 'image' }, WorkingDir: '/w' }
    const changed = after({ image: 'shop:2' }, { ...image, next: { id: 'sha256:2', config: next } })
    expect(changed).toMatchObject({ image: 'shop:2', imageId: 'sha256:2' })
    expect(changed.config).toMatchObject({
      ...{ Image: 'shop:2', Cmd: ['go'], WorkingDir: '/w' },
      Env: ['PATH=/new', 'OWN=1'],
      Labels: { of: 'image', own: 'yes' },
    })
  })

  it('for a clone leaves out what only one can have', () => {
    const { Config, NetworkSettings } = asAnother(record).inspection
    expect(Config).toMatchObject({ Labels: { own: 'yes' }, Hostname: '' })
    expect(NetworkSettings.Networks).toEqual({ net: { Aliases: ['db'] } })
  })
})

describe('whether it is well', () => {
  const verdict = (state: object, more: object = {}) =>
    verdictOn(inspectionWith({ State: { Status: 'running', ExitCode: 0, ...state }, ...more }), 'web')
  const checked = (check: object) => ({
    Config: { ...config, Healthcheck: { Test: ['CMD', 'x'], ...check } },
  })

  it('is told by how it ended, or by its health check', () => {
    expect(verdict({})).toBeNull()
    expect(verdict({ Status: 'exited' })).toBe('well')
    expect(verdict({ Status: 'exited', ExitCode: 3 })).toMatchObject({ code: 'recreate/ended' })
    expect(verdict({ Status: 'restarting', ExitCode: 1 })).toMatchObject({ code: 'recreate/ended' })
    expect(verdict({ Status: 'restarting' })).toBeNull()
    expect(verdict({ Health: { Status: 'starting' } }, checked({}))).toBeNull()
    expect(verdict({ Health: { Status: 'healthy' } }, checked({}))).toBe('well')
    expect(verdict({ Health: { Status: 'unhealthy' } }, checked({}))).toMatchObject({
      code: 'recreate/unhealthy',
    })
  })

  it('is waited for as long as its check may take, and a moment where it has none', () => {
    const second = 1e9
    const time = (more: object) => trialTime(inspectionWith(more))
    expect(time({})).toBe(3000)
    expect(time(checked({ Test: ['NONE'] }))).toBe(3000)
    const check = { Interval: second, Timeout: second, Retries: 2, StartPeriod: 5 * second }
    expect(time(checked(check))).toBe(9000)
    expect(time(checked({ Interval: 3600 * second }))).toBe(600_000)
  })
})
