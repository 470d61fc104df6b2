import { describe, expect, it } from 'vitest'
import type { InspectedContainer } from '../../../main/engine/api/containerAnswers'
import { bodyOf, type Surroundings } from '../../../main/services/removed/body'
import { inOrder } from '../../../main/services/removed/comeBack'
import { newRecord, type RemovalRecord } from '../../../main/services/removed/record'
import { anonymousVolumes, usersOf } from '../../../main/services/removed/volumes'

const id = (digit: string) => digit.repeat(64)

function recordOf(
  { host = {}, config = {}, networks = {}, mounts = [] }: Record<string, unknown>,
  more: Partial<RemovalRecord> = {},
): RemovalRecord {
  const inspection = {
    Id: id('a'),
    Name: '/web',
    Config: { Image: 'shop:1', Entrypoint: null, Volumes: null, ...(config as object) },
    HostConfig: { NetworkMode: 'bridge', ...(host as object) },
    NetworkSettings: { Networks: networks },
    Mounts: mounts,
  } as unknown as InspectedContainer & Record<string, unknown>
  const about = {
    id: id('a'),
    name: 'web',
    image: 'shop:1',
    imageId: `sha256:${id('1')}`,
    layer: '/l',
    volumes: [],
  }
  return { ...newRecord({ ...about, removedAt: 1, ran: true, inspection, networks: [] }), ...more }
}

const around: Surroundings = {
  image: 'shop:1',
  hasEntrypoint: false,
  container: () => null,
  hasVolume: () => false,
  empty: new Set(),
}
const volume = (name: string, destination: string, RW = true) => ({
  Type: 'volume',
  Name: name,
  Source: `/v/${name}/_data`,
  Destination: destination,
  RW,
})

describe('what creates a removed container again', () => {
  it('is its own configuration, with what this Slipway knows nothing of', () => {
    const body = bodyOf(recordOf({ config: { Env: ['A=1'], Later: 7 }, host: { ShmSize: 5 } }), around)
    expect(body).toMatchObject({ Env: ['A=1'], Later: 7, Image: 'shop:1' })
    expect(body.HostConfig).toMatchObject({ ShmSize: 5, NetworkMode: 'bridge' })
  })

  it('keeps an entrypoint that had been taken away from coming back with the image', () => {
    expect(bodyOf(recordOf({}), { ...around, hasEntrypoint: true }).Entrypoint).toEqual([])
    expect(bodyOf(recordOf({ config: { Entrypoint: ['/run'] } }), around).Entrypoint).toEqual(['/run'])
  })

  it('names the containers that it joined as they are by now', () => {
    const host = {
      NetworkMode: `container:${id('b')}`,
      PidMode: `container:${id('b')}`,
      VolumesFrom: ['db:ro', 'gone'],
    }
    const container = (one: string) => (one === id('b') ? id('c') : one === 'db' ? 'db' : null)
    expect(bodyOf(recordOf({ host }), { ...around, container }).HostConfig).toMatchObject({
      NetworkMode: `container:${id('c')}`,
      PidMode: `container:${id('c')}`,
      VolumesFrom: ['db:ro'],
    })
  })

  it('does not say what is said by the container whose network it shares', () => {
    const config = { Hostname: 'other', Domainname: 'd', ExposedPorts: { '80/tcp': {} } }
    const body = bodyOf(recordOf({ config, host: { NetworkMode: 'container:db' } }), around)
    expect(body).toMatchObject({ Hostname: '', Domainname: '', ExposedPorts: null })
    expect(bodyOf(recordOf({ config, host: { UTSMode: 'host' } }), around)).toMatchObject({
      Hostname: '',
      ExposedPorts: { '80/tcp': {} },
    })
    expect(bodyOf(recordOf({ config }), around).Hostname).toBe('other')
  })

  it('has the network that it was made with, by name, without what the engine made of it', () => {
    const networks = {
      shop: {
        IPAMConfig: { IPv4Address: '10.1.0.9' },
        Aliases: ['web', 'aaaaaaaaaaaa'],
        MacAddress: '',
        IPAddress: '10.1.0.9',
        EndpointID: 'x',
      },
      other: { Aliases: null },
    }
    const record = recordOf(
      { host: { NetworkMode: 'n1' }, networks },
      { networks: [{ Id: 'n1', Name: 'shop' }] },
    )
    const body = bodyOf(record, around)
    expect(body.HostConfig.NetworkMode).toBe('shop')
    expect(body.NetworkingConfig.EndpointsConfig).toEqual({
      shop: { IPAMConfig: { IPv4Address: '10.1.0.9' }, Aliases: ['web'] },
    })
  })

  it('asks for a fresh volume wherever an anonymous one comes along', () => {
    const kept = [{ name: id('d'), destination: '/data', path: '/p' }]
    expect(
      bodyOf(recordOf({ config: { Volumes: { '/x': {} } } }, { volumes: kept }), around).Volumes,
    ).toEqual({
      '/x': {},
      '/data': {},
    })
    const host = { Mounts: [{ Type: 'volume', Target: '/data' }] }
    expect(bodyOf(recordOf({ host }, { volumes: kept }), around).Volumes).toBeNull()
  })

  it('mounts an anonymous volume that another one still has by its name', () => {
    const mounts = [volume(id('e'), '/ro', false), volume(id('f'), '/asked')]
    const host = { Mounts: [{ Type: 'volume', Target: '/asked' }] }
    const body = bodyOf(recordOf({ mounts, host }), { ...around, hasVolume: () => true })
    expect(body.HostConfig).toMatchObject({
      Binds: [`${id('e')}:/ro:ro`],
      Mounts: [{ Type: 'volume', Target: '/asked', Source: id('f') }],
    })
    expect(bodyOf(recordOf({ mounts }), around).HostConfig.Binds).toBeUndefined()
  })

  it('has nothing copied into a named volume that a person has emptied', () => {
    const host = {
      Binds: ['data:/d', 'more:/m:ro', 'full:/f', 'was:/w:nocopy'],
      Mounts: [{ Type: 'volume', Source: 'data', Target: '/e', VolumeOptions: { Labels: {} } }],
    }
    const body = bodyOf(recordOf({ host }), { ...around, empty: new Set(['data', 'more', 'was']) })
    expect(body.HostConfig).toMatchObject({
      Binds: ['data:/d:nocopy', 'more:/m:ro,nocopy', 'full:/f', 'was:/w:nocopy'],
      Mounts: [{ Source: 'data', VolumeOptions: { Labels: {}, NoCopy: true } }],
    })
  })

  it('says links as they are asked for', () => {
    const body = bodyOf(recordOf({ host: { Links: ['/db:/web/store'] } }), around)
    expect(body.HostConfig.Links).toEqual(['db:store'])
  })
})

describe('anonymous volumes', () => {
  it('are those that nobody named, whoever else has them', () => {
    const mounts = [volume(id('a'), '/a'), volume(id('b'), '/b'), volume(id('c'), '/c'), volume('data', '/d')]
    const host = { Binds: [`${id('b')}:/b`], Mounts: [{ Type: 'volume', Source: id('c'), Target: '/c' }] }
    const { inspection } = recordOf({ mounts, host })
    expect(anonymousVolumes(inspection).map(({ destination }) => destination)).toEqual(['/a'])
    const listed = ['1', '2'].map((digit) => ({ Id: id(digit), Mounts: mounts, Ports: null, Labels: null }))
    expect(usersOf(id('a'), id('1'), listed).map(({ Id }) => Id)).toEqual([id('2')])
  })
})

describe('several that come back at once', () => {
  const named = (name: string, digit: string, host: object, removedAt: number) => {
    const record = recordOf({ host }, { id: id(digit), name, removedAt })
    return record
  }

  it('come each after those that they stand on, by id or by name', () => {
    const web = named('web', '1', { NetworkMode: `container:${id('2')}` }, 3)
    const proxy = named('proxy', '2', { VolumesFrom: ['db:ro'] }, 2)
    const db = named('db', '3', {}, 1)
    expect(inOrder([web, proxy, db]).map(({ name }) => name)).toEqual(['db', 'proxy', 'web'])
    expect(inOrder([db, proxy, web]).map(({ name }) => name)).toEqual(['db', 'proxy', 'web'])
  })

  it('come all of them where two stand on each other', () => {
    const one = named('one', '1', { PidMode: `container:${id('2')}` }, 1)
    const two = named('two', '2', { IpcMode: `container:${id('1')}` }, 2)
    expect(inOrder([one, two])).toHaveLength(2)
  })
})
