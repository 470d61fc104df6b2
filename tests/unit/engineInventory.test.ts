import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compareVersions, plainVersion } from '../../main/engine/owned/dockerVersion'
import { giveIdentity, readIdentity, writeIdentity } from '../../main/engine/owned/identity'
import { inventoryOnDisk } from '../../main/engine/owned/inventory'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-data-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function put(path: string, content: unknown): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
}
const hex = (digit: string) => digit.repeat(64)

test('an inventory names what a data-root holds, and leaves out what dockerd itself removes', async () => {
  const images = 'image/overlay2/imagedb/content/sha256'
  put(`${images}/${hex('a')}`, {})
  put(`${images}/${hex('b')}`, {})
  put('image/overlay2/repositories.json', {
    Repositories: { app: { 'app:1': `sha256:${hex('a')}`, 'app:latest': `sha256:${hex('a')}` } },
  })
  put(`containers/${hex('1')}/config.v2.json`, { ID: hex('1'), Name: '/web', MountPoints: {} })
  put(`containers/${hex('1')}/hostconfig.json`, { AutoRemove: false })
  put(`containers/${hex('2')}/config.v2.json`, {
    ID: hex('2'),
    Name: '/passing',
    MountPoints: {
      '/a': { Type: 'volume', Name: hex('d'), Spec: { Type: 'volume' } },
      '/b': { Type: 'volume', Name: 'named', Spec: { Type: 'volume', Source: 'named' } },
    },
  })
  put(`containers/${hex('2')}/hostconfig.json`, { AutoRemove: true })
  // Left over from a removal: dockerd does not take these for containers either.
  mkdirSync(join(folder, 'containers', hex('3')))
  put(`containers/${hex('4')}/config.v2.json`, '{ "ID": ')
  for (const name of [hex('d'), 'named', 'data'])
    mkdirSync(join(folder, 'volumes', name), { recursive: true })
  put('volumes/metadata.db', '')

  expect(await inventoryOnDisk(folder, 'overlay2')).toEqual({
    images: { [`sha256:${hex('a')}`]: 'app:1', [`sha256:${hex('b')}`]: hex('b') },
    containers: { [hex('1')]: 'web' },
    volumes: { named: 'named', data: 'data' },
  })
})

test('an empty data-root has an empty inventory', async () => {
  expect(await inventoryOnDisk(join(folder, 'none'), 'overlay2')).toEqual({
    images: {},
    containers: {},
    volumes: {},
  })
})

test('versions are compared by number, and without what a distribution adds', () => {
  const sorted = ['20.10.24+dfsg1', '26.1.4', '26.1.5+dfsg1', '26.10.0', '28.5.2~rc1', '100.0.0']
  expect([...sorted].reverse().sort(compareVersions)).toEqual(sorted)
  expect(compareVersions('26.1.5', '26.1.5+dfsg1')).toBe(0)
  expect(plainVersion('26.1.5+dfsg1')).toBe('26.1.5')
})

test('whoever gives the identity, and however often, there is one', () => {
  const places = { outside: join(folder, 'identity.json'), inside: join(folder, 'data/mark') }
  giveIdentity(places, { driver: 'overlay2', version: '26.1.5' })
  const first = readIdentity(places.outside)
  expect(first).toMatchObject({ driver: 'overlay2', version: '26.1.5' })
  rmSync(places.outside)
  giveIdentity(places, { driver: 'overlay2', version: '27.0.1' })
  expect(readIdentity(places.outside)).toEqual({ ...(first as object), version: '27.0.1' })
  expect(readIdentity(places.inside)).toEqual(readIdentity(places.outside))
  writeFileSync(places.inside, 'mine')
  giveIdentity(places, { driver: 'overlay2', version: '28.0.0' })
  expect(readIdentity(places.inside)).toBe('broken')
})

test('an identity that cannot be written leaves the old one', () => {
  const places = { outside: join(folder, 'identity.json'), inside: join(folder, 'mark') }
  giveIdentity(places, { driver: 'overlay2', version: '26.1.5' })
  const before = readIdentity(places.outside)
  mkdirSync(join(folder, 'file'))
  expect(() =>
    writeIdentity({ inside: join(folder, 'file'), outside: places.outside }, before as never),
  ).toThrow()
  expect(readIdentity(places.outside)).toEqual(before)
})
