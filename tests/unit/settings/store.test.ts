import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../main/contract/constants'
import type { SettingsState } from '../../../main/contract/settings'
import { openSettings } from '../../../main/services/settings/store'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-settings-'))
  file = join(folder, 'settings.json')
})
afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true })
})
const stored = () => JSON.parse(readFileSync(file, 'utf8'))
const store = (content: unknown) => writeFileSync(file, JSON.stringify(content))

describe('settings', () => {
  it('are the defaults at first, and no file is made for them', () => {
    expect(openSettings(file).state).toMatchObject({ values: defaultSettings, file, problem: null })
    expect(readdirSync(folder)).toEqual([])
  })

  it('are remembered, in a file of the owner alone with nothing beside it', () => {
    openSettings(file).change({ theme: 'dark' })
    openSettings(file).change({ atQuit: 'stop', remembered: { 'width.images': 500 } })
    expect(openSettings(file).state.values).toEqual({
      ...defaultSettings,
      theme: 'dark',
      atQuit: 'stop',
      remembered: { 'width.images': 500 },
    })
    expect(readdirSync(folder)).toEqual(['settings.json'])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('tell every listener of each change, until it stops', () => {
    const settings = openSettings(file)
    const heard: SettingsState[] = []
    const stop = settings.listen((state) => heard.push(state))
    settings.change({ logWrap: true })
    settings.reset()
    stop()
    settings.change({ logWrap: true })
    expect(heard.map(({ values, revision }) => [values.logWrap, revision])).toEqual([
      [true, 1],
      [false, 2],
    ])
  })

  it('keep keys that they do not know, and pass over values that make no sense, each by itself', () => {
    store({ atQuit: 'explode', notices: 'yes', theme: 'dark', nested: { a: [1] }, removalDays: -1 })
    const settings = openSettings(file)
    expect(settings.state.values).toEqual({ ...defaultSettings, theme: 'dark' })
    settings.change({ logWrap: true })
    expect(stored()).toEqual({
      version: 1,
      atQuit: 'explode',
      notices: 'yes',
      theme: 'dark',
      nested: { a: [1] },
      removalDays: -1,
      logWrap: true,
    })
  })

  it('of a newer version are read as far as they are known; the rest and the version stay', () => {
    const newer = {
      version: 9,
      theme: 'sepia',
      logWrap: true,
      dock: { tabs: 3 },
      remembered: { 'width.images': 300, 'new thing': 1 },
    }
    store(newer)
    const settings = openSettings(file)
    expect(settings.state.values).toEqual({
      ...defaultSettings,
      logWrap: true,
      remembered: { 'width.images': 300 },
    })
    expect(settings.state.problem).toBeNull()
    settings.change({ remembered: { 'width.images': 400 } })
    expect(stored()).toEqual({ ...newer, remembered: { 'new thing': 1, 'width.images': 400 } })
  })

  it('keep what another hand wrote meanwhile', () => {
    store({ theme: 'dark' })
    const settings = openSettings(file)
    store({ theme: 'light', mine: true, remembered: { 'width.logs': 1 } })
    settings.change({ logWrap: true, remembered: { 'width.images': 2 } })
    expect(stored()).toMatchObject({
      theme: 'light',
      mine: true,
      logWrap: true,
      remembered: { 'width.logs': 1, 'width.images': 2 },
    })
    expect(settings.state.values.theme).toBe('light')
  })

  it('are reset without what is not theirs', () => {
    store({ version: 1, theme: 'dark', mine: true, remembered: { 'width.images': 2 } })
    const settings = openSettings(file)
    expect(settings.reset().values).toEqual(defaultSettings)
    expect(stored()).toEqual({ version: 1, mine: true })
  })

  it('forget what is null, and of what is remembered the oldest beyond three hundred', () => {
    const settings = openSettings(file)
    for (let at = 0; at < 302; at++) settings.change({ remembered: { [`key.${at}`]: at } })
    settings.change({ remembered: { 'key.2': 'newest' } })
    settings.change({ remembered: { 'key.301': null } })
    const { remembered } = settings.state.values
    expect(Object.keys(remembered)).toHaveLength(299)
    expect(remembered).not.toHaveProperty(['key.1'])
    expect(remembered).not.toHaveProperty(['key.301'])
    expect(Object.keys(remembered).at(-1)).toBe('key.2')
  })

  it('stay where a link leads', () => {
    const elsewhere = join(folder, 'dotfiles.json')
    writeFileSync(elsewhere, '{"mine":1}')
    symlinkSync(elsewhere, file)
    openSettings(file).change({ theme: 'dark' })
    expect(lstatSync(file).isSymbolicLink()).toBe(true)
    expect(JSON.parse(readFileSync(elsewhere, 'utf8'))).toEqual({ version: 1, mine: 1, theme: 'dark' })
  })
})

describe('a settings file that cannot be used', () => {
  it.each(['{"theme":', '', '[1]', 'null', '"dark"', `{"x":"${'y'.repeat(8_000_000)}"}`])(
    'is never written over: damaged (%#)',
    (text) => {
      writeFileSync(file, text)
      const settings = openSettings(file)
      expect(settings.state).toMatchObject({ values: defaultSettings, problem: { kind: 'damaged' } })
      expect(settings.change({ theme: 'dark' })).toMatchObject({
        values: { theme: 'dark' },
        problem: { kind: 'damaged' },
      })
      settings.reset()
      expect(readFileSync(file, 'utf8')).toBe(text)
      expect(readdirSync(folder)).toEqual(['settings.json'])
    },
  )

  it('gets what was chosen since as soon as it is mended, and keeps how it was mended', () => {
    writeFileSync(file, '{"theme":"dark", mine: 1')
    const settings = openSettings(file)
    settings.change({ logWrap: true })
    writeFileSync(file, '{"theme":"dark","mine":1}')
    expect(settings.change({ notices: false }).problem).toBeNull()
    expect(stored()).toEqual({ version: 1, theme: 'dark', mine: 1, logWrap: true, notices: false })
    expect(settings.state.values).toMatchObject({ theme: 'dark', logWrap: true, notices: false })
  })

  it('that is damaged while Slipway runs leaves the choices of before', () => {
    const settings = openSettings(file)
    settings.change({ theme: 'dark' })
    writeFileSync(file, '{"theme":"da')
    expect(settings.change({ logWrap: true })).toMatchObject({
      values: { theme: 'dark', logWrap: true },
      problem: { kind: 'damaged' },
    })
    expect(readFileSync(file, 'utf8')).toBe('{"theme":"da')
  })

  it('that is a folder is unreadable, and stays one', () => {
    mkdirSync(file)
    const settings = openSettings(file)
    expect(settings.change({ theme: 'dark' })).toMatchObject({
      values: { theme: 'dark' },
      problem: { kind: 'unreadable', reason: 'it is not a file' },
    })
    expect(readdirSync(folder)).toEqual(['settings.json'])
  })

  it.skipIf(process.geteuid?.() === 0)('that may not be read is left as it is', () => {
    store({ theme: 'dark' })
    chmodSync(file, 0)
    expect(openSettings(file).change({ logWrap: true }).problem?.kind).toBe('unreadable')
    chmodSync(file, 0o600)
    expect(stored()).toEqual({ theme: 'dark' })
  })

  it.skipIf(process.geteuid?.() === 0)('in a read-only folder: choices hold, and are written later', () => {
    store({ theme: 'dark' })
    chmodSync(folder, 0o500)
    const settings = openSettings(file)
    expect(settings.change({ logWrap: true })).toMatchObject({
      values: { theme: 'dark', logWrap: true },
      problem: { kind: 'unwritable' },
    })
    expect(stored()).toEqual({ theme: 'dark' })
    chmodSync(folder, 0o700)
    expect(settings.change({ notices: false }).problem).toBeNull()
    expect(stored()).toMatchObject({ theme: 'dark', logWrap: true, notices: false })
  })

  it('reset while it could not be used is reset once it can', () => {
    writeFileSync(file, '{')
    const settings = openSettings(file)
    settings.change({ theme: 'dark' })
    settings.reset()
    settings.change({ logWrap: true })
    store({ theme: 'light', mine: 1 })
    settings.change({ notices: false })
    expect(stored()).toEqual({ version: 1, mine: 1, logWrap: true, notices: false })
  })
})
