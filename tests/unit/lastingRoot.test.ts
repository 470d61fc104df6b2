import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lastingRoot } from '../../main/engine/owned/lastingRoot'
import { engineParts } from '../../main/engine/owned/parts'

let place: string
let root: string
let env: { SLIPWAY_HOME: string; APPIMAGE?: string }
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'slipway-root-'))
  const resources = join(place, 'mounted/resources')
  mkdirSync(join(resources, 'native/build'), { recursive: true })
  writeFileSync(join(resources, 'app.asar'), 'archive')
  writeFileSync(join(resources, 'native/build/slipway-keeper'), 'keeper', { mode: 0o755 })
  writeFileSync(join(place, 'Slipway.AppImage'), 'image')
  root = join(resources, 'app.asar')
  env = { SLIPWAY_HOME: join(place, 'home'), APPIMAGE: join(place, 'Slipway.AppImage') }
})
afterEach(() => rmSync(place, { recursive: true }))

const copies = () => readdirSync(join(env.SLIPWAY_HOME, 'programs'))

describe('the root that lasts', () => {
  it('is the own one of a package that stays where it is, and of a clone', async () => {
    expect(await lastingRoot(root, { SLIPWAY_HOME: env.SLIPWAY_HOME })).toBe(root)
    expect(await lastingRoot('/home/me/slipway', env)).toBe('/home/me/slipway')
    expect(readdirSync(place)).not.toContain('home')
  })

  it('is a copy for an AppImage, made once', async () => {
    const lasting = await lastingRoot(root, env)
    rmSync(join(place, 'mounted'), { recursive: true })
    expect(await lastingRoot(root, env)).toBe(lasting)
    expect(readFileSync(lasting, 'utf8')).toBe('archive')
    const { keeper } = engineParts(lasting)
    expect(readFileSync(keeper, 'utf8')).toBe('keeper')
    expect(statSync(keeper).mode & 0o777).toBe(0o755)
    expect(copies()).toHaveLength(1)
  })

  it('is another copy for another AppImage, which takes the place of the first', async () => {
    const first = await lastingRoot(root, env)
    utimesSync(env.APPIMAGE!, 1000, 1000)
    const second = await lastingRoot(root, env)
    expect(second).not.toBe(first)
    expect(copies()).toHaveLength(1)
  })

  it('keeps the programs of an engine that runs', async () => {
    const first = await lastingRoot(root, env)
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const started = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)!.split(' ')[19]
    mkdirSync(join(env.SLIPWAY_HOME, 'engine'))
    writeFileSync(
      join(env.SLIPWAY_HOME, 'engine/keeper.lock'),
      `boot ${boot}\nrun /run\nprocess keeper ${process.pid} ${started}\n`,
    )
    utimesSync(env.APPIMAGE!, 1000, 1000)
    await lastingRoot(root, env)
    expect(readFileSync(first, 'utf8')).toBe('archive')
    expect(copies()).toHaveLength(2)
  })

  it('leaves nothing half done', async () => {
    rmSync(join(place, 'mounted'), { recursive: true })
    await expect(lastingRoot(root, env)).rejects.toThrow(/could not be copied/)
    expect(copies()).toEqual([])
  })
})
